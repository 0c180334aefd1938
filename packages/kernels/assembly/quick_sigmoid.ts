// The sigmoid where a relative error of 3e-6 is fine and the chain of dependent operations counts.

/**
 * 1 / (1 + e^-x) in four lanes: 2^y by a polynomial of degree 4 (fitted), its halves side by side (Estrin), times whole
 * powers of two.
 */
// @ts-ignore: decorator
@inline
export function quickSigmoid4(x: v128): v128 {
  return inversePower4(f32x4.mul(x, f32x4.splat(-1.44269504088896341)));
}

/** 1 / (1 + 2^y) in four lanes, y clamped to [-57, 57]; see `quickSigmoid4`. */
// @ts-ignore: decorator
@inline
export function inversePower4(y: v128): v128 {
  const one = f32x4.splat(1);
  const bounded = f32x4.pmin(f32x4.pmax(y, f32x4.splat(-57)), f32x4.splat(57));
  // Adding 1.5 * 2^23 leaves the nearest whole number in the low bits.
  const shifted = f32x4.add(bounded, f32x4.splat(12582912));
  const r = f32x4.sub(bounded, f32x4.sub(shifted, f32x4.splat(12582912)));
  const low = f32x4.add(f32x4.splat(0.9999992612964134), f32x4.mul(r, f32x4.splat(0.6931218150312213)));
  const middle = f32x4.add(f32x4.splat(0.24024745323889915), f32x4.mul(r, f32x4.splat(0.0559178587400639)));
  const square = f32x4.mul(r, r);
  const high = f32x4.add(middle, f32x4.mul(square, f32x4.splat(0.009570081823917923)));
  const p = f32x4.add(low, f32x4.mul(square, high));
  // The whole number, added to the exponent of p in [0.7, 1.42].
  return f32x4.div(one, f32x4.add(one, i32x4.add(p, i32x4.shl(shifted, 23))));
}
