import type { SchemaElement } from 'hyparquet'

/** Whether a column holds instants, and nothing around them. */
export function isInstant(element: SchemaElement | undefined): boolean {
  if (element === undefined || element.repetition_type === 'REPEATED' || element.num_children) return false
  const { type, converted_type: converted, logical_type: logical } = element
  if (converted) return converted === 'TIMESTAMP_MILLIS' || converted === 'TIMESTAMP_MICROS'
  return logical ? logical.type === 'TIMESTAMP' : type === 'INT96'
}

/** Whether the instants of a column have no zone. */
export function isLocal({ logical_type: type }: SchemaElement): boolean {
  return type?.type === 'TIMESTAMP' && type.isAdjustedToUTC === false
}

const SECONDS_PER_DAY = 86_400

/** ms of so many whole seconds and a part of one in ms, added up as the clock of a text is: the same bits. */
function msOf(seconds: number, part: number): number {
  const day = Math.floor(seconds / SECONDS_PER_DAY)
  return day * MS_PER_DAY + ((seconds - day * SECONDS_PER_DAY) * 1000 + part)
}

const NANOS_PER_SECOND = 1_000_000_000n

/** Instants in ms since 1970, as their text gives them; NaN for those before, and for those too far for a double. */
export const MS_PARSERS = {
  timestampFromMilliseconds: (value: bigint) => Number(value),
  timestampFromMicroseconds(value: bigint) {
    const micros = Number(value)
    if (!(micros >= 0 && Number.isSafeInteger(micros))) return Number.NaN
    const seconds = Math.floor(micros / 1e6)
    return msOf(seconds, (micros - seconds * 1e6) / 1000)
  },
  timestampFromNanoseconds(value: bigint) {
    if (value < 0n) return Number.NaN
    const seconds = value / NANOS_PER_SECOND
    return msOf(Number(seconds), Number(value - seconds * NANOS_PER_SECOND) / 1e6)
  }
}

/** Instants as ISO text, with the fraction that the file has: a `Date` would cut it to milliseconds. */
export const TEXT_PARSERS = {
  timestampFromMilliseconds: (value: bigint) => isoText(value, 1n, 3),
  timestampFromMicroseconds: (value: bigint) => isoText(value, 1000n, 6),
  timestampFromNanoseconds: (value: bigint) => isoText(value, 1_000_000n, 9),
  dateFromDays: (days: number) => new Date(days * 86_400_000).toISOString().slice(0, 10)
}

const MS_PER_DAY = 86_400_000
const LAST_DATE_MS = 8.64e15
const DIGITS = Array.from({ length: 1000 }, (_, number) => String(number).padStart(3, '0'))
/** The date written last: values mostly come in the order of time. */
let day = Number.NaN
let date = ''

/** `value` counts from 1970 in units of which `perMs` make a millisecond; `digits` of the fraction are written. */
function isoText(value: bigint, perMs: bigint, digits: number): string {
  // The quotient of doubles may be rounded up to a whole number; the rest then tells.
  const number = Number(value)
  const per = Number(perMs)
  let ms = Math.floor(number / per)
  let rest = number - ms * per
  if (!Number.isSafeInteger(number)) {
    ms = Number(value / perMs)
    rest = Number(value % perMs)
  }
  if (rest < 0) {
    ms--
    rest += per
  }
  if (Math.abs(ms) > LAST_DATE_MS) return String(value)
  const dayNow = Math.floor(ms / MS_PER_DAY)
  if (dayNow !== day) {
    const iso = new Date(dayNow * MS_PER_DAY).toISOString()
    date = iso.slice(0, iso.indexOf('T') + 1)
    day = dayNow
  }
  const clock = ms - dayNow * MS_PER_DAY
  const seconds = Math.floor(clock / 1000)
  const minutes = Math.floor(seconds / 60)
  const two = (number: number) => DIGITS[number].slice(1)
  const time = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(seconds % 60)}.${DIGITS[clock % 1000]}`
  return `${date}${time}${digits === 3 ? '' : String(rest).padStart(digits - 3, '0')}Z`
}
