// t-SNE (van der Maaten & Hinton 2008): the sparse affinities of the points.

import { exp4, sumLanes } from "./linalg";

/**
 * Rows of affinities: p[i][.] proportional to exp(-beta_i distance^2), beta_i by bisection such that the row's
 * perplexity is as asked; each row sums to 1. distances: squared, [n][k]; p: [n][k]; scratch: k + 4 f32.
 */
export function layoutAffinities(
  distances: usize, k: i32, perplexity: f64, from: i32, to: i32, scratch: usize, p: usize
): void {
  const target = Math.log(perplexity);
  const padded = (k + 3) & ~3;
  const padding = <f64>(padded - k);
  const end = scratch + (<usize>padded << 2);
  for (let i = from; i < to; i++) {
    const row = distances + ((<usize>i * <usize>k) << 2);
    // Beyond the nearest, so that the largest exponential is 1; the padding counts as 1 each and is taken off again.
    const nearest = load<f32>(row);
    let sum: f64 = 0;
    for (let j = 0; j < padded; j++) {
      const beyond: f32 = j < k ? load<f32>(row + (<usize>j << 2)) - nearest : 0;
      store<f32>(scratch + (<usize>j << 2), beyond);
      sum += <f64>beyond;
    }
    let beta: f64 = sum > 0 ? <f64>k / sum : 1;
    let low: f64 = 0, high: f64 = Infinity, mass: f64 = 1;
    for (let step = 0; step < 64; step++) {
      const minus = f32x4.splat(<f32>-beta);
      let e = f32x4.splat(0), ed = e;
      for (let s = scratch; s < end; s += 16) {
        const beyond = v128.load(s);
        const value = exp4(f32x4.mul(minus, beyond));
        e = f32x4.add(e, value);
        ed = f32x4.add(ed, f32x4.mul(value, beyond));
      }
      mass = <f64>sumLanes(e) - padding;
      const excess = Math.log(mass) + beta * <f64>sumLanes(ed) / mass - target;
      if (abs(excess) < 1e-5) break;
      if (excess > 0) {
        low = beta;
        beta = high == Infinity ? min(beta * 2, 1e30) : (beta + high) * 0.5;
      } else {
        high = beta;
        beta = (beta + low) * 0.5;
      }
    }
    const minus = f32x4.splat(<f32>-beta), share = f32x4.splat(<f32>(1 / mass));
    for (let s = scratch; s < end; s += 16) v128.store(s, f32x4.mul(exp4(f32x4.mul(minus, v128.load(s))), share));
    memory.copy(p + ((<usize>i * <usize>k) << 2), scratch, <usize>k << 2);
  }
}
