// Learned links: the counts of pairs of activities (see core's evidence.ts), one row (an activity i with partners j > i)
// at a time. Sets of activities stand one after another in a long array, with the number of activities before the first
// and after each: a row jumps from one of its places to the next, and what is near a place tells all that is needed. In
// sessions and windows the activities ascend, so that the partners of a place are those behind it.

// @ts-ignore: decorator
@inline
function at(base: usize, index: u32): u32 {
  return load<u32>(base + (<usize>index << 2));
}

// @ts-ignore: decorator
@inline
function put(base: usize, index: u32, value: u32): void {
  store<u32>(base + (<usize>index << 2), value);
}

// A document counts where it has two or more activities: adds it to `having` (f64[n]).
// @ts-ignore: decorator
@inline
function addDocument(members: usize, start: u32, end: u32, having: usize): u32 {
  if (end - start < 2) return 0;
  for (let e = start; e < end; e++) {
    const cell = having + (<usize>at(members, e) << 3);
    store<f64>(cell, load<f64>(cell) + 1.0);
  }
  return 1;
}

/** tokens with `n` before the first session and after each. sequence: u32[tokens + sessions + 1]. */
export function evidenceSequence(tokens: usize, offsets: usize, sessions: u32, n: u32, sequence: usize): void {
  put(sequence, 0, n);
  let filled: u32 = 1;
  for (let s: u32 = 0; s < sessions; s++) {
    for (let e = at(offsets, s), end = at(offsets, s + 1); e < end; e++) put(sequence, filled++, at(tokens, e));
    put(sequence, filled++, n);
  }
}

/**
 * The distinct activities of every session, in the order of their first occurrence, as sets. members: u32[tokens +
 * sessions + 1]; seen: u32[n], cleared; having: f64[n], cleared; totals: u32[3] <- entries of `members`, sessions of two or
 * more activities, sessions that are not empty.
 */
export function evidenceFirsts(
  tokens: usize, offsets: usize, sessions: u32, n: u32, seen: usize, members: usize, having: usize, totals: usize
): void {
  put(members, 0, n);
  let filled: u32 = 1, documents: u32 = 0, notEmpty: u32 = 0;
  for (let s: u32 = 0; s < sessions; s++) {
    const start = filled;
    for (let e = at(offsets, s), end = at(offsets, s + 1); e < end; e++) {
      const token = at(tokens, e);
      if (at(seen, token) == s + 1) continue;
      put(seen, token, s + 1);
      put(members, filled++, token);
    }
    if (filled > start) notEmpty++;
    documents += addDocument(members, start, filled, having);
    put(members, filled++, n);
  }
  put(totals, 0, filled);
  put(totals, 1, documents);
  put(totals, 2, notEmpty);
}

/** An activity of a session: its id in the low 24 bits, its place among the distinct ones (at most 255) in the high 8. */
const ID: u32 = 0xffffff;
const PLACE_SHIFT: u32 = 24;

/**
 * The sets of `evidenceFirsts` with their activities ascending and their places noted. `starts` and `places` are those of
 * `members` by `evidencePlaces`; `places` become those of `sorted`.
 *
 * owner   u32[length], scratch
 * sorted  u32[length]
 */
export function evidenceSort(
  members: usize, length: u32, n: u32, starts: usize, places: usize, owner: usize, sorted: usize
): void {
  // While a session is being filled, the delimiter before it holds how many of its activities are there.
  let begin: u32 = 0;
  put(sorted, 0, 0);
  for (let e: u32 = 1; e < length; e++) {
    put(owner, e, begin);
    if (at(members, e) != n) continue;
    put(sorted, e, 0);
    begin = e;
  }
  for (let i: u32 = 0; i < n; i++) {
    for (let p = at(starts, i), stop = at(starts, i + 1); p < stop; p++) {
      const place = at(places, p);
      const session = at(owner, place);
      const filled = at(sorted, session) + 1;
      put(sorted, session, filled);
      put(sorted, session + filled, i | (min<u32>(place - session - 1, 255) << PLACE_SHIFT));
      put(places, p, session + filled);
    }
  }
  for (let e: u32 = 0; e < length; e++) if (at(members, e) == n) put(sorted, e, n);
}

/**
 * The distinct activities (ascending) of windows of `length` steps that start every `length / 2` steps of a session, as
 * sets. seen and having as in `evidenceFirsts`; totals: u32[3] <- entries of `members`, windows of two or
 * more activities, all windows.
 */
