// Learned links: the statistics of pairs of activities, one row (an activity i with partners j > i) at a time. All sums
// run in f64 and in a fixed order; f64 lanes are pairs, so that a pair's features do not depend on its place in the row.
//
// The host lays a plan: slots of 8 bytes, addresses (u32) and numbers (f64) by the constants below, in the order of
// `slots` in core's pair-plan.ts. It stages the counts of some rows before they are looked at: STAGED has `ROOM` u32 for
// each of partner, session, window 32, 16, 8, follows, precedes, before, after; STAGED_EXACT `ROOM` f64 for tightness and
// PPMI.

const ACTIVITIES: i32 = 0;
const ROOM: i32 = 1;
const STAGED: i32 = 2;
const STAGED_EXACT: i32 = 3;
const PLACE: i32 = 4; // i32[n]: 1 + place of each partner in the present row, 0 where it has none
const HAVING: i32 = 5; // f64[4 x n]: documents with each activity; sessions, windows of 32, 16, 8
const DOCUMENTS: i32 = 6; // f64[4]: number of each kind of documents, at least 1
const FLOWS: i32 = 7; // f64[2 x n]: steps that leave each activity, that lead to it
const STEPS: i32 = 8; // f64: all of them
const LOG_HAVING: i32 = 9; // f64[n]: ln(1 + sessions with it)
const CONSTANTS: i32 = 10; // f32[3]: mlen, nact, nses
const IDS: i32 = 11; // u32[capacity]: partners of the row
const OUT: i32 = 12; // f32[rows x capacity], even capacity: a row for each feature
const CAPACITY: i32 = 13;
const BITS: i32 = 14; // u64[n / 64 + 1], zero between calls
const FAINT: i32 = 15; // f64
const SHIFT: i32 = 16; // where the present row begins in each column of the staged counts
const OPENED: i32 = 17; // u32: the row that the cursors stand at
const SHARES: i32 = 18; // f64[4 x n]: HAVING / DOCUMENTS
const LOGS: i32 = 19; // f32[LOGS_KNOWN]: ln(1 + count) / 8
const STARTS: i32 = 20; // u32[n + 1]: where the pairs of each row begin in the evidence
const STAGED_FROM: i32 = 21; // the pairs of the evidence that are staged
const STAGED_TO: i32 = 22;
const MATRICES: i32 = 23; // three matrices of six slots: sessions, windows of 16, flow

// Slots of a matrix: CSR of both triangles with ascending columns.
const OFFSETS: i32 = 0; // u32[n + 1]; while it is being filled: where the next entry of each row goes
const ENTRIES: i32 = 1; // of each entry a u32 column and f32 X[row][column]; for the flow a f32 X[column][row] besides
const NORMS: i32 = 2; // f64[n]
const SUMS: i32 = 3; // f64[n], for the flow [2 x n]: cosines of the open row, zero where nothing is shared
const TOUCHED: i32 = 4; // u32[2 + n]: how many rows have a sum, and which
const CURSORS: i32 = 5; // u32[n]: of each row the first entry whose column is at least OPENED
const MATRIX_SLOTS: i32 = 6;

const LOGS_KNOWN: u32 = 1024;

const UNIT_OF_TIGHT: f64 = 1048576.0;
const FLOW: i32 = 2;

// @ts-ignore: decorator
@inline
function slot(plan: usize, name: i32): usize {
  return <usize>load<u32>(plan + (<usize>name << 3));
}

// The counts of the present row.
// @ts-ignore: decorator
@inline
function staged(plan: usize): usize {
  return slot(plan, STAGED) + (slot(plan, SHIFT) << 2);
}

// @ts-ignore: decorator
@inline
function value(plan: usize, name: i32): f64 {
  return load<f64>(plan + (<usize>name << 3));
}

// @ts-ignore: decorator
@inline
function matrix(plan: usize, kind: i32): usize {
  return plan + (<usize>(MATRICES + kind * MATRIX_SLOTS) << 3);
}

// @ts-ignore: decorator
@inline
function bytesOf(kind: i32): usize {
  return kind == FLOW ? 12 : 8;
}

// @ts-ignore: decorator
@inline
function f64At(base: usize, index: u32): f64 {
  return load<f64>(base + (<usize>index << 3));
}

// @ts-ignore: decorator
@inline
function u32At(base: usize, index: u32): u32 {
  return load<u32>(base + (<usize>index << 2));
}

/** Loevinger's H of two activities that share `both` documents, shrunk by one document. */
// @ts-ignore: decorator
@inline
function loevinger(all: f64, a: f64, b: f64, both: f64): f64 {
  const rare = min(a, b), common = max(a, b);
  return (both - (rare * common) / all) / (rare * (1.0 - common / all) + 1.0);
}

