// The objective of skip-gram with negative sampling, in expectation over the window and the negatives, is a function of
// the pair counts alone:
//
//   sum over h, c of  N_hc log s(u_h . v_c) + k n_h p_c log s(-u_h . v_c)
//
// with N the symmetric windowed counts, n their row sums, p the distribution of negatives, k their number. It is solved
// by block-Newton steps in turn on the rows of U (V fixed) and of V (U fixed):
//
//   G = N - (N + k n_h p_c) * s(U V^T)     (elementwise)
//   U += rate diag(1 / n_h) (G V) A^-1,    A = sum_c a_c v_c v_c^T + ridge,   a_c = n_c / sum n
//
// Rows of the side being updated ("own") depend only on themselves and on the other side, so they may be cut into
// slices and threads at will. Both products run over tiles of 32 columns in a fixed order, on numbers rounded to i16: one
// instruction multiplies and adds eight of them, where f32 takes two for four. Rows are scaled one by one, so what is
// rounded away is less than 1 / 4000 of a row's largest number, far below the noise that training has anyway.

import { sigmoid4, sumFour, sumLanes } from "./linalg";
import { inversePower4 } from "./quick_sigmoid";

const TILE: i32 = 32; // columns of a tile; also rows of a block

// @ts-ignore: decorator
@inline
function f32At(base: usize, index: i32): usize {
  return base + (<usize>index << 2);
}

// A dense N stands in tiles of 32 x 32 cells, in the order in which a step reads them: [rows / 32][tiles][32][32].

// @ts-ignore: decorator
@inline
function cellAt(dense: usize, tiles: i32, row: i32, column: i32): usize {
  return f32At(dense, (((row >> 5) * tiles + (column >> 5)) << 10) + ((row & 31) << 5) + (column & 31));
}

/** N[a, b] += w and N[b, a] += w for the CSR pairs of rows first .. last - 1; N is dense, `tiles` tiles wide. */
export function spreadPairs(offsets: usize, columns: usize, weights: usize, first: i32, last: i32, dense: usize, tiles: i32): void {
  for (let row = first; row < last; row++) {
    const stop = load<u32>(f32At(offsets, row + 1));
    for (let i = load<u32>(f32At(offsets, row)); i < stop; i++) {
      const column = load<i32>(f32At(columns, i));
      const weight = load<f32>(f32At(weights, i));
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
    const stop = load<u32>(f32At(offsets, row + 1));
    const own = f32At(cursor, row);
    for (let i = load<u32>(f32At(offsets, row)); i < stop; i++) {
      const column = load<i32>(f32At(columns, i));
      const weight = load<f32>(f32At(weights, i));
      const there = load<i32>(own);
      store<i32>(own, there + 1);
      store<i32>(f32At(ids, there), column);
      store<f32>(f32At(values, there), weight);
      const cell = f32At(cursor, column);
      const back = load<i32>(cell);
      store<i32>(cell, back + 1);
      store<i32>(f32At(ids, back), row);
      store<f32>(f32At(values, back), weight);
    }
  }
}

/** Norm of a row of scores as whole numbers: a product of two stays below 2^31. */
const REACH: f32 = 32000;
/** Largest whole numbers of columns and gradients: 32 products sum up to less than 2^31. */
const MOST_COLUMN: f32 = 4095;
const MOST_GRADIENT: f32 = 16383;

/**
 * Rounds rows first .. last - 1 of those listed in `ids` (or 0 .. where ids is 0) for the tiles, scaled by their norm as
 * `lanes` i16 [blocks of 8 columns][stride / 2][8][2], and by their largest number as `picked` i16
 * [pairs of columns][stride][2]; units: what one whole number means, f32 [columns] for `lanes`, then for `picked`.
 */
export function packColumns(
  rows: usize, ids: usize, first: i32, last: i32, stride: i32, columns: i32, picked: usize, lanes: usize, units: usize
): void {
  for (let i = first; i < last; i++) {
    const from = rows + ((<usize>(ids == 0 ? i : load<i32>(f32At(ids, i))) * stride) << 2);
    let squares = f32x4.splat(0), highest = squares;
    for (let k: usize = 0; k < <usize>stride << 2; k += 16) {
      const x = v128.load(from + k);
      squares = f32x4.add(squares, f32x4.mul(x, x));
      highest = f32x4.pmax(highest, f32x4.abs(x));
    }
    const norm = sqrt<f32>(sumLanes(squares)), most = largestLane(highest);
    store<f32>(f32At(units, i), norm / REACH);
    store<f32>(f32At(units, columns + i), most / MOST_COLUMN);
    const byNorm: f32 = norm > 0 ? REACH / norm : 0, byMost: f32 = most > 0 ? MOST_COLUMN / most : 0;
    const lane = lanes + ((<usize>(i >> 3) * stride) << 4) + (<usize>(i & 7) << 2);
    const pair = picked + ((<usize>(i >> 1) * stride) << 2) + (<usize>(i & 1) << 1);
    for (let k = 0; k < stride; k++) {
      const x = load<f32>(f32At(from, k));
      store<i16>(lane + (<usize>(k >> 1) << 5) + (<usize>(k & 1) << 1), <i16>nearest(x * byNorm));
      store<i16>(pair + (<usize>k << 2), <i16>nearest(x * byMost));
    }
  }
}

// @ts-ignore: decorator
@inline
function largestLane(v: v128): f32 {
  return max(
    max(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)), max(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3))
  );
}