export function evidenceWindows(
  tokens: usize, offsets: usize, sessions: u32, n: u32, length: u32, seen: usize, members: usize, having: usize, totals: usize
): void {
  const stride = length >> 1;
  put(members, 0, n);
  let filled: u32 = 1, documents: u32 = 0, window: u32 = 0;
  for (let s: u32 = 0; s < sessions; s++) {
    const end = at(offsets, s + 1);
    for (let from = at(offsets, s); ; from += stride) {
      const until = min(end, from + length);
      const start = filled;
      window++;
      for (let e = from; e < until; e++) {
        const token = at(tokens, e);
        if (at(seen, token) == window) continue;
        put(seen, token, window);
        let place = filled++;
        for (; place > start && at(members, place - 1) > token; place--) put(members, place, at(members, place - 1));
        put(members, place, token);
      }
      documents += addDocument(members, start, filled, having);
      put(members, filled++, n);
      if (until >= end) break;
    }
  }
  put(totals, 0, filled);
  put(totals, 1, documents);
  put(totals, 2, window);
}

/** Where each activity stands in `members`: places[starts[i] .. starts[i + 1]], ascending. starts: u32[n + 2], cleared. */
export function evidencePlaces(members: usize, length: u32, n: u32, starts: usize, places: usize): void {
  for (let e: u32 = 0; e < length; e++) {
    const token = at(members, e);
    if (token < n) put(starts, token + 2, at(starts, token + 2) + 1);
  }
  for (let i: u32 = 2; i < n + 2; i++) put(starts, i, at(starts, i) + at(starts, i - 1));
  // Filled through starts[token + 1], which so becomes the end of the token's places: the start of the next one's.
  for (let e: u32 = 0; e < length; e++) {
    const token = at(members, e);
    if (token == n) continue;
    const next = at(starts, token + 1);
    put(places, next, e);
    put(starts, token + 1, next + 1);
  }
}

/**
 * partners[i] <- number of activities j > i that share a session with i, for from <= i < to. met: u8[n + 16], zero before
 * and after; each thread has its own.
 */
