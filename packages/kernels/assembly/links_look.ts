// Learned links: rows of pairs from counts to link probabilities, some at a time. Most pairs are nowhere near a link: whole
// numbers of 16 bits tell so with a known error, and only the others go through the nets as they are.

import { slot } from "./cells";
import { contextRow } from "./links_context_row";
import { linksDotsOf, linksNet, logistic } from "./links";
import { linksCosines, linksOpenRow } from "./links_cosines";
import { linksFeatures } from "./links_features";
import { linksPartners, linksSelect, linksStage, linksTake, linksUnstage } from "./links_partners";

// Slots (u32) of the plan of a look, in the order of core's links.ts.
const ROWS: i32 = 0; // vectors: [n x STRIDE] f32
const STRIDE: i32 = 1;
const ACTIVITIES: i32 = 2;
const FEATURES: i32 = 3; // [rows x CAPACITY] f32
const CAPACITY: i32 = 4;
const IDS: i32 = 5; // u32[CAPACITY]: partners of the row
const VECTORS: i32 = 6; // numbers of features: cosine of the vectors, of the rows of sessions, of windows, of flow
const OVER_SESSIONS: i32 = 7;
const OVER_WINDOWS: i32 = 8;
const OF_FLOW: i32 = 9;
const ALL: i32 = 10; // 1: every pair, 0: those with any evidence
const PICKED: i32 = 11; // the nets: see linksNet
const INPUTS: i32 = 12;
const NETS: i32 = 13;
const HIDDEN: i32 = 14;
const WEIGHTS: i32 = 15;
const SCRATCH: i32 = 16;
const PROBABILITIES: i32 = 17; // f32[CAPACITY]
const ROUGH_PICKED: i32 = 18; // the rough nets: see linksRoughNet
const ROUGH_INPUTS: i32 = 19;
const ROUGH_WEIGHTS: i32 = 20;
const CARRIED: i32 = 21; // u32[CARRIED_COUNT]: features that are wanted of pairs which may be linked
const CARRIED_COUNT: i32 = 22;
const PLAN: i32 = 23; // of links_pairs_plan.ts; this and what it writes to are the thread's own
const OUT_IDS: i32 = 24; // u32[room]
const OUT_PROBABILITIES: i32 = 25; // f32[room]
const OUT_COSINES: i32 = 26; // f32[3 x room], three of each pair
const OUT_COUNTS: i32 = 27; // u32[n]: linked pairs of each row
const LINK_OFFSETS: i32 = 28; // second look: links of the first, CSR of both triangles
const LINK_COLUMNS: i32 = 29;
const LINK_PROBABILITIES: i32 = 30; // f32
const COSINES: i32 = 31; // f32: three of each pair, in the order of the rows; moves on with them
const CONTEXT: i32 = 32; // number of the first feature of the context

/** From this on a sum of a float and it has the rounded number in its low bits. */
const MAGIC: f32 = 12582912.0;
/** Units of an input of 1: inputs lie in [-1, 1.5]. */
const UNIT: f32 = 4096.0;

/**
 * The answers of the nets from inputs and weights rounded to whole numbers of 16 bits, as `linksNet` otherwise.
 *
 * picked   [inputs] u32, an even number
 * weights  per net: hidden x (bias i32, inputs / 2 pairs of weights i16, output weight f32), then output bias f32; bias and
 *          weights in units of which the output weight knows
 * scratch  [inputs x 4] f32
 */