/** Rounds one row of the own side, scaled by its norm. Returns what one whole number means. */
function shortenRow(row: usize, rowBytes: usize, to: usize): f32 {
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
function whole(low: v128, high: v128): v128 {
  const shift = f32x4.splat(12582912), bits = i32x4.splat(0x4b400000);
  return i16x8.narrow_i32x4_s(i32x4.sub(f32x4.add(low, shift), bits), i32x4.sub(f32x4.add(high, shift), bits));
}

/**
 * out[r][*] += sum over k < count of factors[r][k] * rows[k][*], for 4 rows r: `factorBytes` and `rowBytes` apart.
 * 8 accumulators, 2 loads and 4 splats for 32 multiply-adds.
 */
export function addProduct(factors: usize, factorBytes: usize, count: i32, rows: usize, rowBytes: usize, out: usize): void {
  const f1 = factors + factorBytes, f2 = f1 + factorBytes, f3 = f2 + factorBytes;
  const bytes = <usize>count << 2;
  for (let at: usize = 0; at < rowBytes; at += 32) {
    const o0 = out + at, o1 = o0 + rowBytes, o2 = o1 + rowBytes, o3 = o2 + rowBytes;
    let a0 = v128.load(o0), b0 = v128.load(o0, 16);
    let a1 = v128.load(o1), b1 = v128.load(o1, 16);
    let a2 = v128.load(o2), b2 = v128.load(o2, 16);
    let a3 = v128.load(o3), b3 = v128.load(o3, 16);
    let row = rows + at;
    for (let k: usize = 0; k < bytes; k += 4) {
      const x = v128.load(row), y = v128.load(row, 16);
      let f = v128.load32_splat(factors + k);
      a0 = f32x4.add(a0, f32x4.mul(f, x));
      b0 = f32x4.add(b0, f32x4.mul(f, y));
      f = v128.load32_splat(f1 + k);
      a1 = f32x4.add(a1, f32x4.mul(f, x));
      b1 = f32x4.add(b1, f32x4.mul(f, y));
      f = v128.load32_splat(f2 + k);
      a2 = f32x4.add(a2, f32x4.mul(f, x));
      b2 = f32x4.add(b2, f32x4.mul(f, y));
      f = v128.load32_splat(f3 + k);
      a3 = f32x4.add(a3, f32x4.mul(f, x));
      b3 = f32x4.add(b3, f32x4.mul(f, y));
      row += rowBytes;
    }
    v128.store(o0, a0); v128.store(o0, b0, 16);
    v128.store(o1, a1); v128.store(o1, b1, 16);
    v128.store(o2, a2); v128.store(o2, b2, 16);
    v128.store(o3, a3); v128.store(o3, b3, 16);
  }
}

/** scores[4 rows][32 columns] (i32) = rounded own rows . rounded columns, from the lane-packed tile. */
export function scoreTile(own: usize, shortBytes: usize, lanes: usize, scores: usize): void {
  for (let block: usize = 0; block < 4; block++) {
    let a0 = i32x4.splat(0), b0 = a0, a1 = a0, b1 = a0, a2 = a0, b2 = a0, a3 = a0, b3 = a0;
    let r0 = own, r1 = own + shortBytes, r2 = r1 + shortBytes, r3 = r2 + shortBytes;
    let lane = lanes + block * (shortBytes << 3);
    for (const end = own + shortBytes; r0 < end; r0 += 8) {
      let x = v128.load(lane), y = v128.load(lane, 16);
      let f = v128.load32_splat(r0);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(f, x)); b0 = i32x4.add(b0, i32x4.dot_i16x8_s(f, y));
      f = v128.load32_splat(r1);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(f, x)); b1 = i32x4.add(b1, i32x4.dot_i16x8_s(f, y));
      f = v128.load32_splat(r2);
      a2 = i32x4.add(a2, i32x4.dot_i16x8_s(f, x)); b2 = i32x4.add(b2, i32x4.dot_i16x8_s(f, y));
      f = v128.load32_splat(r3);
      a3 = i32x4.add(a3, i32x4.dot_i16x8_s(f, x)); b3 = i32x4.add(b3, i32x4.dot_i16x8_s(f, y));
      x = v128.load(lane, 32); y = v128.load(lane, 48);
      f = v128.load32_splat(r0, 4);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(f, x)); b0 = i32x4.add(b0, i32x4.dot_i16x8_s(f, y));
      f = v128.load32_splat(r1, 4);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(f, x)); b1 = i32x4.add(b1, i32x4.dot_i16x8_s(f, y));
      f = v128.load32_splat(r2, 4);
      a2 = i32x4.add(a2, i32x4.dot_i16x8_s(f, x)); b2 = i32x4.add(b2, i32x4.dot_i16x8_s(f, y));
      f = v128.load32_splat(r3, 4);
      a3 = i32x4.add(a3, i32x4.dot_i16x8_s(f, x)); b3 = i32x4.add(b3, i32x4.dot_i16x8_s(f, y));
      r1 += 8; r2 += 8; r3 += 8;
      lane += 64;
    }
    const to = scores + (block << 5);
    v128.store(to, a0); v128.store(to, b0, 16);
    v128.store(to, a1, 128); v128.store(to, b1, 144);
    v128.store(to, a2, 256); v128.store(to, b2, 272);
    v128.store(to, a3, 384); v128.store(to, b3, 400);
  }
}

