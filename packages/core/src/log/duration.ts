import { InputError } from '../errors.js'

const UNIT_MS: Record<string, number> = {
  ms: 1,
  s: 1_000,
  sec: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000
}

/**
 * Milliseconds of a duration: a positive number of milliseconds, or text such as `500ms`, `45s`, `30m`, `1h30m`,
 * `1.5 h`, `2d`, `1w`.
 *
 * @param what names the option in the error
 * @throws InputError BAD_OPTION
 */
export function parseDuration(value: string | number, what = 'duration'): number {
  const ms = typeof value === 'number' ? value : fromText(value.trim().toLowerCase())
  if (Number.isFinite(ms) && ms > 0) return ms
  throw new InputError(
    'BAD_OPTION',
    `${what} is '${value}', which is not a positive duration.`,
    "Write a number with a unit: '500ms', '45s', '30m', '1h30m', '2d', '1w'."
  )
}

function fromText(text: string): number {
  const part = /(\d+(?:\.\d+)?)\s*(ms|sec|s|min|m|h|d|w)\s*/y
  let total = 0
  while (part.lastIndex < text.length) {
    const match = part.exec(text)
    if (match === null) return Number.NaN
    total += Number(match[1]) * UNIT_MS[match[2]]
  }
  return text === '' ? Number.NaN : total
}
