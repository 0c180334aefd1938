/**
 * The plain number in bytes[start, end): `-12`, `3.25`, `.5`, `1e6`; NaN for anything else. Where `decimal` is a comma's
 * code, that stands for the point.
 */
export function parseNumber(bytes: Uint8Array, start: number, end: number, decimal = 46): number {
  let i = start
  const negative = bytes[i] === 45
  if (negative || bytes[i] === 43) i++
  let mantissa = 0
  let digits = 0
  let decimals = 0
  for (; i < end; i++) {
    const digit = bytes[i] - 48
    if (digit < 0 || digit > 9) break
    mantissa = mantissa * 10 + digit
    digits++
  }
  if (i < end && bytes[i] === decimal) {
    i++
    for (; i < end; i++) {
      const digit = bytes[i] - 48
      if (digit < 0 || digit > 9) break
      mantissa = mantissa * 10 + digit
      digits++
      decimals++
    }
  }
  if (digits === 0) return Number.NaN
  // Up to 15 digits and 10^22 both are exact, so one division rounds correctly.
  if (i === end && digits <= 15) {
    const value = decimals === 0 ? mantissa : mantissa / POWERS[decimals]
    return negative ? -value : value
  }
  if (i < end && (bytes[i] | 32) !== 101) return Number.NaN
  let text = ''
  for (let j = start; j < end; j++) text += bytes[j] === decimal ? '.' : String.fromCharCode(bytes[j])
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(text) ? Number(text) : Number.NaN
}

const POWERS = Array.from({ length: 16 }, (_, i) => 10 ** i)

/** Whether a text of digits is a code rather than a quantity: a leading zero (`0042`), or more digits than a double has. */
export function isDigitCode(bytes: Uint8Array, start: number, end: number): boolean {
  const from = bytes[start] === 45 ? start + 1 : start
  const leading = end - from > 1 && bytes[from] === 48 && bytes[from + 1] >= 48 && bytes[from + 1] <= 57
  return leading || end - from > 17
}

/** Whether an unquoted cell says that there is no value: empty, `NA`, `N/A`, `NULL`, `null`, `NaN`, `nan`, `\N`. */
export function isMissing(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start]
  switch (end - start) {
    case 0:
      return true
    case 2:
      return (first === 78 && bytes[start + 1] === 65) || (first === 92 && bytes[start + 1] === 78)
    case 3:
      return first === 78
        ? (bytes[start + 1] === 97 && bytes[start + 2] === 78) || (bytes[start + 1] === 47 && bytes[start + 2] === 65)
        : first === 110 && bytes[start + 1] === 97 && bytes[start + 2] === 110
    case 4:
      return (first | 32) === 110 && matches(bytes, start, first === 78 ? NULL_UPPER : NULL_LOWER)
    default:
      return false
  }
}

const NULL_UPPER = [78, 85, 76, 76]
const NULL_LOWER = [110, 117, 108, 108]

function matches(bytes: Uint8Array, start: number, wanted: readonly number[]): boolean {
  for (let i = 0; i < wanted.length; i++) if (bytes[start + i] !== wanted[i]) return false
  return true
}