/**
 * scores[4 rows][32 columns] become gradients N - (N + negatives[row] weight[column]) s(score), times what a column's
 * number means, rounded to gradients i16 [4][32]; factors[row] is what one then means. counts: N of these cells, or 0
 * where N is sparse and added elsewhere. ownUnits f32[4], columnUnits and pickedUnits f32[32]: see packColumns.
 */
export function gradeTile(
  scores: usize, counts: usize, negatives: usize, weight: usize, ownUnits: usize, columnUnits: usize, pickedUnits: usize,
  gradients: usize, factors: usize
): void {
  for (let r: usize = 0; r < 16; r += 4) {
    const alpha = v128.load32_splat(negatives + r);
    const unit = f32x4.splat(load<f32>(ownUnits + r) * <f32>-1.4426950408889634);
    let highest = f32x4.splat(0);
    for (let c: usize = 0; c < 128; c += 16) {
      const drawn = f32x4.mul(alpha, v128.load(weight + c));
      const score = f32x4.mul(f32x4.convert_i32x4_s(v128.load(scores + c)), f32x4.mul(unit, v128.load(columnUnits + c)));
      const s = inversePower4(score);
      let g: v128;
      if (counts != 0) {
        const n = v128.load(counts + c);
        g = f32x4.sub(n, f32x4.mul(f32x4.add(n, drawn), s));
      } else {
        g = f32x4.neg(f32x4.mul(drawn, s));
      }
      g = f32x4.mul(g, v128.load(pickedUnits + c));
      highest = f32x4.pmax(highest, f32x4.abs(g));
      v128.store(scores + c, g);
    }
    const most = largestLane(highest);
    store<f32>(factors + r, most / MOST_GRADIENT);
    const scale = f32x4.splat(most > 0 ? MOST_GRADIENT / most : 0);
    for (let c: usize = 0; c < 128; c += 32) {
      v128.store(
        gradients + (c >> 1), whole(f32x4.mul(v128.load(scores + c), scale), f32x4.mul(v128.load(scores + c, 16), scale))
      );
    }
    gradients += 64;
    scores += 128;
    if (counts != 0) counts += 128;
  }
}

