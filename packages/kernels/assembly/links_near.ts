// Learned links: steps near each other, as sparse symmetric matrices: counts (core's near-rows.ts) and positive pointwise
// mutual information (core's ppmi.ts). The pairs of the evidence are staged some at a time, as in links_pairs_plan.ts.

import { addF64, addU32, f64At, putF64, putU32, slot, u32At } from "./cells";
import { logs } from "./logarithm";

// Slots (u32) of the plan, in the order of core's near-rows.ts.
const ACTIVITIES: i32 = 0;
const STARTS: i32 = 1; // u32[n + 1]: where the pairs of each row begin in the evidence
const STAGED_FROM: i32 = 2;
const STAGED_TO: i32 = 3;
const PARTNER: i32 = 4; // u32: staged
const NEAR: i32 = 5; // u32: staged
const INFORMATION: i32 = 6; // f64: out, of what is staged
const NEXT: i32 = 7; // u32[n + 1]: at first, of row i at i + 1, its entries; then where its next one goes
const COLUMNS: i32 = 8; // u32, ascending in every row
const VALUES: i32 = 9; // u32 counts or f64 information
const TOTALS: i32 = 10; // f64[n]: sums of the rows
const SMOOTH: i32 = 11; // f64[n]: totals to the power of .75
const SUM: i32 = 12; // f64: of SMOOTH

// @ts-ignore: decorator
@inline
function isStaged(plan: usize, i: u32): bool {
  return u32At(slot(plan, STARTS), i + 1) <= <u32>slot(plan, STAGED_TO);
}

// @ts-ignore: decorator
@inline
function place(next: usize, columns: usize, row: u32, column: u32): u32 {
  const at = u32At(next, row + 1);
  putU32(next, row + 1, at + 1);
  putU32(columns, at, column);
  return at;
}

/**
 * Puts the counts of the rows from i on that are staged into both triangles; returns the next row. Before, without VALUES
 * (0), it only counts the entries, and adds up the rows' totals.
 */
export function nearPut(plan: usize, i: u32): u32 {
  const n = <u32>slot(plan, ACTIVITIES), starts = slot(plan, STARTS), from = <u32>slot(plan, STAGED_FROM);
  const partner = slot(plan, PARTNER), near = slot(plan, NEAR), next = slot(plan, NEXT);
  const columns = slot(plan, COLUMNS), values = slot(plan, VALUES), totals = slot(plan, TOTALS);
  for (; i < n && isStaged(plan, i); i++) {
    for (let p = u32At(starts, i) - from, end = u32At(starts, i + 1) - from; p < end; p++) {
      const count = u32At(near, p);
      if (count == 0) continue;
      const j = u32At(partner, p);
      if (values == 0) {
        addU32(next, i + 1, 1);
        addU32(next, j + 1, 1);
        addF64(totals, i, <f64>count);
        addF64(totals, j, <f64>count);
        continue;
      }
      putU32(values, place(next, columns, j, i), count);
      putU32(values, place(next, columns, i, j), count);
    }
  }
  return i;
}

/** After the counts: SMOOTH and SUM. */
export function nearSmooth(plan: usize): void {
  const n = <u32>slot(plan, ACTIVITIES), totals = slot(plan, TOTALS), smooth = slot(plan, SMOOTH);
  let sum: f64 = 0;
  for (let i: u32 = 0; i < n; i++) {
    const total = f64At(totals, i);
    const value = Math.sqrt(total * Math.sqrt(total));
    putF64(smooth, i, value);
    sum += value;
  }
  store<f64>(slot(plan, SUM), sum);
}

/** The information of all pairs of the rows from i on that are staged, and where it is positive into both triangles. */
export function nearInform(plan: usize, i: u32): u32 {
  const n = <u32>slot(plan, ACTIVITIES), starts = slot(plan, STARTS), from = <u32>slot(plan, STAGED_FROM);
  const partner = slot(plan, PARTNER), near = slot(plan, NEAR), next = slot(plan, NEXT), out = slot(plan, INFORMATION);
  const columns = slot(plan, COLUMNS), values = slot(plan, VALUES), totals = slot(plan, TOTALS), smooth = slot(plan, SMOOTH);
  const sum = load<f64>(slot(plan, SUM));
  for (; i < n && isStaged(plan, i); i++) {
    const total = f64At(totals, i), own = f64At(smooth, i);
    for (let p = u32At(starts, i) - from, end = u32At(starts, i + 1) - from; p < end; p++) {
      const count = u32At(near, p);
      let information: f64 = 0;
      if (count > 0) {
        const j = u32At(partner, p);
        const scaled = <f64>count * sum;
        const forth = scaled / (total * f64At(smooth, j)), back = scaled / (f64At(totals, j) * own);
        const both = logs(f64x2.replace_lane(f64x2.splat(forth), 1, back));
        information = (max(0.0, f64x2.extract_lane(both, 0)) + max(0.0, f64x2.extract_lane(both, 1))) / 2.0;
        if (information > 0) {
          putF64(values, place(next, columns, i, j), information);
          putF64(values, place(next, columns, j, i), information);
        }
      }
      putF64(out, p, information);
    }
  }
  return i;
}

/** Closes the gaps that pairs without information left: rows begin at begins[i] (u32[n + 1]), which become offsets. */
export function nearClose(plan: usize, begins: usize): void {
  const n = <u32>slot(plan, ACTIVITIES), next = slot(plan, NEXT) + 4, columns = slot(plan, COLUMNS), values = slot(plan, VALUES);
  let to: u32 = 0;
  for (let i: u32 = 0; i < n; i++) {
    const from = u32At(begins, i), count = u32At(next, i) - from;
    if (from != to) {
      memory.copy(columns + (<usize>to << 2), columns + (<usize>from << 2), <usize>count << 2);
      memory.copy(values + (<usize>to << 3), values + (<usize>from << 3), <usize>count << 3);
    }
    putU32(begins, i, to);
    to += count;
  }
  putU32(begins, n, to);
}
