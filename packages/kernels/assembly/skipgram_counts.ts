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

import { at4 } from "./cells";
import { cellAt } from "./counts_pairs";
import { shortenRow } from "./counts_round";
import { addTile, gradeTile, scoreTile } from "./counts_tiles";
import { sigmoid4, sumFour } from "./linalg";

const TILE: i32 = 32; // columns of a tile; also rows of a block

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
      store<f32>(at4(ownUnits, row - start), unit);
    }
    for (let column = 0; column < columns; column += TILE) {
      const tileLanes = lanes + ((<usize>(column >> 3) * stride) << 4);
      const tileRows = picked + ((<usize>(column >> 1) * stride) << 2);
      for (let row = start; row < stop; row += 4) {
        scoreTile(shorts + <usize>(row - start) * shortBytes, shortBytes, tileLanes, scores);
        const counts: usize = dense == 0 ? 0 : cellAt(dense, columns >> 5, row, column);
        gradeTile(
          scores, counts, at4(negatives, row), at4(weight, column), at4(ownUnits, row - start),
          at4(units, column), at4(units, columns + column), gradients, factors
        );
        addTile(gradients, factors, tileRows, rowBytes, sums + <usize>(row - start) * rowBytes);
      }
    }
    if (dense == 0) {
      for (let row = start; row < stop; row++) {
        const from = load<u32>(at4(offsets, row)), to = load<u32>(at4(offsets, row + 1));
        const many = drawPairs(ids, values, from, to, load<f32>(at4(least, row)), turn + <f64>row * GOLDEN, drawn, drawnValues);
        addPositives(
          own + <usize>row * rowBytes, rowBytes, 0, many, drawn, drawnValues, other,
          sums + <usize>(row - start) * rowBytes, scores
        );
      }
    }
    for (let row = start; row < stop; row++) {
      const rate = v128.load32_splat(at4(rates, row));
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
    const value = load<f32>(at4(values, i));
    store<i32>(at4(drawn, count), load<i32>(at4(ids, i)));
    store<f32>(at4(drawnValues, count), max(value, least));
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
    const v0 = other + <usize>load<u32>(at4(ids, i)) * rowBytes;
    const v1 = many > 1 ? other + <usize>load<u32>(at4(ids, i + 1)) * rowBytes : v0;
    const v2 = many > 2 ? other + <usize>load<u32>(at4(ids, i + 2)) * rowBytes : v0;
    const v3 = many > 3 ? other + <usize>load<u32>(at4(ids, i + 3)) * rowBytes : v0;
    let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0;
    for (let at: usize = 0; at < rowBytes; at += 16) {
      const u = v128.load(own + at);
      a0 = f32x4.add(a0, f32x4.mul(u, v128.load(v0 + at)));
      a1 = f32x4.add(a1, f32x4.mul(u, v128.load(v1 + at)));
      a2 = f32x4.add(a2, f32x4.mul(u, v128.load(v2 + at)));
      a3 = f32x4.add(a3, f32x4.mul(u, v128.load(v3 + at)));
    }
    let n = v128.load(at4(values, i));
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