export function evidencePartners(
  sessions: usize, starts: usize, places: usize, n: u32, from: u32, to: u32, partners: usize, met: usize
): void {
  for (let i = from; i < to; i++) {
    for (let p = at(starts, i), stop = at(starts, i + 1); p < stop; p++) {
      for (let q = at(places, p) + 1; ; q++) {
        const word = at(sessions, q);
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
    put(partners, i, count);
  }
}

// What is counted of a partner of the present row: a cell of 48 bytes.
const BEFORE: usize = 0; // u32: sessions with the row's activity first
const AFTER: usize = 4; // u32: with the partner first
const TIGHT: usize = 8; // f64
const LATE: usize = 16; // u32: sessions where one of the two is not among the first activities that are compared
const WINDOWS: usize = 20; // u32[3]
const FOLLOWS: usize = 32; // u32
const PRECEDES: usize = 36; // u32
const NEAR: usize = 40; // u32

// @ts-ignore: decorator
@inline
function cellOf(cells: usize, j: u32): usize {
  return cells + (<usize>j << 5) + (<usize>j << 4);
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
const CELLS: u32 = 17; // [n] of 48 bytes, zero between calls; each thread has its own
const MET: u32 = 18; // u8[n + 16], zero between calls; each thread has its own
const INVERSE: u32 = 19; // f64[2 x ORDERED + 1]: what a distance adds to the tightness, from -ORDERED on
const NEAR_WEIGHTS: u32 = 20; // u32[4]: what lag 1 to 4 adds to near
const ORDERED: u32 = 21; // only so many distinct activities of a session are compared for order and tightness
const ROOM: u32 = 22; // pairs that the output holds
const OUT: u32 = 23; // ROOM u32 each for partner (ascending), session, window 32, 16, 8, follows, precedes, near, before, after
const OUT_TIGHT: u32 = 24; // f64[ROOM]
const ONLY_SESSIONS: u32 = 25; // 1: nothing but partners and sessions is wanted

// @ts-ignore: decorator
@inline
function slot(plan: usize, name: u32): usize {
  return <usize>at(plan, name);
}

/** Makes the rows from <= i < to, the first of which goes to place `filled` of the output. `plan`: of this thread. */
export function evidenceRows(from: u32, to: u32, filled: u32, plan: usize): void {
  const n = at(plan, ACTIVITIES), partners = slot(plan, PARTNERS), all = at(plan, ONLY_SESSIONS) == 0;
  for (let i = from; i < to; i++) {
    addSessions(plan, i, n);
    if (all) {
      for (let w: u32 = 0; w < 3; w++) addWindows(plan, i, n, WINDOW_SETS + 3 * w, WINDOWS + (<usize>w << 2));
      addNeighbours(plan, i, n);
    }
    takeRow(plan, i, n, filled, all);
    filled += at(partners, i);
  }
}

function addSessions(plan: usize, i: u32, n: u32): void {
  const sessions = slot(plan, SETS), starts = slot(plan, SETS + 1), places = slot(plan, SETS + 2);
  const cells = slot(plan, CELLS), met = slot(plan, MET), ordered = at(plan, ORDERED);
  const inverse = slot(plan, INVERSE) + (<usize>ordered << 3);
  for (let p = at(starts, i), stop = at(starts, i + 1); p < stop; p++) {
    const own = at(places, p);
    const place = at(sessions, own) >> PLACE_SHIFT;
    for (let q = own + 1; ; q++) {
      const word = at(sessions, q);
      if (word == n) break;
      const j = word & ID, other = word >> PLACE_SHIFT;
      const cell = cellOf(cells, j);
      store<u8>(met + <usize>j, 1);
      if (max(place, other) >= ordered) {
        add(cell + LATE, 1);
        continue;
      }
      const distance = <i32>other - <i32>place;
      add(cell + (<usize>(<u32>distance >> 31) << 2), 1);
      store<f64>(cell, load<f64>(cell, TIGHT) + load<f64>(inverse + (distance << 3)), TIGHT);
    }
  }
}

function addWindows(plan: usize, i: u32, n: u32, set: u32, count: usize): void {
  const members = slot(plan, set), starts = slot(plan, set + 1), places = slot(plan, set + 2);
  const cells = slot(plan, CELLS) + count;
  for (let p = at(starts, i), stop = at(starts, i + 1); p < stop; p++) {
    let q = at(places, p) + 1;
    for (let j = at(members, q); j != n; j = at(members, ++q)) add(cellOf(cells, j), 1);
  }
}

// Steps at most four apart from those of i.
function addNeighbours(plan: usize, i: u32, n: u32): void {
  const sequence = slot(plan, SEQUENCE), starts = slot(plan, SEQUENCE + 1), places = slot(plan, SEQUENCE + 2);
  const cells = slot(plan, CELLS), weights = slot(plan, NEAR_WEIGHTS);
  for (let p = at(starts, i), stop = at(starts, i + 1); p < stop; p++) {
    const place = at(places, p);
    for (let lag: u32 = 1; lag <= 4; lag++) {
      const j = at(sequence, place + lag);
      if (j == n) break;
      if (j <= i) continue;
      const cell = cellOf(cells, j);
      if (lag == 1) add(cell + FOLLOWS, 1);
      add(cell + NEAR, at(weights, lag - 1));
    }
    for (let lag: u32 = 1; lag <= 4; lag++) {
      const j = at(sequence, place - lag);
      if (j == n) break;
      if (j <= i) continue;
      const cell = cellOf(cells, j);
      if (lag == 1) add(cell + PRECEDES, 1);
      add(cell + NEAR, at(weights, lag - 1));
    }
  }
}

// Takes the cells of row i out to place `to` of the output, and clears them.
function takeRow(plan: usize, i: u32, n: u32, to: u32, all: bool): void {
  const bytes = slot(plan, ROOM) << 2, cells = slot(plan, CELLS), met = slot(plan, MET);
  let out = slot(plan, OUT) + (<usize>to << 2), tight = slot(plan, OUT_TIGHT) + (<usize>to << 3);
  for (let first = (i + 1) & ~15; first < n; first += 16) {
    const flags = v128.load(met + <usize>first);
    if (!v128.any_true(flags)) continue;
    v128.store(met + <usize>first, i64x2.splat(0));
    for (let rest = <u32>i8x16.bitmask(i8x16.neg(flags)); rest != 0; rest &= rest - 1) {
      const j = first + <u32>ctz(rest);
      const cell = cellOf(cells, j);
      const before = load<u32>(cell, BEFORE), after = load<u32>(cell, AFTER);
      let column: usize = out;
      store<u32>(column, j);
      store<u32>((column += bytes), before + after + load<u32>(cell, LATE));
      if (all) {
        store<u32>((column += bytes), load<u32>(cell, WINDOWS));
        store<u32>((column += bytes), load<u32>(cell, WINDOWS + 4));
        store<u32>((column += bytes), load<u32>(cell, WINDOWS + 8));
        store<u32>((column += bytes), load<u32>(cell, FOLLOWS));
        store<u32>((column += bytes), load<u32>(cell, PRECEDES));
        store<u32>((column += bytes), load<u32>(cell, NEAR));
        store<u32>((column += bytes), before);
        store<u32>((column += bytes), after);
        store<f64>(tight, load<f64>(cell, TIGHT));
      }
      v128.store(cell, i64x2.splat(0));
      v128.store(cell, i64x2.splat(0), 16);
      v128.store(cell, i64x2.splat(0), 32);
      out += 4;
      tight += 8;
    }
  }
}