export function linksRoughNet(
  features: usize, capacity: i32, count: i32, picked: usize, inputs: i32, nets: i32, hidden: i32, weights: usize,
  scratch: usize, out: usize
): void {
  const rowBytes = <usize>capacity << 2;
  const unitBytes = (<usize>inputs << 1) + 8;
  const end = scratch + (<usize>inputs << 4);
  const low = f32x4.splat(-1.0), high = f32x4.splat(1.5), zero = f32x4.splat(0.0), none = i32x4.splat(0);
  const unit = f32x4.splat(UNIT), magic = f32x4.splat(MAGIC), half = i32x4.splat(0xffff);
  const share = f32x4.splat(<f32>1.0 / <f32>nets);
  for (let p = 0; p < count; p += 8) {
    const column = features + (<usize>p << 2);
    for (let at = scratch, row = picked; at < end; at += 32, row += 8) {
      const even = column + <usize>load<u32>(row) * rowBytes, odd = column + <usize>load<u32>(row, 4) * rowBytes;
      const a = f32x4.add(f32x4.mul(f32x4.max(low, f32x4.min(high, v128.load(even))), unit), magic);
      const b = f32x4.add(f32x4.mul(f32x4.max(low, f32x4.min(high, v128.load(odd))), unit), magic);
      v128.store(at, v128.or(v128.and(a, half), i32x4.shl(b, 16)));
      const c = f32x4.add(f32x4.mul(f32x4.max(low, f32x4.min(high, v128.load(even, 16))), unit), magic);
      const d = f32x4.add(f32x4.mul(f32x4.max(low, f32x4.min(high, v128.load(odd, 16))), unit), magic);
      v128.store(at, v128.or(v128.and(c, half), i32x4.shl(d, 16)), 16);
    }
    let sumA = zero, sumB = zero;
    let w = weights;
    for (let net = 0; net < nets; net++) {
      let answerA = zero, answerB = zero;
      for (let h = 0; h < hidden; h += 4) {
        let w1 = w + unitBytes, w2 = w1 + unitBytes, w3 = w2 + unitBytes;
        let a0 = v128.load32_splat(w), b0 = a0, a1 = v128.load32_splat(w1), b1 = a1;
        let a2 = v128.load32_splat(w2), b2 = a2, a3 = v128.load32_splat(w3), b3 = a3;
        for (let at = scratch; at < end; at += 32) {
          w += 4; w1 += 4; w2 += 4; w3 += 4;
          const x = v128.load(at), y = v128.load(at, 16);
          let weight = v128.load32_splat(w);
          a0 = i32x4.add(a0, i32x4.dot_i16x8_s(x, weight)); b0 = i32x4.add(b0, i32x4.dot_i16x8_s(y, weight));
          weight = v128.load32_splat(w1);
          a1 = i32x4.add(a1, i32x4.dot_i16x8_s(x, weight)); b1 = i32x4.add(b1, i32x4.dot_i16x8_s(y, weight));
          weight = v128.load32_splat(w2);
          a2 = i32x4.add(a2, i32x4.dot_i16x8_s(x, weight)); b2 = i32x4.add(b2, i32x4.dot_i16x8_s(y, weight));
          weight = v128.load32_splat(w3);
          a3 = i32x4.add(a3, i32x4.dot_i16x8_s(x, weight)); b3 = i32x4.add(b3, i32x4.dot_i16x8_s(y, weight));
        }
        let o = v128.load32_splat(w, 4);
        answerA = f32x4.add(answerA, f32x4.mul(f32x4.convert_i32x4_s(i32x4.max_s(a0, none)), o));
        answerB = f32x4.add(answerB, f32x4.mul(f32x4.convert_i32x4_s(i32x4.max_s(b0, none)), o));
        o = v128.load32_splat(w1, 4);
        answerA = f32x4.add(answerA, f32x4.mul(f32x4.convert_i32x4_s(i32x4.max_s(a1, none)), o));
        answerB = f32x4.add(answerB, f32x4.mul(f32x4.convert_i32x4_s(i32x4.max_s(b1, none)), o));
        o = v128.load32_splat(w2, 4);
        answerA = f32x4.add(answerA, f32x4.mul(f32x4.convert_i32x4_s(i32x4.max_s(a2, none)), o));
        answerB = f32x4.add(answerB, f32x4.mul(f32x4.convert_i32x4_s(i32x4.max_s(b2, none)), o));
        o = v128.load32_splat(w3, 4);
        answerA = f32x4.add(answerA, f32x4.mul(f32x4.convert_i32x4_s(i32x4.max_s(a3, none)), o));
        answerB = f32x4.add(answerB, f32x4.mul(f32x4.convert_i32x4_s(i32x4.max_s(b3, none)), o));
        w = w3 + 8;
      }
      const bias = v128.load32_splat(w);
      w += 4;
      sumA = f32x4.add(sumA, logistic(f32x4.add(answerA, bias)));
      sumB = f32x4.add(sumB, logistic(f32x4.add(answerB, bias)));
    }
    v128.store(out + (<usize>p << 2), f32x4.mul(sumA, share));
    v128.store(out + (<usize>p << 2), f32x4.mul(sumB, share), 16);
  }
}

/**
 * The first look at the rows from <= i < to, which are staged; the first of their linked pairs goes to place `filled` of the
 * output. Linked are pairs with probabilities above `least`, which are cut at `most`; those whose rough probability is at
 * most `surely` are surely not.
 */
