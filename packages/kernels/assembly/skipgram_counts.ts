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
// slices and threads at will. Inner products run over tiles of 32 columns in a fixed order.

import { sigmoid4, sumFour } from "./linalg";

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
 * Copies `count` rows (those listed in `ids`, or 0 .. count - 1 where ids is 0) for the tiles: `picked` row-major
 * [count rounded up to 32][stride], and `lanes` [blocks of 8 columns][stride][8]. Both zero where rows are missing.
 */
export function packColumns(rows: usize, ids: usize, first: i32, last: i32, stride: i32, picked: usize, lanes: usize): void {
  const rowBytes = <usize>stride << 2;
  for (let i = first; i < last; i++) {
    const from = rows + <usize>(ids == 0 ? i : load<i32>(f32At(ids, i))) * rowBytes;
    memory.copy(picked + <usize>i * rowBytes, from, rowBytes);
    const lane = lanes + ((<usize>(i >> 3) * stride) << 5) + (<usize>(i & 7) << 2);
    for (let k = 0; k < stride; k++) store<f32>(lane + (<usize>k << 5), load<f32>(f32At(from, k)));
  }
}

/**
 * out[r][*] += sum over k < count of factors[r][k] * rows[k][*], for 4 rows r: `factorBytes` and `rowBytes` apart.
 * The heart of both halves of a step: 8 accumulators, 2 loads and 4 splats for 32 multiply-adds.
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

/** scores[4 rows][32 columns] = own rows . columns, from the lane-packed tile. */
export function scoreTile(own: usize, rowBytes: usize, lanes: usize, scores: usize): void {
  const r1 = own + rowBytes, r2 = r1 + rowBytes, r3 = r2 + rowBytes;
  for (let block: usize = 0; block < 4; block++) {
    let a0 = f32x4.splat(0), b0 = a0, a1 = a0, b1 = a0, a2 = a0, b2 = a0, a3 = a0, b3 = a0;
    let lane = lanes + block * (rowBytes << 3);
    for (let k: usize = 0; k < rowBytes; k += 4) {
      const x = v128.load(lane), y = v128.load(lane, 16);
      let f = v128.load32_splat(own + k);
      a0 = f32x4.add(a0, f32x4.mul(f, x));
      b0 = f32x4.add(b0, f32x4.mul(f, y));
      f = v128.load32_splat(r1 + k);
      a1 = f32x4.add(a1, f32x4.mul(f, x));
      b1 = f32x4.add(b1, f32x4.mul(f, y));
      f = v128.load32_splat(r2 + k);
      a2 = f32x4.add(a2, f32x4.mul(f, x));
      b2 = f32x4.add(b2, f32x4.mul(f, y));
      f = v128.load32_splat(r3 + k);
      a3 = f32x4.add(a3, f32x4.mul(f, x));
      b3 = f32x4.add(b3, f32x4.mul(f, y));
      lane += 32;
    }
    const to = scores + (block << 5);
    v128.store(to, a0); v128.store(to, b0, 16);
    v128.store(to, a1, 128); v128.store(to, b1, 144);
    v128.store(to, a2, 256); v128.store(to, b2, 272);
    v128.store(to, a3, 384); v128.store(to, b3, 400);
  }
}

/**
 * scores[4 rows][32 columns] become gradients N - (N + negatives[row] weight[column]) s(score). counts: N of these cells,
 * or 0 where N is sparse and added elsewhere.
 */
export function gradeTile(scores: usize, counts: usize, negatives: usize, weight: usize): void {
  for (let r = 0; r < 4; r++) {
    const alpha = v128.load32_splat(negatives);
    for (let c: usize = 0; c < 128; c += 16) {
      const drawn = f32x4.mul(alpha, v128.load(weight + c));
      const s = sigmoid4(v128.load(scores + c));
      if (counts != 0) {
        const n = v128.load(counts + c);
        v128.store(scores + c, f32x4.sub(n, f32x4.mul(f32x4.add(n, drawn), s)));
      } else {
        v128.store(scores + c, f32x4.neg(f32x4.mul(drawn, s)));
      }
    }
    negatives += 4;
    scores += 128;
    if (counts != 0) counts += 128;
  }
}

/** Bytes of scratch for `stepRows`: the sums of a block of 32 rows, and one tile of gradients. */
export function stepScratch(stride: i32): i32 {
  return ((TILE * stride) << 2) + ((4 * TILE) << 2);
}

/**
 * One Newton step for own rows first .. last - 1 (multiples of 4; rows beyond the vocabulary are zero with rate 0).
 * picked, lanes: the other side's columns as `packColumns` left them, `columns` of them, a multiple of 32.
 * negatives: f32[rows] and weight: f32[columns]: column c is a negative of row h with weight negatives[h] * weight[c].
 * dense: N in tiles, `columns` wide, or 0. Where 0, N comes sparse: offsets, ids, values (CSR) over rows of `other`.
 * inverse: A^-1 f32 [stride][stride]. rates: f32[rows], rate / n_h, 0 for rows that stay.
 */
export function stepRows(
  own: usize, first: i32, last: i32, stride: i32, picked: usize, lanes: usize, columns: i32,
  negatives: usize, weight: usize, dense: usize,
  offsets: usize, ids: usize, values: usize, other: usize,
  inverse: usize, rates: usize, scratch: usize
): void {
  const rowBytes = <usize>stride << 2;
  const sums = scratch;
  const gradients = scratch + <usize>TILE * rowBytes;
  for (let start = first; start < last; start += TILE) {
    const stop = min(start + TILE, last);
    memory.fill(sums, 0, <usize>(stop - start) * rowBytes);
    for (let column = 0; column < columns; column += TILE) {
      const tileLanes = lanes + ((<usize>(column >> 3) * stride) << 5);
      const tileRows = picked + <usize>column * rowBytes;
      for (let row = start; row < stop; row += 4) {
        scoreTile(own + <usize>row * rowBytes, rowBytes, tileLanes, gradients);
        const counts: usize = dense == 0 ? 0 : cellAt(dense, columns >> 5, row, column);
        gradeTile(gradients, counts, f32At(negatives, row), f32At(weight, column));
        addProduct(gradients, 128, TILE, tileRows, rowBytes, sums + <usize>(row - start) * rowBytes);
      }
    }
    if (dense == 0) {
      for (let row = start; row < stop; row++) {
        addPositives(
          own + <usize>row * rowBytes, rowBytes, load<u32>(f32At(offsets, row)), load<u32>(f32At(offsets, row + 1)),
          ids, values, other, sums + <usize>(row - start) * rowBytes, gradients
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