/** sums[4 rows][*] += factors[row] * the sum over 32 columns of gradients[row][column] * picked[column][*]. */
export function addTile(gradients: usize, factors: usize, picked: usize, rowBytes: usize, sums: usize): void {
  const f0 = v128.load32_splat(factors), f1 = v128.load32_splat(factors, 4);
  const f2 = v128.load32_splat(factors, 8), f3 = v128.load32_splat(factors, 12);
  for (let at: usize = 0; at < rowBytes; at += 32) {
    let a0 = i32x4.splat(0), b0 = a0, a1 = a0, b1 = a0, a2 = a0, b2 = a0, a3 = a0, b3 = a0;
    let row = picked + at;
    for (let g = gradients, end = gradients + 64; g < end; g += 4) {
      const x = v128.load(row), y = v128.load(row, 16);
      let f = v128.load32_splat(g);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(f, x)); b0 = i32x4.add(b0, i32x4.dot_i16x8_s(f, y));
      f = v128.load32_splat(g, 64);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(f, x)); b1 = i32x4.add(b1, i32x4.dot_i16x8_s(f, y));
      f = v128.load32_splat(g, 128);
      a2 = i32x4.add(a2, i32x4.dot_i16x8_s(f, x)); b2 = i32x4.add(b2, i32x4.dot_i16x8_s(f, y));
      f = v128.load32_splat(g, 192);
      a3 = i32x4.add(a3, i32x4.dot_i16x8_s(f, x)); b3 = i32x4.add(b3, i32x4.dot_i16x8_s(f, y));
      row += rowBytes;
    }
    const o0 = sums + at, o1 = o0 + rowBytes, o2 = o1 + rowBytes, o3 = o2 + rowBytes;
    v128.store(o0, scaled(o0, f0, a0)); v128.store(o0 + 16, scaled(o0 + 16, f0, b0));
    v128.store(o1, scaled(o1, f1, a1)); v128.store(o1 + 16, scaled(o1 + 16, f1, b1));
    v128.store(o2, scaled(o2, f2, a2)); v128.store(o2 + 16, scaled(o2 + 16, f2, b2));
    v128.store(o3, scaled(o3, f3, a3)); v128.store(o3 + 16, scaled(o3 + 16, f3, b3));
  }
}

// @ts-ignore: decorator
@inline
function scaled(sum: usize, factor: v128, more: v128): v128 {
  return f32x4.add(v128.load(sum), f32x4.mul(factor, f32x4.convert_i32x4_s(more)));
}

// Scratch of a step: sums f32 [32][stride]; scores [4][32]; gradients i16 [4][32]; factors f32[4]; own units f32[32];
// own rows i16 [32][stride].
const TILE_BYTES: i32 = 512 + 256 + 16 + 128;

/** Bytes of scratch for `stepRows`, with room for the pairs of the longest row. */
export function stepScratch(stride: i32, longest: i32): i32 {
  return TILE_BYTES + ((TILE * stride) << 2) + ((TILE * stride) << 1) + ((longest + 4) << 3);
}

