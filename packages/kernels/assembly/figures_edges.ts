// What follows an activity, and after what times.

import { at4, at8, f64At, putF64, putU32, u32At } from "./cells";

/**
 * Writes the steps of sessions where their first activities have their place: steps[cursor[activity]] (moved on) of those
 * from `first` up to `last`. A step is the activity that follows, with `time` (f64) and the time to it, as a u32; where
 * `gaps` are given that time stands there in the same place, which the step tells. False where a time is no such number.
 *
 * `offsets`: of the sessions, in events; `activity` and `time` begin with the event `begin`.
 */
export function placeSteps(
  activity: usize, time: usize, begin: u32, offsets: usize, sessions: u32,
  first: u32, last: u32, cursor: usize, steps: usize, gaps: usize
): bool {
  let exact = true;
  for (let s: u32 = 0; s < sessions; s++) {
    const end = u32At(offsets, s + 1) - begin;
    let i = u32At(offsets, s) - begin;
    let from = u32At(activity, i), since = time == 0 ? 0 : f64At(time, i);
    while (++i < end) {
      const to = u32At(activity, i), now = time == 0 ? 0 : f64At(time, i);
      if (from >= first && from < last) {
        const cell = at4(cursor, from), at = load<u32>(cell);
        store<u32>(cell, at + 1);
        if (time == 0) putU32(steps, at, to);
        else {
          const gap = now - since, fits = gap >= 0 && gap <= <f64>u32.MAX_VALUE;
          let word: u32 = fits ? <u32>gap : 0;
          if (gaps != 0) {
            putF64(gaps, at, gap);
            word = at;
          } else if (!fits || <f64>word != gap) exact = false;
          store<u64>(at8(steps, at), <u64>to | (<u64>word << 32));
        }
      }
      from = to;
      since = now;
    }
  }
  return exact;
}

/**
 * Puts together what follows an activity, from steps of it: the activity that follows each, and with `values` a second word,
 * the time to it, or where that stands in `gaps`. Writes what follows, ascending, to `found`, how often each does to
 * `amounts`, and their times, one activity's after the other's, to `values` (f64). Returns how many activities there are.
 * `counts`: 0 for each activity; `bits`: a bit of 0 for each, then one for each 64 of these, `heads` u64 behind.
 */
export function edges(
  steps: usize, count: u32, gaps: usize, counts: usize, bits: usize, heads: u32, found: usize, amounts: usize, values: usize
): u32 {
  const size: usize = values == 0 ? 4 : 8, end = steps + <usize>count * size;
  const tops = bits + (<usize>heads << 9);
  for (let p = steps; p < end; p += size) {
    const to = load<u32>(p), cell = at4(counts, to), had = load<u32>(cell);
    store<u32>(cell, had + 1);
    if (had != 0) continue;
    const word = at8(bits, to >> 6), top = at8(tops, to >> 12);
    store<u64>(word, load<u64>(word) | (<u64>1 << <u64>(to & 63)));
    store<u64>(top, load<u64>(top) | (<u64>1 << <u64>((to >> 6) & 63)));
  }
  let different: u32 = 0, at: u32 = 0;
  for (let t: u32 = 0; t < heads; t++) {
    for (let words = load<u64>(at8(tops, t)); words != 0; words &= words - 1) {
      const w = (t << 6) + <u32>ctz(words), word = at8(bits, w);
      for (let rest = load<u64>(word); rest != 0; rest &= rest - 1) {
        const to = (w << 6) + <u32>ctz(rest), amount = u32At(counts, to);
        putU32(found, different, to);
        putU32(amounts, different++, amount);
        putU32(counts, to, at);
        at += amount;
      }
      store<u64>(word, 0);
    }
    store<u64>(at8(tops, t), 0);
  }
  if (values != 0) {
    for (let p = steps; p < end; p += 8) {
      const cell = at4(counts, load<u32>(p)), place = load<u32>(cell), time = load<u32>(p, 4);
      store<u32>(cell, place + 1);
      putF64(values, place, gaps == 0 ? <f64>time : f64At(gaps, time));
    }
  }
  for (let i: u32 = 0; i < different; i++) putU32(counts, u32At(found, i), 0);
  return different;
}
