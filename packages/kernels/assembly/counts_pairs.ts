// Skip-gram from counts: the symmetric counts N, dense or sparse, from the pairs that were counted.

import { at4 } from "./cells";

// A dense N stands in tiles of 32 x 32 cells, in the order in which a step reads them: [rows / 32][tiles][32][32].

// @ts-ignore: decorator
@inline
export function cellAt(dense: usize, tiles: i32, row: i32, column: i32): usize {
  return at4(dense, (((row >> 5) * tiles + (column >> 5)) << 10) + ((row & 31) << 5) + (column & 31));
}

/** N[a, b] += w and N[b, a] += w for the CSR pairs of rows first .. last - 1; N is dense, `tiles` tiles wide. */
export function spreadPairs(offsets: usize, columns: usize, weights: usize, first: i32, last: i32, dense: usize, tiles: i32): void {
  for (let row = first; row < last; row++) {
    const stop = load<u32>(at4(offsets, row + 1));
    for (let i = load<u32>(at4(offsets, row)); i < stop; i++) {
      const column = load<i32>(at4(columns, i));
      const weight = load<f32>(at4(weights, i));
      const there = cellAt(dense, tiles, row, column);
      store<f32>(there, load<f32>(there) + weight);
      const back = cellAt(dense, tiles, column, row);
      store<f32>(back, load<f32>(back) + weight);
    }
  }
}

/**
 * Writes the CSR pairs of rows first .. last - 1 both ways, into rows that begin at cursor[row] (u32, moved on): ids and
 * values f32. A pair that was counted both ways stands twice in a row.
 */
export function mirrorPairs(
  offsets: usize, columns: usize, weights: usize, first: i32, last: i32, cursor: usize, ids: usize, values: usize
): void {
  for (let row = first; row < last; row++) {
    const stop = load<u32>(at4(offsets, row + 1));
    const own = at4(cursor, row);
    for (let i = load<u32>(at4(offsets, row)); i < stop; i++) {
      const column = load<i32>(at4(columns, i));
      const weight = load<f32>(at4(weights, i));
      const there = load<i32>(own);
      store<i32>(own, there + 1);
      store<i32>(at4(ids, there), column);
      store<f32>(at4(values, there), weight);
      const cell = at4(cursor, column);
      const back = load<i32>(cell);
      store<i32>(cell, back + 1);
      store<i32>(at4(ids, back), row);
      store<f32>(at4(values, back), weight);
    }
  }
}