/**
 * One Newton step for own rows first .. last - 1 (multiples of 4; rows beyond the vocabulary are zero with rate 0).
 * picked, lanes, units: the other side's columns as `packColumns` left them, `columns` of them, a multiple of 32.
 * negatives: f32[rows] and weight: f32[columns]: column c is a negative of row h with weight negatives[h] * weight[c].
 * dense: N in tiles, `columns` wide, or 0. Where 0, N comes sparse: offsets, ids, values (CSR) over rows of `other`, the
 * longest row of `longest` pairs; those below least[row] (f32) are drawn, see `drawPairs`, anew for every `turn`.
 * inverse: A^-1 f32 [stride][stride]. rates: f32[rows], rate / n_h, 0 for rows that stay.
 */
export function stepRows(
  own: usize, first: i32, last: i32, stride: i32, picked: usize, lanes: usize, units: usize, columns: i32,
  negatives: usize, weight: usize, dense: usize,
  offsets: usize, ids: usize, values: usize, longest: i32, least: usize, turn: f64, other: usize,
  inverse: usize, rates: usize, scratch: usize
): void {
  const rowBytes = <usize>stride << 2, shortBytes = <usize>stride << 1;
  const sums = scratch;
  const scores = scratch + <usize>TILE * rowBytes;
  const gradients = scores + 512, factors = gradients + 256, ownUnits = factors + 16, shorts = ownUnits + 128;
  const drawn = shorts + <usize>TILE * shortBytes, drawnValues = drawn + (<usize>(longest + 4) << 2);
  for (let start = first; start < last; start += TILE) {
    const stop = min(start + TILE, last);
    memory.fill(sums, 0, <usize>(stop - start) * rowBytes);
    for (let row = start; row < stop; row++) {
      const unit = shortenRow(own + <usize>row * rowBytes, rowBytes, shorts + <usize>(row - start) * shortBytes);
      store<f32>(f32At(ownUnits, row - start), unit);
    }
    for (let column = 0; column < columns; column += TILE) {
      const tileLanes = lanes + ((<usize>(column >> 3) * stride) << 4);
      const tileRows = picked + ((<usize>(column >> 1) * stride) << 2);
      for (let row = start; row < stop; row += 4) {
        scoreTile(shorts + <usize>(row - start) * shortBytes, shortBytes, tileLanes, scores);
        const counts: usize = dense == 0 ? 0 : cellAt(dense, columns >> 5, row, column);
        gradeTile(
          scores, counts, f32At(negatives, row), f32At(weight, column), f32At(ownUnits, row - start),
          f32At(units, column), f32At(units, columns + column), gradients, factors
        );
        addTile(gradients, factors, tileRows, rowBytes, sums + <usize>(row - start) * rowBytes);
      }
    }
    if (dense == 0) {
      for (let row = start; row < stop; row++) {
        const from = load<u32>(f32At(offsets, row)), to = load<u32>(f32At(offsets, row + 1));
        const many = drawPairs(ids, values, from, to, load<f32>(f32At(least, row)), turn + <f64>row * GOLDEN, drawn, drawnValues);
        addPositives(
          own + <usize>row * rowBytes, rowBytes, 0, many, drawn, drawnValues, other,
          sums + <usize>(row - start) * rowBytes, scores
        );
      }
    }
    for (let row = start; row < stop; row++) {
      const rate = v128.load32_splat(f32At(rates, row));
      const sum = sums + <usize>(row - start) * rowBytes;
      for (let at: usize = 0; at < rowBytes; at += 16) v128.store(sum + at, f32x4.mul(rate, v128.load(sum + at)));
    }
    for (let row = start; row < stop; row += 4) {
      addProduct(sums + <usize>(row - start) * rowBytes, rowBytes, stride, inverse, rowBytes, own + <usize>row * rowBytes);
    }
  }
}

