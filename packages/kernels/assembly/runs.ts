// What the typical order of a process and its ends rest on: counts over its runs, see core's orders.ts. Steps are numbered
// within the process. `starts`, `ends` and `steps` are addresses as if all runs were there; those from <= k < to are.

import { addF64, addU32, at4, at8, putU32, u32At } from "./cells";

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
