// Learned links: sparse matrices over sessions, windows of 16 and steps, of which rows are compared, and what else is made
// once from the evidence. All sums run in f64 and in a fixed order.

import { addF64, addU32, at4, f64At, putU32, u32At } from "./cells";
import { placeCursors } from "./links_cosines";
import {
  ACTIVITIES, DOCUMENTS, ENTRIES, FAINT, FLOW, FLOWS, HAVING, NORMS, OFFSETS, ROOM, SHARES, STAGED, STEPS,
  bytesOf, knownOf, matrix, shiftOf, slot, staged, value
} from "./links_pairs_plan";

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

/**
 * Puts the entries of the rows from i on that are staged into both triangles; returns the next row. By ascending i, columns
 * come out ascending. It is done twice: a first time without ENTRIES (0), when `offsets[row + 1]` of each matrix only counts, and
 * FLOWS are added up.
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
  const partner = at4(slot(plan, STAGED), shift), session = partner + room, window16 = partner + 3 * room;
  const follows = partner + 5 * room, precedes = partner + 6 * room;
  const out = slot(plan, FLOWS), into = out + (<usize>n << 3), isFirst = slot(matrix(plan, FLOW), ENTRIES) == 0;
  for (let p: u32 = 0; p < known; p++) {
    const j = u32At(partner, p);
    const overSessions = sessionEntry(plan, n, i, j, u32At(session, p));
    if (overSessions != 0) putPair(matrix(plan, 0), 8, i, j, overSessions, 0);
    const overWindows = windowEntry(plan, n, i, j, u32At(window16, p));
    if (overWindows != 0) putPair(matrix(plan, 1), 8, i, j, overWindows, 0);
    const forth = u32At(follows, p), back = u32At(precedes, p);
    if ((forth | back) == 0) continue;
    putPair(matrix(plan, FLOW), 12, i, j, <f32>forth, <f32>back);
    if (!isFirst) continue;
    addF64(out, i, <f64>forth);
    addF64(into, j, <f64>forth);
    addF64(out, j, <f64>back);
    addF64(into, i, <f64>back);
  }
}

function putPair(m: usize, bytes: usize, i: u32, j: u32, forth: f32, back: f32): void {
  const offsets = slot(m, OFFSETS), entries = slot(m, ENTRIES);
  putEntry(offsets, entries, bytes, i, j, forth, back);
  putEntry(offsets, entries, bytes, j, i, bytes == 12 ? back : forth, forth);
}

// @ts-ignore: decorator
@inline
function putEntry(offsets: usize, entries: usize, bytes: usize, row: u32, column: u32, forth: f32, back: f32): void {
  const at = at4(offsets, row + 1);
  const place = load<u32>(at);
  store<u32>(at, place + 1);
  if (entries == 0) return;
  const entry = entries + <usize>place * bytes;
  store<u32>(entry, column);
  store<f32>(entry, forth, 4);
  if (bytes == 12) store<f32>(entry, back, 8);
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

/** After the passes: lengths of the rows; the diagonal of sessions and windows counts as 1. And what else is made once. */
export function linksNorms(plan: usize): void {
  const n = <u32>slot(plan, ACTIVITIES), flows = slot(plan, FLOWS);
  for (let kind: u32 = 0; kind < 4; kind++) {
    const all = f64At(slot(plan, DOCUMENTS), kind);
    for (let i = kind * n; i < (kind + 1) * n; i++) {
      store<f64>(slot(plan, SHARES) + (<usize>i << 3), f64At(slot(plan, HAVING), i) / all);
    }
  }
  let steps: f64 = 0;
  for (let i: u32 = 0; i < n; i++) steps += f64At(flows, i);
  store<f64>(plan + (<usize>STEPS << 3), steps);
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

/**
 * Both triangles of a sparse symmetric matrix of values of 4 bytes, columns ascending, from the upper one, row by row.
 *
 * counts   u32[n]: entries of each row of the upper triangle
 * offsets  u32[n + 1], zero: out
 * next     u32[n], scratch
 */
export function linksMirror(
  n: u32, counts: usize, columns: usize, values: usize, offsets: usize, next: usize, outColumns: usize, outValues: usize
): void {
  for (let i: u32 = 0, p: u32 = 0; i < n; i++) {
    const end = p + u32At(counts, i);
    addU32(offsets, i + 1, end - p);
    for (; p < end; p++) addU32(offsets, u32At(columns, p) + 1, 1);
  }
  for (let i: u32 = 0; i < n; i++) {
    putU32(next, i, u32At(offsets, i));
    addU32(offsets, i + 1, u32At(offsets, i));
  }
  for (let own = 0; own < 2; own++) {
    for (let i: u32 = 0, p: u32 = 0; i < n; i++) {
      for (const end = p + u32At(counts, i); p < end; p++) {
        const j = u32At(columns, p), row = own == 0 ? j : i;
        const at = u32At(next, row);
        putU32(next, row, at + 1);
        putU32(outColumns, at, own == 0 ? i : j);
        putU32(outValues, at, u32At(values, p));
      }
    }
  }
}
