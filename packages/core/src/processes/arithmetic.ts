/**
 * Logarithm and exponential from plain arithmetic, after fdlibm (Sun Microsystems, 1993: `e_log.c`, `e_exp.c`).
 * `Math.log` and `Math.exp` may differ in the last bit between engines, and a last bit may flip a decision.
 */

const float = new Float64Array(1)
/** The same eight bytes; wasm needs a little-endian machine anyway, so the high half is the second. */
const halves = new Uint32Array(float.buffer)
const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10

/** Natural logarithm of a positive, normal number, within one unit of the last place; `-Infinity` for 0. */
export function ln(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN
  if (x === Number.POSITIVE_INFINITY) return x
  float[0] = x
  const high = halves[1]
  let exponent = (high >>> 20) - 1023
  halves[1] = (high & 0x000fffff) | 0x3ff00000
  let mantissa = float[0]
  // Into [sqrt(1/2), sqrt(2)), where the series below converges fast.
  if (mantissa > Math.SQRT2) {
    mantissa /= 2
    exponent += 1
  }
  const f = mantissa - 1
  const s = f / (2 + f)
  const z = s * s
  const w = z * z
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373))
  const odd = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)))
  const half = 0.5 * f * f
  return exponent * LN2_HIGH - (half - (s * (half + (even + odd)) + exponent * LN2_LOW) - f)
}

/** e to the power of x, within one unit of the last place for |x| < 700. */
export function exp(x: number): number {
  if (x > 709) return Number.POSITIVE_INFINITY
  if (x < -708) return 0
  const k = Math.floor(x * Math.LOG2E + 0.5)
  const high = x - k * LN2_HIGH
  const low = k * LN2_LOW
  const r = high - low
  const t = r * r
  const c =
    r -
    t *
      (0.16666666666666602 +
        t *
          (-0.0027777777777015593 +
            t * (6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8))))
  const y = 1 - (low - (r * c) / (2 - c) - high)
  halves[1] = (1023 + k) << 20
  halves[0] = 0
  return y * float[0]
}