const GOLDEN: f64 = 0.6180339887498949;

/**
 * Lists pairs from .. to - 1: each of at least `least` as it is; of the others systematic draws, one in each stretch of
 * `least` of their summed weights, each with the weight `least`: the same in expectation. The fraction of `turn` says
 * where in a stretch. Returns how many; one more may be written.
 */
export function drawPairs(
  ids: usize, values: usize, from: u32, to: u32, least: f32, turn: f64, drawn: usize, drawnValues: usize
): i32 {
  let next = (turn - floor(turn)) * <f64>least, sum: f64 = 0;
  let count = 0;
  for (let i = from; i < to; i++) {
    const value = load<f32>(f32At(values, i));
    store<i32>(f32At(drawn, count), load<i32>(f32At(ids, i)));
    store<f32>(f32At(drawnValues, count), max(value, least));
    const whole = value >= least;
    sum += whole ? 0 : <f64>value;
    const hit = sum > next;
    next += hit ? <f64>least : 0;
    count += <i32>(whole || hit);
  }
  return count;
}

/** sum += N_hc (1 - s(u . v_c)) v_c over the stored pairs of one row, four at a time. */
export function addPositives(
  own: usize, rowBytes: usize, from: u32, to: u32, ids: usize, values: usize, other: usize, sum: usize, gradients: usize
): void {
  for (let i = from; i < to; i += 4) {
    // The last group repeats its first column with weight 0.
    const many = <i32>min<u32>(4, to - i);
    const v0 = other + <usize>load<u32>(f32At(ids, i)) * rowBytes;
    const v1 = many > 1 ? other + <usize>load<u32>(f32At(ids, i + 1)) * rowBytes : v0;
    const v2 = many > 2 ? other + <usize>load<u32>(f32At(ids, i + 2)) * rowBytes : v0;
    const v3 = many > 3 ? other + <usize>load<u32>(f32At(ids, i + 3)) * rowBytes : v0;
    let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0;
    for (let at: usize = 0; at < rowBytes; at += 16) {
      const u = v128.load(own + at);
      a0 = f32x4.add(a0, f32x4.mul(u, v128.load(v0 + at)));
      a1 = f32x4.add(a1, f32x4.mul(u, v128.load(v1 + at)));
      a2 = f32x4.add(a2, f32x4.mul(u, v128.load(v2 + at)));
      a3 = f32x4.add(a3, f32x4.mul(u, v128.load(v3 + at)));
    }
    let n = v128.load(f32At(values, i));
    if (many < 4) n = v128.and(n, i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(many)));
    const g = f32x4.mul(n, sigmoid4(f32x4.neg(sumFour(a0, a1, a2, a3))));
    v128.store(gradients, g);
    for (let at: usize = 0; at < rowBytes; at += 16) {
      const g0 = v128.load32_splat(gradients), g1 = v128.load32_splat(gradients, 4);
      const g2 = v128.load32_splat(gradients, 8), g3 = v128.load32_splat(gradients, 12);
      const left = f32x4.add(f32x4.mul(g0, v128.load(v0 + at)), f32x4.mul(g1, v128.load(v1 + at)));
      const right = f32x4.add(f32x4.mul(g2, v128.load(v2 + at)), f32x4.mul(g3, v128.load(v3 + at)));
      v128.store(sum + at, f32x4.add(v128.load(sum + at), f32x4.add(left, right)));
    }
  }
}

/** rows[first .. last - 1] := rows * transform (f32 [stride][stride]) for the final gauge; multiples of 4; scratch 4 rows. */
export function transformRows(rows: usize, first: i32, last: i32, stride: i32, transform: usize, scratch: usize): void {
  const rowBytes = <usize>stride << 2;
  for (let row = first; row < last; row += 4) {
    const own = rows + <usize>row * rowBytes;
    memory.copy(scratch, own, rowBytes << 2);
    memory.fill(own, 0, rowBytes << 2);
    addProduct(scratch, rowBytes, stride, transform, rowBytes, own);
  }
}
