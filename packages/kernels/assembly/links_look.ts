// Learned links: rows of pairs from counts to link probabilities, some at a time.

import { slot } from "./cells";
import { contextRow } from "./links_context_row";
import { linksDotsOf, linksNet } from "./links";
import { linksCosines, linksOpenRow } from "./links_cosines";
import { linksFeatures } from "./links_features";
import { linksPartners, linksSelect, linksStage, linksUnstage } from "./links_partners";

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
const WHICH: i32 = 10; // pairs: see linksPartners
const PICKED: i32 = 11; // the nets: see linksNet
const INPUTS: i32 = 12;
const NETS: i32 = 13;
const HIDDEN: i32 = 14;
const WEIGHTS: i32 = 15;
const SCRATCH: i32 = 16;
const PROBABILITIES: i32 = 17; // f32[CAPACITY]
const PLAN: i32 = 18; // of links_pairs_plan.ts; this and what it writes to are the thread's own
const OUT_IDS: i32 = 19; // u32[room]
const OUT_PROBABILITIES: i32 = 20; // f32[room]
const OUT_COSINES: i32 = 21; // f32[3 x room], three of each pair
const OUT_COUNTS: i32 = 22; // u32[n]: linked pairs of each row
const LINK_OFFSETS: i32 = 23; // second look: links of the first, CSR of both triangles
const LINK_COLUMNS: i32 = 24;
const LINK_PROBABILITIES: i32 = 25; // f32
const COSINES: i32 = 26; // f32: three of each pair, in the order of the rows; moves on with them
const CONTEXT: i32 = 27; // number of the first feature of the context

/**
 * The first look at the rows from <= i < to, which are staged; the first of their linked pairs goes to place `filled` of the
 * output. Linked are pairs with probabilities above `least`, which are cut at `most`.
 */
export function linksLook(from: u32, to: u32, filled: u32, least: f32, most: f32, look: usize): void {
  const plan = slot(look, PLAN), capacity = <i32>slot(look, CAPACITY);
  const ids = slot(look, IDS), features = slot(look, FEATURES), probabilities = slot(look, PROBABILITIES);
  const overSessions = <i32>slot(look, OVER_SESSIONS), overWindows = <i32>slot(look, OVER_WINDOWS), ofFlow = <i32>slot(look, OF_FLOW);
  const rowBytes = <usize>capacity << 2;
  for (let i = from; i < to; i++) {
    const known = linksStage(plan, i);
    linksOpenRow(plan, i);
    let count = linksPartners(plan, i, known, <i32>slot(look, WHICH), WORTH_A_LOOK);
    linksCosines(plan, count, overSessions, overWindows, ofFlow);
    const vectors = features + slot(look, VECTORS) * rowBytes;
    linksDotsOf(slot(look, ROWS), <i32>slot(look, STRIDE), i, ids, <i32>count, vectors);
    linksFeatures(plan, i, count);
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
