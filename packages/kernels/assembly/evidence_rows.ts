// Learned links: the counts of pairs of activities (see core's evidence.ts), one row (an activity i with partners j > i) at a
// time: a row jumps from one of its places in the sets of evidence_sets.ts to the next, and what is near a place tells all
// that is needed.

import { u32At, putU32, slot } from "./cells";
import { ID, PLACE_SHIFT } from "./evidence_sets";

/** Places whose surroundings are fetched before they are looked at. */
const AHEAD: u32 = 64;

/**
 * Has the surroundings of the places from p to `stop` on their way into the nearest caches, all at once: one by one, each
 * would be waited for, as the processor cannot see past the end of what is around a place. The result says nothing.
 */
// @ts-ignore: decorator
@inline
function fetch(members: usize, places: usize, p: u32, stop: u32): u32 {
  let sum: u32 = 0;
  for (; p < stop; p++) sum ^= u32At(members, u32At(places, p));
  return sum;
}

/**
 * partners[i] <- number of activities j > i that share a session with i, for from <= i < to. met: u8[n + 16], zero before
 * and after; each thread has its own.
 */
export function evidencePartners(
  sessions: usize, starts: usize, places: usize, n: u32, from: u32, to: u32, partners: usize, met: usize
): void {
  for (let i = from; i < to; i++) {
    for (let p = u32At(starts, i), stop = u32At(starts, i + 1), next = p; p < stop; p++) {
      if (p == next) {
        next = min(stop, p + AHEAD);
        fetch(sessions, places, p, next);
      }
      for (let q = u32At(places, p) + 1; ; q++) {
        const word = u32At(sessions, q);
        if (word == n) break;
        store<u8>(met + <usize>(word & ID), 1);
      }
    }
    let count: u32 = 0;
    for (let cell = met + <usize>((i + 1) & ~15), end = met + <usize>n; cell < end; cell += 16) {
      const flags = v128.load(cell);
      if (!v128.any_true(flags)) continue;
      count += <u32>popcnt(i8x16.bitmask(i8x16.neg(flags)));
      v128.store(cell, i64x2.splat(0));
    }
    putU32(partners, i, count);
  }
}

// What is counted of the partners of the present row, for each what is counted together, so that the cells of all partners
// stay in the nearest cache while it is: first cells of 16 bytes for sessions,
const BEFORE: usize = 0; // u32: sessions with the row's activity first
const AFTER: usize = 4; // u32: with the partner first
const TIGHT: usize = 8; // f64
// behind them three u32 columns for windows, and behind these cells of 16 bytes for neighbours:
const FOLLOWS: usize = 0; // u32
const PRECEDES: usize = 4; // u32
const NEAR: usize = 8; // u32
const LATE: usize = 12; // u32: sessions where one of the two is not among the first activities that are compared

// @ts-ignore: decorator
@inline
function cellOf(cells: usize, j: u32): usize {
  return cells + (<usize>j << 4);
}

// @ts-ignore: decorator
@inline
function windowsOf(cells: usize, n: u32): usize {
  return cells + (<usize>n << 4);
}

// @ts-ignore: decorator
@inline
function neighboursOf(cells: usize, n: u32): usize {
  return cells + 28 * <usize>n;
}

// @ts-ignore: decorator
@inline
function add(cell: usize, count: u32): void {
  store<u32>(cell, load<u32>(cell) + count);
}

