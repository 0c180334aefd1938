// Learned links: cosines of one row of each matrix (links_matrices.ts) with all later ones. All sums run in f64 and in a
// fixed order.

import { u32At, f64At } from "./cells";
import {
  ACTIVITIES, CAPACITY, CURSORS, ENTRIES, FLOWS, IDS, NORMS, OFFSETS, OPENED, OUT, SUMS, TOUCHED, bytesOf, matrix,
  slot
} from "./links_pairs_plan";

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
export function placeCursors(plan: usize, i: u32): void {
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

/** Cosines of row i with all later rows, in all three matrices. */
export function linksOpenRow(plan: usize, i: u32): void {
  const n = <u32>slot(plan, ACTIVITIES);
  if (<u32>slot(plan, OPENED) != i) placeCursors(plan, i);
  openSymmetric(matrix(plan, 0), n, i);
  openSymmetric(matrix(plan, 1), n, i);
  openFlow(matrix(plan, 2), slot(plan, FLOWS), n, i);
  store<u32>(plan + (<usize>OPENED << 3), i + 1);
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
