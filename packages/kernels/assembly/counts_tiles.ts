// Skip-gram from counts: a tile of 4 rows x 32 columns, from scores to gradients to what they add to the rows.

import { largestLane, MOST_GRADIENT, whole } from "./counts_round";
import { inversePower4 } from "./quick_sigmoid";

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