// Slots (u32) of the plan of rows, in the order of core's evidence.ts.
const ACTIVITIES: u32 = 0;
const SETS: u32 = 1; // members, starts and places of: sessions; the whole sequence; windows of 32, 16, 8
const SEQUENCE: u32 = 4;
const WINDOW_SETS: u32 = 7;
const PARTNERS: u32 = 16; // u32[n]
const CELLS: u32 = 17; // 44 bytes for each of n, zero between calls; each thread has its own
const MET: u32 = 18; // u8[n + 16], zero between calls; each thread has its own
const INVERSE: u32 = 19; // f64[2 x ORDERED + 1]: what a distance adds to the tightness, from -ORDERED on
const NEAR_WEIGHTS: u32 = 20; // u32[4]: what lag 1 to 4 adds to near
const ORDERED: u32 = 21; // only so many distinct activities of a session are compared for order and tightness
const ROOM: u32 = 22; // pairs that the output holds
const OUT: u32 = 23; // ROOM u32 each for partner (ascending), session, window 32, 16, 8, follows, precedes, near, before, after
const OUT_TIGHT: u32 = 24; // f64[ROOM]
const ONLY_SESSIONS: u32 = 25; // 1: nothing but partners and sessions is wanted
const CHANCE: u32 = 26; // u32[4 x n]: see isChance; 0: every pair is wanted

/**
 * Makes the rows from <= i < to, the first of which goes to place `filled` of the output. `plan`: of this thread. PARTNERS
 * become the pairs of each row that are there.
 */
export function evidenceRows(from: u32, to: u32, filled: u32, plan: usize): void {
  const n = u32At(plan, ACTIVITIES), partners = slot(plan, PARTNERS), all = u32At(plan, ONLY_SESSIONS) == 0;
  for (let i = from; i < to; i++) {
    addSessions(plan, i, n);
    if (all) {
      for (let w: u32 = 0; w < 3; w++) addWindows(plan, i, n, WINDOW_SETS + 3 * w, <usize>(w * n) << 2);
      addNeighbours(plan, i, n);
    }
    const taken = takeRow(plan, i, n, filled, all);
    putU32(partners, i, taken);
    filled += taken;
  }
}

function addSessions(plan: usize, i: u32, n: u32): void {
  const sessions = slot(plan, SETS), starts = slot(plan, SETS + 1), places = slot(plan, SETS + 2);
  const cells = slot(plan, CELLS), met = slot(plan, MET), ordered = u32At(plan, ORDERED);
  const late = neighboursOf(cells, n);
  const inverse = slot(plan, INVERSE) + (<usize>ordered << 3);
  for (let p = u32At(starts, i), stop = u32At(starts, i + 1), next = p; p < stop; p++) {
    if (p == next) {
      next = min(stop, p + AHEAD);
      fetch(sessions, places, p, next);
    }
    const own = u32At(places, p);
    const place = u32At(sessions, own) >> PLACE_SHIFT;
    for (let q = own + 1; ; q++) {
      const word = u32At(sessions, q);
      if (word == n) break;
      const j = word & ID, other = word >> PLACE_SHIFT;
      const cell = cellOf(cells, j);
      store<u8>(met + <usize>j, 1);
      if (max(place, other) >= ordered) {
        add(cellOf(late, j) + LATE, 1);
        continue;
      }
      const distance = <i32>other - <i32>place;
      add(cell + (<usize>(<u32>distance >> 31) << 2), 1);
      store<f64>(cell, load<f64>(cell, TIGHT) + load<f64>(inverse + (distance << 3)), TIGHT);
    }
  }
}

function addWindows(plan: usize, i: u32, n: u32, set: u32, column: usize): void {
  const members = slot(plan, set), starts = slot(plan, set + 1), places = slot(plan, set + 2);
  const counts = windowsOf(slot(plan, CELLS), n) + column;
  for (let p = u32At(starts, i), stop = u32At(starts, i + 1), next = p; p < stop; p++) {
    if (p == next) {
      next = min(stop, p + AHEAD);
      fetch(members, places, p, next);
    }
    let q = u32At(places, p) + 1;
    for (let j = u32At(members, q); j != n; j = u32At(members, ++q)) add(counts + (<usize>j << 2), 1);
  }
}

