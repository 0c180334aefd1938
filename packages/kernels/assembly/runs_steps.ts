// What the runs of a process do, step by step: see core's step-counts.ts and variants.ts. Steps are numbered within the process.
// `starts`, `ends`, `steps` and `times` are addresses as if those of all runs were there; those from <= k < to are read.

import { addU32, at4, at8, f64At, putF64, putU32, u32At } from "./cells";

/**
 * tables: u32[size] each: 1 for terminal steps; runs that begin there; that end there; of these, such without a terminal step;
 * visits in a run that was there before; the last run seen there, plus 1; then runs by the bits of their shape, u32[8]; the
 * bits that going from one step to another sets, u32[2 x size] by their places between; then, if `square`, [size x size]
 * how often each comes after each. Writes of each run from `from` on whether it has a terminal step (u8), and a hash of its path
 * (u32), repeats in a row taken once.
 */
export function countRuns(
  starts: usize, ends: usize, steps: usize, from: u32, to: u32, size: u32, tables: usize, square: bool, completed: usize, hashes: usize
): void {
  const begun = at4(tables, size), ended = at4(begun, size), left = at4(ended, size), again = at4(left, size);
  const seen = at4(again, size), shapes = at4(seen, size), kinds = at4(shapes, 8 + size), pairs = at4(kinds, size);
  for (let k = from; k < to; k++) {
    let i = at4(steps, u32At(starts, k)), step = load<u32>(i), shape: u32 = 0, done = u32At(tables, step), hash = step;
    addU32(begun, step, 1);
    putU32(seen, step, k + 1);
    for (const end = at4(steps, u32At(ends, k)); (i += 4) != end; ) {
      const next = load<u32>(i), cell = at4(seen, next);
      if (square) addU32(pairs, step * size + next, 1);
      shape |= u32At(kinds, next - step);
      done |= u32At(tables, next);
      if (load<u32>(cell) == k + 1) addU32(again, next, 1);
      store<u32>(cell, k + 1);
      // As FNV-1a does.
      if (next != step) hash = (hash ^ (hash >>> 15) ^ next) * 0x01000193;
      step = next;
    }
    addU32(ended, step, 1);
    addU32(left, step, 1 - done);
    addU32(shapes, shape, 1);
    hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
    store<u8>(completed++, done);
    store<u32>(hashes, hash ^ (hash >>> 13));
    hashes += 4;
  }
}

/**
 * Writes the times from the arrival at a step to the next other one to `values` (f64), where `cursor` (u32, moved on) of the
 * step says. Times are u32, or f64 if `wide`.
 */
export function timeSteps(
  starts: usize, ends: usize, steps: usize, from: u32, to: u32, times: usize, wide: bool, cursor: usize, values: usize
): void {
  for (let k = from; k < to; k++) {
    let i = u32At(starts, k), step = u32At(steps, i), arrived = timeOf(times, wide, i);
    for (const end = u32At(ends, k); ++i < end; ) {
      const next = u32At(steps, i);
      if (next == step) continue;
      const now = timeOf(times, wide, i), cell = at4(cursor, step), at = load<u32>(cell);
      putF64(values, at, now - arrived);
      store<u32>(cell, at + 1);
      step = next;
      arrived = now;
    }
  }
}

// @ts-ignore: decorator
@inline
function timeOf(times: usize, wide: bool, i: u32): f64 {
  return wide ? f64At(times, i) : <f64>u32At(times, i);
}

/**
 * Counts equal paths. hashes: u32, for run 0 on. slots: u32, one more than the
 * variant or 0, and `mask` + 1 of them. found: of each variant a run and how many there are, two u32. Returns the variants, if
 * there were `known` ones before.
 */
export function countPaths(
  starts: usize, ends: usize, steps: usize, from: u32, to: u32, hashes: usize, slots: usize, mask: u32, found: usize, known: u32
): u32 {
  for (let k = from; k < to; k++) {
    const hash = u32At(hashes, k);
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const variant = u32At(slots, slot);
      let one = at8(found, variant - 1);
      if (variant == 0) {
        one = at8(found, known);
        putU32(slots, slot, ++known);
        store<u64>(one, <u64>k);
      } else {
        const other = load<u32>(one);
        if (u32At(hashes, other) != hash) continue;
        if (!samePath(at4(steps, u32At(starts, k)), at4(steps, u32At(ends, k)), at4(steps, u32At(starts, other)), at4(steps, u32At(ends, other)))) {
          continue;
        }
      }
      store<u32>(one, load<u32>(one, 4) + 1, 4);
      break;
    }
  }
  return known;
}

function samePath(i: usize, end: usize, j: usize, last: usize): bool {
  while (i < end && j < last) {
    const step = load<u32>(i);
    if (load<u32>(j) != step) return false;
    do i += 4; while (i < end && load<u32>(i) == step);
    do j += 4; while (j < last && load<u32>(j) == step);
  }
  return i == end && j == last;
}
