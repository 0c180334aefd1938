// Skip-gram from counts: rows rounded to whole numbers of 16 bits, see skipgram_counts.ts.

import { at4 } from "./cells";
import { sumLanes } from "./linalg";

/** Norm of a row of scores as whole numbers: a product of two stays below 2^31. */
const REACH: f32 = 32000;
/** Largest whole numbers of columns and gradients: 32 products sum up to less than 2^31. */
const MOST_COLUMN: f32 = 4095;
export const MOST_GRADIENT: f32 = 16383;

/**
 * Rounds rows first .. last - 1 of those listed in `ids` (or 0 .. where ids is 0) for the tiles, scaled by their norm as
 * `lanes` i16 [blocks of 8 columns][stride / 2][8][2], and by their largest number as `picked` i16
 * [pairs of columns][stride][2]; units: what one whole number means, f32 [columns] for `lanes`, then for `picked`.
 */
export function packColumns(
  rows: usize, ids: usize, first: i32, last: i32, stride: i32, columns: i32, picked: usize, lanes: usize, units: usize
): void {
  for (let i = first; i < last; i++) {
    const from = rows + ((<usize>(ids == 0 ? i : load<i32>(at4(ids, i))) * stride) << 2);
    let squares = f32x4.splat(0), highest = squares;
    for (let k: usize = 0; k < <usize>stride << 2; k += 16) {
      const x = v128.load(from + k);
      squares = f32x4.add(squares, f32x4.mul(x, x));
      highest = f32x4.pmax(highest, f32x4.abs(x));
    }
    const norm = sqrt<f32>(sumLanes(squares)), most = largestLane(highest);
    store<f32>(at4(units, i), norm / REACH);
    store<f32>(at4(units, columns + i), most / MOST_COLUMN);
    const byNorm: f32 = norm > 0 ? REACH / norm : 0, byMost: f32 = most > 0 ? MOST_COLUMN / most : 0;
    const lane = lanes + ((<usize>(i >> 3) * stride) << 4) + (<usize>(i & 7) << 2);
    const pair = picked + ((<usize>(i >> 1) * stride) << 2) + (<usize>(i & 1) << 1);
    for (let k = 0; k < stride; k++) {
      const x = load<f32>(at4(from, k));
      store<i16>(lane + (<usize>(k >> 1) << 5) + (<usize>(k & 1) << 1), <i16>nearest(x * byNorm));
      store<i16>(pair + (<usize>k << 2), <i16>nearest(x * byMost));
    }
  }
}

// @ts-ignore: decorator
@inline
export function largestLane(v: v128): f32 {
  return max(
    max(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)), max(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3))
  );
}

/** Rounds one row of the own side, scaled by its norm. Returns what one whole number means. */
export function shortenRow(row: usize, rowBytes: usize, to: usize): f32 {
  let squares = f32x4.splat(0);
  for (let k: usize = 0; k < rowBytes; k += 16) {
    const x = v128.load(row + k);
    squares = f32x4.add(squares, f32x4.mul(x, x));
  }
  const norm = sqrt<f32>(sumLanes(squares));
  const scale = f32x4.splat(norm > 0 ? REACH / norm : 0);
  for (let k: usize = 0; k < rowBytes; k += 32) {
    v128.store(to + (k >> 1), whole(f32x4.mul(v128.load(row + k), scale), f32x4.mul(v128.load(row + k, 16), scale)));
  }
  return norm / REACH;
}

// Rounds to i16: adding 1.5 * 2^23 leaves the whole number in the low bits, cheaper than a conversion that saturates.
// @ts-ignore: decorator
@inline
export function whole(low: v128, high: v128): v128 {
  const shift = f32x4.splat(12582912), bits = i32x4.splat(0x4b400000);
  return i16x8.narrow_i32x4_s(i32x4.sub(f32x4.add(low, shift), bits), i32x4.sub(f32x4.add(high, shift), bits));
}