// Steps at most four apart from those of i.
function addNeighbours(plan: usize, i: u32, n: u32): void {
  const sequence = slot(plan, SEQUENCE), starts = slot(plan, SEQUENCE + 1), places = slot(plan, SEQUENCE + 2);
  const cells = neighboursOf(slot(plan, CELLS), n), weights = slot(plan, NEAR_WEIGHTS);
  for (let p = u32At(starts, i), stop = u32At(starts, i + 1), next = p; p < stop; p++) {
    if (p == next) {
      next = min(stop, p + AHEAD);
      fetch(sequence, places, p, next);
    }
    const place = u32At(places, p);
    for (let lag: u32 = 1; lag <= 4; lag++) {
      const j = u32At(sequence, place + lag);
      if (j == n) break;
      if (j <= i) continue;
      const cell = cellOf(cells, j);
      if (lag == 1) add(cell + FOLLOWS, 1);
      add(cell + NEAR, u32At(weights, lag - 1));
    }
    for (let lag: u32 = 1; lag <= 4; lag++) {
      const j = u32At(sequence, place - lag);
      if (j == n) break;
      if (j <= i) continue;
      const cell = cellOf(cells, j);
      if (lag == 1) add(cell + PRECEDES, 1);
      add(cell + NEAR, u32At(weights, lag - 1));
    }
  }
}

// Whether a pair shares no more sessions, windows of 16 and 8 and neighbours than CHANCE has, of either, for these four.
// @ts-ignore: decorator
@inline
function isChance(chance: usize, i: u32, j: u32, sessions: u32, windows: usize, columnBytes: usize, near: usize): bool {
  let counts = v128.load32_lane(windows + columnBytes, i32x4.splat(sessions), 1);
  counts = v128.load32_lane(windows + (columnBytes << 1), counts, 2);
  counts = v128.load32_lane(near, counts, 3, NEAR);
  const most = i32x4.min_s(v128.load(chance + (<usize>i << 4)), v128.load(chance + (<usize>j << 4)));
  return !v128.any_true(i32x4.gt_s(counts, most));
}

// Takes the cells of row i out to place `to` of the output, and clears them. Returns how many there are.
function takeRow(plan: usize, i: u32, n: u32, to: u32, all: bool): u32 {
  const bytes = slot(plan, ROOM) << 2, cells = slot(plan, CELLS), met = slot(plan, MET);
  const windows = windowsOf(cells, n), windowBytes = <usize>n << 2, neighbours = neighboursOf(cells, n);
  const chance = slot(plan, CHANCE), begin = slot(plan, OUT) + (<usize>to << 2);
  let out = begin, tight = slot(plan, OUT_TIGHT) + (<usize>to << 3);
  for (let first = (i + 1) & ~15; first < n; first += 16) {
    const flags = v128.load(met + <usize>first);
    if (!v128.any_true(flags)) continue;
    v128.store(met + <usize>first, i64x2.splat(0));
    for (let rest = <u32>i8x16.bitmask(i8x16.neg(flags)); rest != 0; rest &= rest - 1) {
      const j = first + <u32>ctz(rest);
      const cell = cellOf(cells, j), near = cellOf(neighbours, j);
      const before = load<u32>(cell, BEFORE), after = load<u32>(cell, AFTER);
      const sessions = before + after + load<u32>(near, LATE), counts = windows + (<usize>j << 2);
      const isTaken = chance == 0 || !isChance(chance, i, j, sessions, counts, windowBytes, near);
      let column: usize = out;
      store<u32>(column, j);
      store<u32>((column += bytes), sessions);
      if (all) {
        for (let count = counts; count < neighbours; count += windowBytes) {
          store<u32>((column += bytes), load<u32>(count));
          store<u32>(count, 0);
        }
        store<u32>((column += bytes), load<u32>(near, FOLLOWS));
        store<u32>((column += bytes), load<u32>(near, PRECEDES));
        store<u32>((column += bytes), load<u32>(near, NEAR));
        store<u32>((column += bytes), before);
        store<u32>((column += bytes), after);
        store<f64>(tight, load<f64>(cell, TIGHT));
      }
      v128.store(cell, i64x2.splat(0));
      v128.store(near, i64x2.splat(0));
      // What is not taken is written over by the next one.
      if (isTaken) {
        out += 4;
        tight += 8;
      }
    }
  }
  return <u32>((out - begin) >> 2);
}