// @ts-ignore: decorator
@inline
function hOver(plan: usize, kind: i32, n: u32, i: u32, j: u32, both: f64): f64 {
  const having = slot(plan, HAVING) + (<usize>kind * n << 3);
  return loevinger(f64At(slot(plan, DOCUMENTS), kind), f64At(having, i), f64At(having, j), both);
}

// @ts-ignore: decorator
@inline
function sessionEntry(plan: usize, n: u32, i: u32, j: u32, both: u32): f32 {
  const h = hOver(plan, 0, n, i, j, <f64>both);
  return h > 0.1 ? <f32>min(h, 1.0) : <f32>0.0;
}

// @ts-ignore: decorator
@inline
function windowEntry(plan: usize, n: u32, i: u32, j: u32, both: u32): f32 {
  const h = hOver(plan, 2, n, i, j, <f64>both);
  return h > value(plan, FAINT) ? <f32>min(h, 1.0) : <f32>0.0;
}

// @ts-ignore: decorator
@inline
function countEntry(base: usize, i: u32, j: u32): void {
  const a = base + (<usize>(i + 1) << 2), b = base + (<usize>(j + 1) << 2);
  store<u32>(a, load<u32>(a) + 1);
  store<u32>(b, load<u32>(b) + 1);
}

// Where the counts of row i begin in the staged columns; -1 where they are not staged.
// @ts-ignore: decorator
@inline
function shiftOf(plan: usize, i: u32): i32 {
  const starts = slot(plan, STARTS);
  return u32At(starts, i + 1) <= <u32>slot(plan, STAGED_TO) ? <i32>(u32At(starts, i) - <u32>slot(plan, STAGED_FROM)) : -1;
}

// @ts-ignore: decorator
@inline
function knownOf(plan: usize, i: u32): u32 {
  const starts = slot(plan, STARTS);
  return u32At(starts, i + 1) - u32At(starts, i);
}

/** First pass: adds the entries of the rows from i on that are staged to `offsets[row + 1]` of each matrix; returns the next row. */
export function linksCountEntries(plan: usize, i: u32): u32 {
  for (const n = <u32>slot(plan, ACTIVITIES); i < n; i++) {
    const shift = shiftOf(plan, i);
    if (shift < 0) break;
    countEntries(plan, i, shift, knownOf(plan, i));
  }
  return i;
}

function countEntries(plan: usize, i: u32, shift: u32, known: u32): void {
  const n = <u32>slot(plan, ACTIVITIES), room = <usize>slot(plan, ROOM) << 2;
  const partner = slot(plan, STAGED) + (<usize>shift << 2), session = partner + room, window16 = partner + 3 * room;
  const follows = partner + 5 * room, precedes = partner + 6 * room;
  const sessions = slot(matrix(plan, 0), OFFSETS), windows = slot(matrix(plan, 1), OFFSETS), flow = slot(matrix(plan, 2), OFFSETS);
  for (let p: u32 = 0; p < known; p++) {
    const j = u32At(partner, p);
    if (sessionEntry(plan, n, i, j, u32At(session, p)) != 0) countEntry(sessions, i, j);
    if (windowEntry(plan, n, i, j, u32At(window16, p)) != 0) countEntry(windows, i, j);
    if ((u32At(follows, p) | u32At(precedes, p)) != 0) countEntry(flow, i, j);
  }
}

/** Between the passes: offsets[row + 1], which counted the entries of the row, becomes where it begins. Returns their sum. */
export function linksBeginRows(offsets: usize, n: u32): u32 {
  let filled: u32 = 0;
  for (let i: u32 = 0; i < n; i++) {
    const at = offsets + (<usize>(i + 1) << 2);
    const count = load<u32>(at);
    store<u32>(at, filled);
    filled += count;
  }
  return filled;
}

// @ts-ignore: decorator
@inline
function putEntry(offsets: usize, entries: usize, bytes: usize, row: u32, column: u32, forth: f32, back: f32): void {
  const at = offsets + (<usize>(row + 1) << 2);
  const place = load<u32>(at);
  store<u32>(at, place + 1);
  const entry = entries + <usize>place * bytes;
  store<u32>(entry, column);
  store<f32>(entry, forth, 4);
  if (bytes == 12) store<f32>(entry, back, 8);
}

/**
 * Second pass: puts the entries of the rows from i on that are staged into both triangles; returns the next row. By ascending
 * i, columns come out ascending.
 */
export function linksPutEntries(plan: usize, i: u32): u32 {
  for (const n = <u32>slot(plan, ACTIVITIES); i < n; i++) {
    const shift = shiftOf(plan, i);
    if (shift < 0) break;
    putEntries(plan, i, shift, knownOf(plan, i));
  }
  return i;
}

