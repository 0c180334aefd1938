// Learned links: the partners of the present row, and which of them are kept.

import { u32At, f64At } from "./cells";
import {
  ACTIVITIES, BITS, CAPACITY, HAVING, IDS, OUT, PLACE, ROOM, SHIFT, SUMS, TOUCHED, knownOf, matrix, shiftOf, slot,
  staged
} from "./links_pairs_plan";

/** Makes row i the present one: notes where its partners stand. Returns how many it has; -1 where they are not staged. */
export function linksStage(plan: usize, i: u32): i32 {
  const shift = shiftOf(plan, i);
  if (shift < 0) return -1;
  store<u32>(plan + (<usize>SHIFT << 3), shift);
  const partner = staged(plan), place = slot(plan, PLACE), known = knownOf(plan, i);
  for (let p: u32 = 0; p < known; p++) store<u32>(place + (<usize>u32At(partner, p) << 2), p + 1);
  return <i32>known;
}

/** Forgets them again, before another row is the present one. */
export function linksUnstage(plan: usize, known: u32): void {
  const partner = staged(plan), place = slot(plan, PLACE);
  for (let p: u32 = 0; p < known; p++) store<u32>(place + (<usize>u32At(partner, p) << 2), 0);
}

// Which partners of a row are looked at: those with any evidence, all, or those with more of it than chance meetings.
export const WITH_ANY: i32 = 0;
export const EVERY: i32 = 1;
export const WITH_SOME: i32 = 2;

/** WITH_SOME: the rarer one meets the other in more than this share of its sessions, or of its windows of 8. */
const SOME: f64 = 0.1;

/** Writes the partners j > i of the open row to IDS, ascending. Those with a cosine above `least` are always among them. */
export function linksPartners(plan: usize, i: u32, known: u32, which: i32, least: f64): u32 {
  const n = <u32>slot(plan, ACTIVITIES), ids = slot(plan, IDS), bits = slot(plan, BITS);
  if (which == EVERY) {
    for (let j = i + 1; j < n; j++) store<u32>(ids + (<usize>(j - i - 1) << 2), j);
    return n - i - 1;
  }
  const partner = staged(plan);
  if (which == WITH_ANY) {
    for (let p: u32 = 0; p < known; p++) mark(bits, u32At(partner, p));
  } else {
    const room = slot(plan, ROOM) << 2, having = slot(plan, HAVING), having8 = having + 3 * (<usize>n << 3);
    const own = f64At(having, i), own8 = f64At(having8, i);
    for (let p: u32 = 0; p < known; p++) {
      const j = u32At(partner, p);
      const sessions = u32At(partner + room, p), windows8 = u32At(partner + 4 * room, p);
      if (<f64>sessions > SOME * min(own, f64At(having, j)) || <f64>windows8 > SOME * min(own8, f64At(having8, j))) mark(bits, j);
    }
  }
  for (let kind = 0; kind < 3; kind++) {
    const touched = slot(matrix(plan, kind), TOUCHED), sums = slot(matrix(plan, kind), SUMS);
    const end = touched + 4 + (<usize>load<u32>(touched) << 2);
    for (let t = touched + 4; t < end; t += 4) {
      const j = load<u32>(t);
      if (f64At(sums, j) > least) mark(bits, j);
    }
  }
  let count: u32 = 0;
  for (let word = (i + 1) >> 6; word <= n >> 6; word++) {
    const at = bits + (<usize>word << 3);
    let rest = load<u64>(at);
    if (rest == 0) continue;
    store<u64>(at, 0);
    for (; rest != 0; rest &= rest - 1, count++) store<u32>(ids + (<usize>count << 2), (word << 6) + <u32>ctz(rest));
  }
  return count;
}

// @ts-ignore: decorator
@inline
function mark(bits: usize, j: u32): void {
  const at = bits + (<usize>(j >> 6) << 3);
  store<u64>(at, load<u64>(at) | (<u64>1 << (j & 63)));
}

/** Keeps of the partners in IDS those with probabilities[k] > least, with their three cosines in OUT, in their order. */
export function linksSelect(
  plan: usize, count: u32, probabilities: usize, least: f32, overSessions: i32, overWindows: i32, ofFlow: i32
): u32 {
  const ids = slot(plan, IDS), out = slot(plan, OUT), rowBytes = slot(plan, CAPACITY) << 2;
  const a = out + <usize>overSessions * rowBytes, b = out + <usize>overWindows * rowBytes, c = out + <usize>ofFlow * rowBytes;
  let kept: usize = 0;
  for (let k: usize = 0, end = <usize>count << 2; k < end; k += 4) {
    const probability = load<f32>(probabilities + k);
    if (!(probability > least)) continue;
    store<f32>(probabilities + kept, probability);
    store<u32>(ids + kept, load<u32>(ids + k));
    store<f32>(a + kept, load<f32>(a + k));
    store<f32>(b + kept, load<f32>(b + k));
    store<f32>(c + kept, load<f32>(c + k));
    kept += 4;
  }
  return <u32>(kept >> 2);
}
