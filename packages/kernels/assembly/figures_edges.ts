// What follows an activity, and after what times.

import { addU32, at4, at8, f64At, putF64, putU32, u32At } from "./cells";
import { quantiles } from "./figures_quantiles";

const SECOND: u32 = 1000;
const WHOLE: f64 = 4503599627370496;
/** Edges of larger counts are told together. */
const LARGEST: u32 = 0xFFFF;

/**
 * Writes the steps of sessions where their first activities have their place: steps[cursor[activity]] (moved on) of those
 * from `first` up to `last`. A step is the activity that follows, and with `time` (f64) the time to it:
 * - in the same u32 above its lowest `bits`, in seconds,
 * - where `bits` is 32, in a u32 of its own behind,
 * - where `gaps` are given, there in the same place, which that u32 tells.
 *
 * False where a time is no such number. `offsets`: of the sessions, in events; `activity` and `time` begin with the event
 * `begin`.
 */
export function placeSteps(
  activity: usize, time: usize, begin: u32, offsets: usize, sessions: u32,
  first: u32, last: u32, cursor: usize, steps: usize, bits: u32, gaps: usize
): bool {
  const wanted = last - first, longest = u32.MAX_VALUE >> bits;
  let odd: u32 = 0;
  for (let s: u32 = 0; s < sessions; s++) {
    const end = u32At(offsets, s + 1) - begin - 1;
    let i = u32At(offsets, s) - begin;
    let from = u32At(activity, i), since = time == 0 ? 0 : f64At(time, i);
    while (i < end) {
      const to = u32At(activity, ++i), now = time == 0 ? 0 : f64At(time, i);
      if (from - first < wanted) {
        const at = placeOf(cursor, from);
        if (time == 0) putU32(steps, at, to);
        else {
          // A whole number stands in the lowest bits of this sum.
          const gap = now - since, sum = gap + WHOLE, word = reinterpret<u64>(sum) - reinterpret<u64>(WHOLE);
          if (gaps != 0) {
            putF64(gaps, at, gap);
            store<u64>(at8(steps, at), <u64>to | (<u64>at << 32));
          } else {
            odd |= u32(sum - WHOLE != gap) | <u32>(word >> 32);
            if (bits == 32) store<u64>(at8(steps, at), <u64>to | (word << 32));
            else {
              const seconds = <u32>word / SECOND;
              odd |= (seconds * SECOND ^ <u32>word) | u32(seconds > longest);
              putU32(steps, at, to | (seconds << bits));
            }
          }
        }
      }
      from = to;
      since = now;
    }
  }
  return odd == 0;
}

/**
 * Counts what follows an activity, from steps of it: words of `size` bytes, whose lowest `bits` are the activity that
 * follows. Writes what follows, ascending, to `found`, and how often each does to `amounts`, and adds up in `sizes` how many
 * have each count. Returns how many activities there are.
 * `counts`: 0 for each activity; `marks`: a bit of 0 for each, then one for each 64 of these, `heads` u64 behind.
 */
export function edges(
  steps: usize, count: u32, size: usize, bits: u32, counts: usize, marks: usize, heads: u32,
  found: usize, amounts: usize, sizes: usize
): u32 {
  const end = steps + <usize>count * size, mask = u32.MAX_VALUE >> (32 - bits);
  const tops = marks + (<usize>heads << 9);
  for (let p = steps; p < end; p += size) {
    const to = load<u32>(p) & mask, cell = at4(counts, to), had = load<u32>(cell);
    store<u32>(cell, had + 1);
    if (had != 0) continue;
    const word = at8(marks, to >> 6), top = at8(tops, to >> 12);
    store<u64>(word, load<u64>(word) | (<u64>1 << <u64>(to & 63)));
    store<u64>(top, load<u64>(top) | (<u64>1 << <u64>((to >> 6) & 63)));
  }
  let different: u32 = 0;
  for (let t: u32 = 0; t < heads; t++) {
    for (let words = load<u64>(at8(tops, t)); words != 0; words &= words - 1) {
      const w = (t << 6) + <u32>ctz(words), word = at8(marks, w);
      for (let rest = load<u64>(word); rest != 0; rest &= rest - 1) {
        const to = (w << 6) + <u32>ctz(rest), amount = u32At(counts, to);
        putU32(found, different, to);
        putU32(amounts, different++, amount);
        putU32(counts, to, 0);
        addU32(sizes, min(amount, LARGEST), 1);
      }
      store<u64>(word, 0);
    }
    store<u64>(at8(tops, t), 0);
  }
  return different;
}

/**
 * Of an activity's edges lists those that are as frequent as `least`. `found` has activities and, `room` behind each,
 * how often it follows: the `different` from `from` on are looked at, the listed ones moved to `to` on. Returns how many.
 * With `values`, room for the times of all steps, also mean, median and 95th percentile to out[to] on, `apart` each.
 */
export function listEdges(
  steps: usize, count: u32, bits: u32, gaps: usize, counts: usize,
  found: usize, room: u32, from: u32, different: u32, to: u32,
  least: u32, values: usize, out: usize, apart: u32
): u32 {
  const amounts = at4(found, room);
  const end = from + different;
  let listed: u32 = 0, rest = count;
  if (values != 0) {
    // Times of edges that are not listed go behind all others.
    let place: u32 = 0;
    for (let e = from; e < end; e++) {
      const amount = u32At(amounts, e), isListed = amount >= least;
      if (!isListed) rest -= amount;
      putU32(counts, u32At(found, e), isListed ? place : rest);
      if (isListed) place += amount;
    }
    if (bits == 32) {
      for (let p = steps, last = at8(steps, count); p < last; p += 8) {
        const time = load<u32>(p, 4);
        putF64(values, placeOf(counts, load<u32>(p)), gaps == 0 ? <f64>time : f64At(gaps, time));
      }
    } else {
      const mask = u32.MAX_VALUE >> (32 - bits);
      for (let p = steps, last = at4(steps, count); p < last; p += 4) {
        const word = load<u32>(p);
        putF64(values, placeOf(counts, word & mask), <f64>((word >> bits) * SECOND));
      }
    }
  }
  for (let e = from; e < end; e++) {
    const activity = u32At(found, e), amount = u32At(amounts, e);
    putU32(counts, activity, 0);
    if (amount < least) continue;
    putU32(found, to + listed, activity);
    putU32(amounts, to + listed++, amount);
  }
  if (values != 0) quantiles(values, rest, at4(amounts, to), listed, at8(out, to), apart);
  return listed;
}

/** The place to write to, which is moved on. */
// @ts-ignore: decorator
@inline
function placeOf(places: usize, index: u32): u32 {
  const cell = at4(places, index), place = load<u32>(cell);
  store<u32>(cell, place + 1);
  return place;
}