function putEntries(plan: usize, i: u32, shift: u32, known: u32): void {
  const n = <u32>slot(plan, ACTIVITIES), room = <usize>slot(plan, ROOM) << 2;
  const partner = slot(plan, STAGED) + (<usize>shift << 2), session = partner + room, window16 = partner + 3 * room;
  const follows = partner + 5 * room, precedes = partner + 6 * room;
  const so = slot(matrix(plan, 0), OFFSETS), wo = slot(matrix(plan, 1), OFFSETS), fo = slot(matrix(plan, 2), OFFSETS);
  const se = slot(matrix(plan, 0), ENTRIES), we = slot(matrix(plan, 1), ENTRIES), fe = slot(matrix(plan, 2), ENTRIES);
  for (let p: u32 = 0; p < known; p++) {
    const j = u32At(partner, p);
    const overSessions = sessionEntry(plan, n, i, j, u32At(session, p));
    if (overSessions != 0) {
      putEntry(so, se, 8, i, j, overSessions, 0);
      putEntry(so, se, 8, j, i, overSessions, 0);
    }
    const overWindows = windowEntry(plan, n, i, j, u32At(window16, p));
    if (overWindows != 0) {
      putEntry(wo, we, 8, i, j, overWindows, 0);
      putEntry(wo, we, 8, j, i, overWindows, 0);
    }
    const forth = u32At(follows, p), back = u32At(precedes, p);
    if ((forth | back) != 0) {
      putEntry(fo, fe, 12, i, j, <f32>forth, <f32>back);
      putEntry(fo, fe, 12, j, i, <f32>back, <f32>forth);
    }
  }
}

/** After the passes: lengths of the rows; the diagonal of sessions and windows counts as 1. And what else is made once. */
export function linksNorms(plan: usize): void {
  const n = <u32>slot(plan, ACTIVITIES), flows = slot(plan, FLOWS);
  for (let kind: u32 = 0; kind < 4; kind++) {
    const all = f64At(slot(plan, DOCUMENTS), kind);
    for (let i = kind * n; i < (kind + 1) * n; i++) {
      store<f64>(slot(plan, SHARES) + (<usize>i << 3), f64At(slot(plan, HAVING), i) / all);
    }
  }
  const logs = slot(plan, LOGS);
  for (let count: u32 = 0; count < LOGS_KNOWN; count += 2) {
    const counts = f64x2.replace_lane(f64x2.splat(1.0 + <f64>count), 1, 2.0 + <f64>count);
    put2(logs + (<usize>count << 2), f64x2.mul(ln2(counts), f64x2.splat(0.125)));
  }
  placeCursors(plan, 0);
  for (let kind = 0; kind < 3; kind++) {
    const bytes = bytesOf(kind);
    const offsets = slot(matrix(plan, kind), OFFSETS), entries = slot(matrix(plan, kind), ENTRIES), norms = slot(matrix(plan, kind), NORMS);
    for (let i: u32 = 0; i < n; i++) {
      let forth: f64 = kind == FLOW ? 0.0 : 1.0, back: f64 = 0.0;
      const end = entries + <usize>u32At(offsets, i + 1) * bytes;
      for (let e = entries + <usize>u32At(offsets, i) * bytes; e < end; e += bytes) {
        const x = <f64>load<f32>(e, 4);
        forth += x * x;
        if (kind == FLOW) {
          const y = <f64>load<f32>(e, 8);
          back += y * y;
        }
      }
      if (kind == FLOW) {
        const out = f64At(flows, i) + 1.0, into = f64At(flows, n + i) + 1.0;
        forth = forth / (out * out) + back / (into * into);
      }
      store<f64>(norms + (<usize>i << 3), Math.sqrt(forth));
    }
  }
}