export function linksLook(from: u32, to: u32, filled: u32, least: f32, most: f32, surely: f32, look: usize): void {
  const plan = slot(look, PLAN), capacity = <i32>slot(look, CAPACITY);
  const ids = slot(look, IDS), features = slot(look, FEATURES), probabilities = slot(look, PROBABILITIES);
  const overSessions = <i32>slot(look, OVER_SESSIONS), overWindows = <i32>slot(look, OVER_WINDOWS), ofFlow = <i32>slot(look, OF_FLOW);
  const rowBytes = <usize>capacity << 2;
  for (let i = from; i < to; i++) {
    const known = linksStage(plan, i);
    linksOpenRow(plan, i);
    let count = linksPartners(plan, i, known, slot(look, ALL) != 0, WORTH_A_LOOK);
    linksCosines(plan, count, overSessions, overWindows, ofFlow);
    const vectors = features + slot(look, VECTORS) * rowBytes;
    linksDotsOf(slot(look, ROWS), <i32>slot(look, STRIDE), i, ids, <i32>count, vectors);
    linksFeatures(plan, i, count);
    linksRoughNet(
      features, capacity, <i32>((count + 7) & ~7), slot(look, ROUGH_PICKED), <i32>slot(look, ROUGH_INPUTS), <i32>slot(look, NETS),
      <i32>slot(look, HIDDEN), slot(look, ROUGH_WEIGHTS), slot(look, SCRATCH), probabilities
    );
    count = linksTake(plan, count, probabilities, surely, slot(look, CARRIED), <u32>slot(look, CARRIED_COUNT));
    linksNet(
      features, capacity, <i32>((count + 7) & ~7), slot(look, PICKED), <i32>slot(look, INPUTS), <i32>slot(look, NETS),
      <i32>slot(look, HIDDEN), slot(look, WEIGHTS), slot(look, SCRATCH), probabilities
    );
    count = linksSelect(plan, count, probabilities, least, overSessions, overWindows, ofFlow);
    linksUnstage(plan, known);
    const a = features + <usize>overSessions * rowBytes, b = features + <usize>overWindows * rowBytes, c = features + <usize>ofFlow * rowBytes;
    for (let k: usize = 0, stop = <usize>count << 2; k < stop; k += 4) {
      const place = (<usize>filled << 2) + k;
      store<u32>(slot(look, OUT_IDS) + place, load<u32>(ids + k));
      store<f32>(slot(look, OUT_PROBABILITIES) + place, min<f32>(most, load<f32>(probabilities + k)));
      const cosines = slot(look, OUT_COSINES) + 3 * place;
      store<f32>(cosines, load<f32>(a + k));
      store<f32>(cosines, load<f32>(b + k), 4);
      store<f32>(cosines, load<f32>(c + k), 8);
    }
    store<u32>(slot(look, OUT_COUNTS) + (<usize>i << 2), count);
    filled += count;
  }
}

/** Partners with which an activity shares no session are still compared where a cosine exceeds this (sparse form). */
const WORTH_A_LOOK: f64 = 0.15;

/**
 * The second look at the rows from <= i < to, as `linksLook`, all of them by one thread. `context`: see links_context_plan.ts.
 */
export function linksLookAgain(from: u32, to: u32, filled: u32, context: usize, least: f64, most: f32, look: usize): void {
  const plan = slot(look, PLAN), capacity = <i32>slot(look, CAPACITY);
  const ids = slot(look, IDS), features = slot(look, FEATURES), probabilities = slot(look, PROBABILITIES);
  const rowBytes = <usize>capacity << 2;
  const a = features + slot(look, OVER_SESSIONS) * rowBytes, b = features + slot(look, OVER_WINDOWS) * rowBytes;
  const c = features + slot(look, OF_FLOW) * rowBytes, vectors = features + slot(look, VECTORS) * rowBytes;
  const around = features + slot(look, CONTEXT) * rowBytes;
  let cosines = slot(look, COSINES);
  for (let i = from; i < to; i++) {
    const known = linksStage(plan, i);
    let first = load<u32>(slot(look, LINK_OFFSETS) + (<usize>i << 2));
    const last = load<u32>(slot(look, LINK_OFFSETS) + (<usize>i << 2), 4);
    while (first < last && load<u32>(slot(look, LINK_COLUMNS) + (<usize>first << 2)) < i) first++;
    const count = last - first;
    let kept: usize = filled;
    if (count > 0) {
      const links = slot(look, LINK_PROBABILITIES) + (<usize>first << 2);
      memory.copy(ids, slot(look, LINK_COLUMNS) + (<usize>first << 2), <usize>count << 2);
      for (let k: usize = 0, stop = <usize>count << 2; k < stop; k += 4, cosines += 12) {
        store<f32>(a + k, load<f32>(cosines));
        store<f32>(b + k, load<f32>(cosines, 4));
        store<f32>(c + k, load<f32>(cosines, 8));
      }
      linksDotsOf(slot(look, ROWS), <i32>slot(look, STRIDE), i, ids, <i32>count, vectors);
      linksFeatures(plan, i, count);
      contextRow(context, i, ids, links, count, around, rowBytes);
      linksNet(
        features, capacity, <i32>((count + 7) & ~7), slot(look, PICKED), <i32>slot(look, INPUTS), <i32>slot(look, NETS),
        <i32>slot(look, HIDDEN), slot(look, WEIGHTS), slot(look, SCRATCH), probabilities
      );
      for (let k: usize = 0, stop = <usize>count << 2; k < stop; k += 4) {
        const probability = load<f32>(probabilities + k);
        if (!(<f64>probability > least)) continue;
        store<u32>(slot(look, OUT_IDS) + (kept << 2), load<u32>(ids + k));
        store<f32>(slot(look, OUT_PROBABILITIES) + (kept << 2), min<f32>(most, probability));
        kept++;
      }
    }
    linksUnstage(plan, known);
    store<u32>(slot(look, OUT_COUNTS) + (<usize>i << 2), <u32>kept - filled);
    filled = <u32>kept;
  }
  store<u32>(look + (<usize>COSINES << 2), <u32>cosines);
}
