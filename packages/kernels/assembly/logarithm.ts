// The natural logarithm in two lanes.

/** ln of two positive, normal numbers, after fdlibm's e_log.c: the same operations as `ln` in core's arithmetic.ts. */
// @ts-ignore: decorator
@inline
export function ln2(x: v128): v128 {
  let exponent = f64x2.sub(v128.or(i64x2.shr_u(x, 52), i64x2.splat(0x4330000000000000)), f64x2.splat(4503599627370496.0 + 1023.0));
  let mantissa = v128.or(v128.and(x, i64x2.splat(0x000fffffffffffff)), i64x2.splat(0x3ff0000000000000));
  const large = f64x2.gt(mantissa, f64x2.splat(1.4142135623730951));
  mantissa = v128.bitselect(f64x2.mul(mantissa, f64x2.splat(0.5)), mantissa, large);
  exponent = f64x2.add(exponent, v128.and(large, f64x2.splat(1.0)));
  const f = f64x2.sub(mantissa, f64x2.splat(1.0));
  const s = f64x2.div(f, f64x2.add(f64x2.splat(2.0), f));
  const z = f64x2.mul(s, s);
  const w = f64x2.mul(z, z);
  const even = f64x2.mul(w, f64x2.add(f64x2.splat(0.3999999999940942), f64x2.mul(w, f64x2.add(f64x2.splat(0.22222198432149784), f64x2.mul(w, f64x2.splat(0.15313837699209373))))));
  const odd = f64x2.mul(z, f64x2.add(f64x2.splat(0.6666666666666735), f64x2.mul(w, f64x2.add(f64x2.splat(0.2857142874366239), f64x2.mul(w, f64x2.add(f64x2.splat(0.1818357216161805), f64x2.mul(w, f64x2.splat(0.14798198605116586))))))));
  const half = f64x2.mul(f64x2.mul(f64x2.splat(0.5), f), f);
  const low = f64x2.add(f64x2.mul(s, f64x2.add(half, f64x2.add(even, odd))), f64x2.mul(exponent, f64x2.splat(1.9082149292705877e-10)));
  return f64x2.sub(f64x2.mul(exponent, f64x2.splat(0.6931471803691238)), f64x2.sub(f64x2.sub(half, low), f));
}

/** The same, not inlined: where a call does not matter. */
export function logs(x: v128): v128 {
  return ln2(x);
}

/** The same of one number. */
// @ts-ignore: decorator
@inline
export function ln(x: f64): f64 {
  return f64x2.extract_lane(logs(f64x2.splat(x)), 0);
}