// The first entry of row k whose column is at least `from`.
function entryFrom(offsets: usize, entries: usize, bytes: usize, k: u32, from: u32): u32 {
  let low = u32At(offsets, k), high = u32At(offsets, k + 1);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<u32>(entries + <usize>middle * bytes) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Makes row i the next to be opened. Rows that are opened one after another find their cursors in place, later ones near. */
function placeCursors(plan: usize, i: u32): void {
  const n = <u32>slot(plan, ACTIVITIES), isLater = <u32>slot(plan, OPENED) < i;
  for (let kind = 0; kind < 3; kind++) {
    const m = matrix(plan, kind);
    const offsets = slot(m, OFFSETS), entries = slot(m, ENTRIES), bytes = bytesOf(kind);
    for (let k: u32 = 0; k < n; k++) {
      const cursor = slot(m, CURSORS) + (<usize>k << 2);
      let at = isLater ? load<u32>(cursor) : entryFrom(offsets, entries, bytes, k, i);
      const end = u32At(offsets, k + 1);
      while (at < end && load<u32>(entries + <usize>at * bytes) < i) at++;
      store<u32>(cursor, at);
    }
  }
  store<u32>(plan + (<usize>OPENED << 3), i);
}

// Where the entries of row k begin whose columns are above i, for a k that has an entry in column i, which the cursor is at.
// @ts-ignore: decorator
@inline
function pass(cursors: usize, k: u32): u32 {
  const cursor = cursors + (<usize>k << 2);
  const next = load<u32>(cursor) + 1;
  store<u32>(cursor, next);
  return next;
}

// Cosines of row i with all rows j > i. Entries are positive, so a sum of 0 tells that a row was not touched yet.
function openSymmetric(m: usize, n: u32, i: u32): void {
  const offsets = slot(m, OFFSETS), entries = slot(m, ENTRIES), norms = slot(m, NORMS), sums = slot(m, SUMS), touched = slot(m, TOUCHED);
  const from = i + 1, cursors = slot(m, CURSORS);
  let next = touched + 4;
  for (let end = next + (<usize>load<u32>(touched) << 2); next < end; next += 4) store<f64>(sums + (<usize>load<u32>(next) << 3), 0.0);
  next = touched + 4;
  const begin = entries + (<usize>u32At(offsets, i) << 3), stop = entries + (<usize>u32At(offsets, i + 1) << 3);
  // The diagonal counts as 1: row i itself comes in with weight 1, and each column k with its own entry.
  for (let e = begin - 8; e < stop; e += 8) {
    const k = e < begin ? i : load<u32>(e);
    const weight: f64 = e < begin ? 1.0 : <f64>load<f32>(e, 4);
    if (k >= from) {
      const at = sums + (<usize>k << 3);
      const sum = load<f64>(at);
      if (sum == 0) {
        store<u32>(next, k);
        next += 4;
      }
      store<f64>(at, sum + weight);
    }
    const end = entries + (<usize>u32At(offsets, k + 1) << 3);
    const first = e < begin ? u32At(cursors, i) : pass(cursors, k);
    for (let q = entries + (<usize>first << 3); q < end; q += 8) {
      const j = load<u32>(q);
      const at = sums + (<usize>j << 3);
      const sum = load<f64>(at);
      store<u32>(next, j);
      if (sum == 0) next += 4;
      store<f64>(at, sum + weight * <f64>load<f32>(q, 4));
    }
  }
  store<u32>(touched, <u32>((next - touched - 4) >> 2));
  const own = f64At(norms, i);
  for (let t = touched + 4; t < next; t += 4) {
    const at = sums + (<usize>load<u32>(t) << 3);
    store<f64>(at, load<f64>(at) / (own * load<f64>(norms + (<usize>load<u32>(t) << 3))));
  }
}

function openFlow(m: usize, flows: usize, n: u32, i: u32): void {
  const offsets = slot(m, OFFSETS), entries = slot(m, ENTRIES), norms = slot(m, NORMS), sums = slot(m, SUMS), touched = slot(m, TOUCHED);
  const earlier = sums + (<usize>n << 3), cursors = slot(m, CURSORS);
  let next = touched + 4;
  for (let end = next + (<usize>load<u32>(touched) << 2); next < end; next += 4) store<f64>(sums + (<usize>load<u32>(next) << 3), 0.0);
  next = touched + 4;
  const stop = entries + <usize>u32At(offsets, i + 1) * 12;
  for (let e = entries + <usize>u32At(offsets, i) * 12; e < stop; e += 12) {
    const k = load<u32>(e);
    const forth = <f64>load<f32>(e, 4), back = <f64>load<f32>(e, 8);
    const end = entries + <usize>u32At(offsets, k + 1) * 12;
    for (let q = entries + <usize>pass(cursors, k) * 12; q < end; q += 12) {
      // X[i][k] X[j][k] for what follows, X[k][i] X[k][j] for what precedes.
      const after = forth * <f64>load<f32>(q, 8), before = back * <f64>load<f32>(q, 4);
      if (after + before == 0) continue;
      const j = load<u32>(q);
      const at = <usize>j << 3;
      const sumAfter = load<f64>(sums + at), sumBefore = load<f64>(earlier + at);
      if (sumAfter == 0 && sumBefore == 0) {
        store<u32>(next, j);
        next += 4;
      }
      store<f64>(sums + at, sumAfter + after);
      store<f64>(earlier + at, sumBefore + before);
    }
  }
  store<u32>(touched, <u32>((next - touched - 4) >> 2));
  const own = f64At(norms, i), out = f64At(flows, i) + 1.0, into = f64At(flows, n + i) + 1.0;
  for (let t = touched + 4; t < next; t += 4) {
    const j = load<u32>(t);
    const at = <usize>j << 3;
    const sum = load<f64>(sums + at) / (out * (f64At(flows, j) + 1.0)) + load<f64>(earlier + at) / (into * (f64At(flows, n + j) + 1.0));
    store<f64>(sums + at, sum / max(own * f64At(norms, j), 1e-24));
    store<f64>(earlier + at, 0.0);
  }
}

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

/** Cosines of row i with all later rows, in all three matrices. */
export function linksOpenRow(plan: usize, i: u32): void {
  const n = <u32>slot(plan, ACTIVITIES);
  if (<u32>slot(plan, OPENED) != i) placeCursors(plan, i);
  openSymmetric(matrix(plan, 0), n, i);
  openSymmetric(matrix(plan, 1), n, i);
  openFlow(matrix(plan, 2), slot(plan, FLOWS), n, i);
  store<u32>(plan + (<usize>OPENED << 3), i + 1);
}

/** Writes the partners j > i of the open row to IDS, ascending: all, or the staged ones and those with a cosine above `least`. */
export function linksPartners(plan: usize, i: u32, known: u32, all: bool, least: f64): u32 {
  const n = <u32>slot(plan, ACTIVITIES), ids = slot(plan, IDS), bits = slot(plan, BITS);
  if (all) {
    for (let j = i + 1; j < n; j++) store<u32>(ids + (<usize>(j - i - 1) << 2), j);
    return n - i - 1;
  }
  const partner = staged(plan);
  for (let p: u32 = 0; p < known; p++) mark(bits, u32At(partner, p));
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

/** Cosines of the open row with the partners in IDS into three rows of OUT (numbers of the features). */
export function linksCosines(plan: usize, count: u32, overSessions: i32, overWindows: i32, ofFlow: i32): void {
  const ids = slot(plan, IDS), out = slot(plan, OUT), rowBytes = slot(plan, CAPACITY) << 2;
  for (let kind = 0; kind < 3; kind++) {
    const row = out + <usize>(kind == 0 ? overSessions : kind == 1 ? overWindows : ofFlow) * rowBytes;
    const sums = slot(matrix(plan, kind), SUMS);
    for (let k: u32 = 0; k < count; k++) store<f32>(row + (<usize>k << 2), <f32>f64At(sums, u32At(ids, k)));
  }
}

/** ln of two positive, normal numbers, after fdlibm's e_log.c: the same operations as `ln` in core's arithmetic.ts. */
// @ts-ignore: decorator
@inline
export function ln2(x: v128): v128 {
  let exponent = f64x2.sub(v128.or(i64x2.shr_u(x, 52), i64x2.splat(0x4330000000000000)), f64x2.splat(4503599627370496.0 + 1023.0));
  let mantissa = v128.or(v128.and(x, i64x2.splat(0x000fffffffffffff)), i64x2.splat(0x3ff0000000000000));
  const large = f64x2.gt(mantissa, f64x2.splat(1.4142135623730951));
  mantissa = v128.bitselect(f64x2.mul(mantissa, f64x2.splat(0.5)), mantissa, large);
  exponent = f64x2.add(exponent, v128.and(large, f64x2.splat(1.0)));
  const f = f64x2.sub(mantissa, f64x2.splat(1.0));
  const s = f64x2.div(f, f64x2.add(f64x2.splat(2.0), f));
  const z = f64x2.mul(s, s);
  const w = f64x2.mul(z, z);
  const even = f64x2.mul(w, f64x2.add(f64x2.splat(0.3999999999940942), f64x2.mul(w, f64x2.add(f64x2.splat(0.22222198432149784), f64x2.mul(w, f64x2.splat(0.15313837699209373))))));
  const odd = f64x2.mul(z, f64x2.add(f64x2.splat(0.6666666666666735), f64x2.mul(w, f64x2.add(f64x2.splat(0.2857142874366239), f64x2.mul(w, f64x2.add(f64x2.splat(0.1818357216161805), f64x2.mul(w, f64x2.splat(0.14798198605116586))))))));
  const half = f64x2.mul(f64x2.mul(f64x2.splat(0.5), f), f);
  const low = f64x2.add(f64x2.mul(s, f64x2.add(half, f64x2.add(even, odd))), f64x2.mul(exponent, f64x2.splat(1.9082149292705877e-10)));
  return f64x2.sub(f64x2.mul(exponent, f64x2.splat(0.6931471803691238)), f64x2.sub(f64x2.sub(half, low), f));
}

// observed ln(observed / expected), 0 where one of them is 0.
// @ts-ignore: decorator
@inline
function part(observed: v128, expected: v128): v128 {
  const zero = f64x2.splat(0.0);
  const counts = v128.and(f64x2.gt(observed, zero), f64x2.gt(expected, zero));
  return v128.and(counts, f64x2.mul(observed, ln2(f64x2.div(observed, expected))));
}

/**
 * The root of the log-likelihood ratio G2 = 2 sum O ln(O / E) of a 2 x 2 table (Dunning 1993), negative where the two are
 * together less often than by chance. `both` of `all` have a and b; `a` and `b`: how many have each; `expected`: a b / all.
 */
function signedRoot(both: v128, a: v128, b: v128, all: v128, expected: v128): v128 {
  const zero = f64x2.splat(0.0);
  const onlyA = f64x2.max(zero, f64x2.sub(a, both));
  const onlyB = f64x2.max(zero, f64x2.sub(b, both));
  const neither = f64x2.max(zero, f64x2.add(f64x2.sub(f64x2.sub(all, a), b), both));
  const notA = f64x2.sub(all, a), notB = f64x2.sub(all, b);
  const product = f64x2.mul(a, b);
  let sum = zero;
  if (v128.any_true(both)) sum = part(both, expected);
  sum = f64x2.add(sum, part(onlyA, f64x2.div(f64x2.mul(a, notB), all)));
  sum = f64x2.add(sum, part(onlyB, f64x2.div(f64x2.mul(notA, b), all)));
  sum = f64x2.add(sum, part(neither, f64x2.div(f64x2.mul(notA, notB), all)));
  const root = f64x2.sqrt(f64x2.max(zero, f64x2.mul(f64x2.splat(2.0), sum)));
  return v128.bitselect(root, f64x2.neg(root), f64x2.ge(f64x2.mul(both, all), product));
}

// `expected`: a b / all; `share`: of all, the documents with the commoner one.
// @ts-ignore: decorator
@inline
function loevinger2(a: v128, b: v128, both: v128, expected: v128, share: v128): v128 {
  const one = f64x2.splat(1.0);
  return f64x2.div(
    f64x2.sub(both, expected), f64x2.add(f64x2.mul(f64x2.min(a, b), f64x2.sub(one, share)), one)
  );
}

// @ts-ignore: decorator
@inline
function pick(base: usize, a: u32, b: u32): v128 {
  return f64x2.replace_lane(f64x2.splat(f64At(base, a)), 1, f64At(base, b));
}

// A count of the staged row at places a and b, which are 1 + index; place 0 has none.
// @ts-ignore: decorator
@inline
function count2(column: usize, a: u32, b: u32): v128 {
  const x: u32 = a == 0 ? 0 : load<u32>(column + (<usize>a << 2) - 4);
  const y: u32 = b == 0 ? 0 : load<u32>(column + (<usize>b << 2) - 4);
  return f64x2.replace_lane(f64x2.splat(<f64>x), 1, <f64>y);
}

// @ts-ignore: decorator
@inline
function exact2(column: usize, a: u32, b: u32): v128 {
  const x: f64 = a == 0 ? 0 : load<f64>(column + (<usize>a << 3) - 8);
  const y: f64 = b == 0 ? 0 : load<f64>(column + (<usize>b << 3) - 8);
  return f64x2.replace_lane(f64x2.splat(x), 1, y);
}

// @ts-ignore: decorator
@inline
function put2(at: usize, values: v128): void {
  v128.store64_lane(at, f32x4.demote_f64x2_zero(values), 0);
}

/**
 * Features of row i and the first `count` partners in IDS to OUT, feature f of partner k at [f x capacity + k], in the
 * order of core's `featureNames`; not clipped. Left alone are the three cosines (4, 5, 17; see `linksCosines`) and the one
 * of the vectors (8). Pairs go by two: an odd last one is written twice.
 */
export function linksFeatures(plan: usize, i: u32, count: u32): void {
  const n = <u32>slot(plan, ACTIVITIES), room = <usize>slot(plan, ROOM) << 2;
  const place = slot(plan, PLACE), ids = slot(plan, IDS), rowBytes = slot(plan, CAPACITY) << 2;
  const session = staged(plan) + room, window32 = session + room, window16 = window32 + room, window8 = window16 + room;
  const follows = window8 + room, precedes = follows + room, before = precedes + room, after = before + room;
  const tight = slot(plan, STAGED_EXACT) + (slot(plan, SHIFT) << 3), information = tight + (room << 1);
  const having = slot(plan, HAVING), having32 = having + (<usize>n << 3), having16 = having32 + (<usize>n << 3), having8 = having16 + (<usize>n << 3);
  const flowsOut = slot(plan, FLOWS), flowsIn = flowsOut + (<usize>n << 3), logs = slot(plan, LOG_HAVING);
  const documents = slot(plan, DOCUMENTS), constants = slot(plan, CONSTANTS);
  const shares = slot(plan, SHARES), shares32 = shares + (<usize>n << 3), shares16 = shares32 + (<usize>n << 3), shares8 = shares16 + (<usize>n << 3);
  const known = slot(plan, LOGS);
  const zero = f64x2.splat(0.0), one = f64x2.splat(1.0), half = f64x2.splat(0.5), eight = f64x2.splat(8.0);
  const quarter = f64x2.splat(0.25), eighth = f64x2.splat(0.125);
  const sessions = f64x2.splat(f64At(documents, 0)), windows32 = f64x2.splat(f64At(documents, 1));
  const windows16 = f64x2.splat(f64At(documents, 2)), windows8 = f64x2.splat(f64At(documents, 3));
  const steps = f64x2.splat(value(plan, STEPS));
  const mlen = v128.load32_splat(constants), nact = v128.load32_splat(constants, 4), nses = v128.load32_splat(constants, 8);
  const own = f64x2.splat(f64At(having, i)), own32 = f64x2.splat(f64At(having32, i));
  const own16 = f64x2.splat(f64At(having16, i)), own8 = f64x2.splat(f64At(having8, i));
  const share = f64x2.splat(f64At(shares, i)), share32 = f64x2.splat(f64At(shares32, i));
  const share16 = f64x2.splat(f64At(shares16, i)), share8 = f64x2.splat(f64At(shares8, i));
  const ownLog = f64x2.splat(f64At(logs, i));
  const out = f64x2.splat(f64At(flowsOut, i)), into = f64x2.splat(f64At(flowsIn, i));
  const outOne = f64x2.add(out, one), inOne = f64x2.add(into, one);
  for (let k: u32 = 0; k < count; k += 2) {
    const j = u32At(ids, k), l = k + 1 < count ? u32At(ids, k + 1) : j;
    const a = u32At(place, j), b = u32At(place, l);
    let at = slot(plan, OUT) + (<usize>k << 2);
    const other = pick(having, j, l);
    const both = count2(session, a, b);
    const near8 = count2(window8, a, b);
    const iIsRarer = f64x2.le(own, other);
    const rare = f64x2.min(own, other), larger = f64x2.max(share, pick(shares, j, l));
    const product = f64x2.mul(own, other);
    const expected = f64x2.div(product, sessions);
    const otherLog = pick(logs, j, l);
    const logRare = v128.bitselect(ownLog, otherLog, iIsRarer), logCommon = v128.bitselect(otherLog, ownLog, iIsRarer);
    const other32 = pick(having32, j, l), other16 = pick(having16, j, l), other8 = pick(having8, j, l);
    const expected32 = f64x2.div(f64x2.mul(own32, other32), windows32);
    const expected16 = f64x2.div(f64x2.mul(own16, other16), windows16);
    const expected8 = f64x2.div(f64x2.mul(own8, other8), windows8);
    put2(at, loevinger2(own, other, both, expected, larger));
    const larger32 = f64x2.max(share32, pick(shares32, j, l)), larger16 = f64x2.max(share16, pick(shares16, j, l));
    put2((at += rowBytes), loevinger2(own32, other32, count2(window32, a, b), expected32, larger32));
    put2((at += rowBytes), loevinger2(own16, other16, count2(window16, a, b), expected16, larger16));
    put2((at += rowBytes), loevinger2(own8, other8, near8, expected8, f64x2.max(share8, pick(shares8, j, l))));
    at += 3 * rowBytes;
    const forth = count2(follows, a, b), back = count2(precedes, a, b);
    const adjacent = v128.any_true(v128.or(forth, back));
    const otherOut = pick(flowsOut, j, l), otherIn = pick(flowsIn, j, l);
    let largest = zero, mean = zero;
    if (adjacent) {
      const outJ = f64x2.add(otherOut, one), inJ = f64x2.add(otherIn, one);
      largest = f64x2.max(f64x2.div(forth, f64x2.min(outOne, inJ)), f64x2.div(back, f64x2.min(outJ, inOne)));
      mean = f64x2.max(
        f64x2.div(forth, f64x2.sqrt(f64x2.mul(outOne, inJ))), f64x2.div(back, f64x2.sqrt(f64x2.mul(outJ, inOne)))
      );
    }
    put2(at, largest);
    put2((at += rowBytes), mean);
    put2((at += rowBytes << 1), f64x2.mul(exact2(information, a, b), eighth));
    put2((at += rowBytes), f64x2.mul(logRare, eighth));
    put2((at += rowBytes), larger);
    put2((at += rowBytes), f64x2.div(both, f64x2.max(rare, one)));
    put2((at += rowBytes), f64x2.mul(f64x2.sub(logCommon, logRare), eighth));
    v128.store64_lane((at += rowBytes), mlen, 0);
    const first = count2(before, a, b), second = count2(after, a, b);
    const either = f64x2.add(first, second);
    put2((at += rowBytes), f64x2.div(f64x2.abs(f64x2.sub(first, second)), f64x2.add(either, f64x2.splat(3.0))));
    put2(
      (at += rowBytes),
      f64x2.div(f64x2.mul(exact2(tight, a, b), f64x2.splat(1.0 / UNIT_OF_TIGHT)), f64x2.add(either, f64x2.splat(2.0)))
    );
    at += rowBytes;
    const odds = f64x2.div(
      f64x2.mul(f64x2.add(both, half), sessions), f64x2.add(product, f64x2.mul(half, sessions))
    );
    put2((at += rowBytes), f64x2.div(f64x2.max(f64x2.splat(-3.0), f64x2.min(f64x2.splat(6.0), ln2(odds))), f64x2.splat(6.0)));
    const surprise = signedRoot(both, own, other, sessions, expected);
    put2((at += rowBytes), f64x2.mul(ln2(f64x2.add(one, f64x2.max(zero, surprise))), quarter));
    put2((at += rowBytes), f64x2.mul(f64x2.min(eight, f64x2.max(zero, f64x2.neg(surprise))), eighth));
    let value = zero;
    if (v128.any_true(near8)) {
      value = v128.and(f64x2.gt(near8, zero), signedRoot(near8, own8, other8, windows8, expected8));
      value = f64x2.mul(ln2(f64x2.add(one, f64x2.max(zero, value))), quarter);
    }
    put2((at += rowBytes), value);
    value = zero;
    if (adjacent) {
      value = v128.and(f64x2.gt(forth, zero), signedRoot(forth, out, otherIn, steps, f64x2.div(f64x2.mul(out, otherIn), steps)));
      value = v128.bitselect(f64x2.max(value, signedRoot(back, otherOut, into, steps, f64x2.div(f64x2.mul(otherOut, into), steps))), value, f64x2.gt(back, zero));
      value = f64x2.mul(ln2(f64x2.add(one, f64x2.max(zero, value))), quarter);
    }
    put2((at += rowBytes), value);
    const most = f64x2.max(both, f64x2.replace_lane(both, 0, f64x2.extract_lane(both, 1)));
    if (f64x2.extract_lane(most, 0) < <f64>LOGS_KNOWN) {
      at += rowBytes;
      store<f32>(at, load<f32>(known + (<usize><u32>f64x2.extract_lane(both, 0) << 2)));
      store<f32>(at, load<f32>(known + (<usize><u32>f64x2.extract_lane(both, 1) << 2)), 4);
    } else put2((at += rowBytes), f64x2.mul(ln2(f64x2.add(one, both)), eighth));
    put2((at += rowBytes), f64x2.mul(ln2(f64x2.add(one, expected)), eighth));
    v128.store64_lane((at += rowBytes), nact, 0);
    v128.store64_lane((at += rowBytes), nses, 0);
    const rareOne = f64x2.add(rare, one);
    const overlap = f64x2.div(f64x2.add(both, half), rareOne);
    const error = f64x2.sqrt(f64x2.div(f64x2.mul(overlap, f64x2.sub(one, overlap)), rareOne));
    put2((at += rowBytes), f64x2.max(zero, f64x2.sub(overlap, f64x2.mul(f64x2.splat(1.3), error))));
  }
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

/**
 * Keeps of the partners in IDS those with probabilities[k] > least, with all of their features that are wanted
 * (`carried`: u32[features]), in their order. What stands behind them up to a multiple of 8 is left as it is.
 */
export function linksTake(plan: usize, count: u32, probabilities: usize, least: f32, carried: usize, features: u32): u32 {
  const ids = slot(plan, IDS), out = slot(plan, OUT), rowBytes = slot(plan, CAPACITY) << 2;
  let kept: usize = 0;
  for (let k: usize = 0, end = <usize>count << 2; k < end; k += 4) {
    if (!(load<f32>(probabilities + k) > least)) continue;
    if (kept != k) {
      store<u32>(ids + kept, load<u32>(ids + k));
      for (let row = carried, last = carried + (<usize>features << 2); row < last; row += 4) {
        const feature = out + <usize>load<u32>(row) * rowBytes;
        store<f32>(feature + kept, load<f32>(feature + k));
      }
    }
    kept += 4;
  }
  return <u32>(kept >> 2);
}
