// What the typical order of a process and its ends rest on: counts over its runs, see core's orders.ts. Steps are numbered
// within the process. `starts`, `ends` and `steps` are addresses as if all runs were there; those from <= k < to are.

import { addF64, addU32, at4, at8, f64At, putF64, putU32, u32At } from "./cells";

// First visits further apart than this are not compared: bounds the work at events x span.
const SPAN: u32 = 48;
// And no distance counts for more than this.
const FARTHEST: u32 = 8;
const ONE_RUN: u64 = 1 << 32;

/**
 * Steps by their first visits. tables: f64[size] sum of the places from 0 (first) to 1 (last), then u32[size] each: runs that
 * reach the step; the last of them, plus 1; scratch. pairs, unless 0: [size x size] of later step and earlier one, runs in
 * the upper half and the sum of distances in the lower half of an u64; then u32 of runs that go from one to the other at
 * once.
 */
export function countPlaces(
  starts: usize, ends: usize, steps: usize, from: u32, to: u32, size: u32, tables: usize, pairs: usize
): void {
  const reached = at8(tables, size), seen = at4(reached, size), firsts = at4(seen, size), next = at8(pairs, size * size);
  for (let k = from; k < to; k++) {
    let different: u32 = 0;
    for (let i = at4(steps, u32At(starts, k)), end = at4(steps, u32At(ends, k)); i != end; i += 4) {
      const step = load<u32>(i);
      if (u32At(seen, step) == k + 1) continue;
      putU32(seen, step, k + 1);
      addU32(reached, step, 1);
      const own = at4(firsts, different);
      store<u32>(own, step);
      if (pairs != 0 && different != 0) {
        const row = step * size;
        addU32(next, row + load<u32>(own - 4), 1);
        const begin = at8(pairs, row);
        let earlier = own;
        for (let near = at4(firsts, max<i32>(different - FARTHEST, 0)), one = ONE_RUN + 1; earlier != near; one++) {
          earlier -= 4;
          const pair = at8(begin, load<u32>(earlier));
          store<u64>(pair, load<u64>(pair) + one);
        }
        for (const far = at4(firsts, max<i32>(different - SPAN, 0)); earlier != far; ) {
          earlier -= 4;
          const pair = at8(begin, load<u32>(earlier));
          store<u64>(pair, load<u64>(pair) + (ONE_RUN + FARTHEST));
        }
      }
      different++;
    }
    for (let i: u32 = 0; i < different; i++) {
      addF64(tables, u32At(firsts, i), different == 1 ? 0.5 : <f64>i / <f64>(different - 1));
    }
  }
}

/**
 * Runs by where they begin, end and lead. place: u32[size] of each step in the typical order. tables: u32[size] each, by
 * place: runs that begin there; that end there; in which nothing later follows the last visit; that go no further.
 */
export function countEnds(
  starts: usize, ends: usize, steps: usize, from: u32, to: u32, size: u32, place: usize, tables: usize
): void {
  const ended = at4(tables, size), stay = at4(ended, size), furthest = at4(stay, size);
  for (let k = from; k < to; k++) {
    const begin = at4(steps, u32At(starts, k));
    let i = at4(steps, u32At(ends, k)) - 4;
    addU32(tables, u32At(place, load<u32>(begin)), 1);
    addU32(ended, u32At(place, load<u32>(i)), 1);
    // Backwards: a place beyond all that follow is seen for the last time.
    let most = -1;
    for (; i >= begin; i -= 4) {
      const at = <i32>u32At(place, load<u32>(i));
      if (at <= most) continue;
      most = at;
      addU32(stay, at, 1);
    }
    addU32(furthest, most, 1);
  }
}

// Two activities are alternatives where they share fewer than this share of the runs of the rarer one.
const ALTERNATIVES: f64 = 0.1;
const SWEEPS: i32 = 40;

/**
 * Weighs the pairs that `countPlaces` has counted, of the first `count` of `steps` (u32). tables: its mean places and runs.
 * out: f64[count] places by least squares, place(b) - place(a) = mean distance, weighted by runs, by Gauss-Seidel from the
 * mean place; then f64[size x size] what it is worth that row stands before column, 0 for alternatives; then
 * f64[2 x count x count] of zeros, scratch.
 */
export function weighPairs(steps: usize, count: u32, size: u32, tables: usize, pairs: usize, out: usize): void {
  const reached = at8(tables, size), gains = at8(out, count);
  const weights = at8(gains, size * size), distances = at8(weights, count * count);
  for (let x: u32 = 0; x < count; x++) {
    const i = u32At(steps, x);
    putF64(out, x, f64At(tables, i) * <f64>count);
    for (let y: u32 = 0; y < count; y++) {
      const j = u32At(steps, y);
      const before = load<u64>(at8(pairs, j * size + i)), after = load<u64>(at8(pairs, i * size + j));
      const forward = <f64>(before >> 32), back = <f64>(after >> 32), both = forward + back;
      if (both == 0.0) continue;
      putF64(weights, x * count + y, both / (both + 3.0));
      putF64(distances, x * count + y, (<f64><u32>after - <f64><u32>before) / both);
      if (both < ALTERNATIVES * <f64>min(u32At(reached, i), u32At(reached, j))) continue;
      // The margin in standard deviations: many runs count for more, but not as much as their number.
      putF64(gains, i * size + j, (forward - back) / sqrt(both + 3.0));
    }
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let x: u32 = 0; x < count; x++) {
      let weighed: f64 = 1e-3, sum: f64 = 1e-3 * f64At(tables, u32At(steps, x)) * <f64>count;
      const row = x * count;
      for (let y: u32 = 0; y < count; y++) {
        const weight = f64At(weights, row + y);
        weighed += weight;
        sum += weight * (f64At(out, y) + f64At(distances, row + y));
      }
      putF64(out, x, sum / weighed);
    }
  }
}
