// Learned links: the plan of pairs of activities, one row (an activity i with partners j > i) at a time.
//
// The host lays a plan: slots of 8 bytes, addresses (u32) and numbers (f64) by the constants below, in the order of
// `slots` in core's pair-plan.ts. It stages the counts of some rows before they are looked at: STAGED has `ROOM` u32 for
// each of partner, session, window 32, 16, 8, follows, precedes, before, after; STAGED_EXACT `ROOM` f64 for tightness and
// PPMI.

import { u32At } from "./cells";

export const ACTIVITIES: i32 = 0;
export const ROOM: i32 = 1;
export const STAGED: i32 = 2;
export const STAGED_EXACT: i32 = 3;
export const PLACE: i32 = 4; // i32[n]: 1 + place of each partner in the present row, 0 where it has none
export const HAVING: i32 = 5; // f64[4 x n]: documents with each activity; sessions, windows of 32, 16, 8
export const DOCUMENTS: i32 = 6; // f64[4]: number of each kind of documents, at least 1
export const FLOWS: i32 = 7; // f64[2 x n]: steps that leave each activity, that lead to it
export const STEPS: i32 = 8; // f64: all of them
export const LOG_HAVING: i32 = 9; // f64[n]: ln(1 + sessions with it)
export const CONSTANTS: i32 = 10; // f32[3]: mlen, nact, nses
export const IDS: i32 = 11; // u32[capacity]: partners of the row
export const OUT: i32 = 12; // f32[rows x capacity], even capacity: a row for each feature
export const CAPACITY: i32 = 13;
export const BITS: i32 = 14; // u64[n / 64 + 1], zero between calls
export const FAINT: i32 = 15; // f64
export const SHIFT: i32 = 16; // where the present row begins in each column of the staged counts
export const OPENED: i32 = 17; // u32: the row that the cursors stand at
export const SHARES: i32 = 18; // f64[4 x n]: HAVING / DOCUMENTS
export const STARTS: i32 = 19; // u32[n + 1]: where the pairs of each row begin in the evidence
export const STAGED_FROM: i32 = 20; // the pairs of the evidence that are staged
export const STAGED_TO: i32 = 21;
export const MATRICES: i32 = 22; // three matrices of six slots: sessions, windows of 16, flow
export const SCRATCH: i32 = 40; // f64[12]

// Slots of a matrix: CSR of both triangles with ascending columns.
export const OFFSETS: i32 = 0; // u32[n + 1]; while it is being filled: where the next entry of each row goes
export const ENTRIES: i32 = 1; // of each entry a u32 column and f32 X[row][column]; for the flow a f32 X[column][row] besides
export const NORMS: i32 = 2; // f64[n]
export const SUMS: i32 = 3; // f64[n], for the flow [2 x n]: cosines of the open row, zero where nothing is shared
export const TOUCHED: i32 = 4; // u32[2 + n]: how many rows have a sum, and which
export const CURSORS: i32 = 5; // u32[n]: of each row the first entry whose column is at least OPENED
export const MATRIX_SLOTS: i32 = 6;

export const UNIT_OF_TIGHT: f64 = 1048576.0;
export const FLOW: i32 = 2;

// @ts-ignore: decorator
@inline
export function slot(plan: usize, name: i32): usize {
  return <usize>load<u32>(plan + (<usize>name << 3));
}

// The counts of the present row.
// @ts-ignore: decorator
@inline
export function staged(plan: usize): usize {
  return slot(plan, STAGED) + (slot(plan, SHIFT) << 2);
}

// @ts-ignore: decorator
@inline
export function value(plan: usize, name: i32): f64 {
  return load<f64>(plan + (<usize>name << 3));
}

// @ts-ignore: decorator
@inline
export function matrix(plan: usize, kind: i32): usize {
  return plan + (<usize>(MATRICES + kind * MATRIX_SLOTS) << 3);
}

// @ts-ignore: decorator
@inline
export function bytesOf(kind: i32): usize {
  return kind == FLOW ? 12 : 8;
}

// Where the counts of row i begin in the staged columns; -1 where they are not staged.
// @ts-ignore: decorator
@inline
export function shiftOf(plan: usize, i: u32): i32 {
  const starts = slot(plan, STARTS);
  return u32At(starts, i + 1) <= <u32>slot(plan, STAGED_TO) ? <i32>(u32At(starts, i) - <u32>slot(plan, STAGED_FROM)) : -1;
}

// @ts-ignore: decorator
@inline
export function knownOf(plan: usize, i: u32): u32 {
  const starts = slot(plan, STARTS);
  return u32At(starts, i + 1) - u32At(starts, i);
}
