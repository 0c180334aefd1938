/** Numbers, durations and dates as the page writes them: the same text in every engine, no locale, a true minus sign. */

const minus = '\u2212'
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** 100022 -> `100,022`. At most `decimals` digits after the point, trailing zeros kept. */
export function formatNumber(value: number, decimals = 0): string {
  const text = Math.abs(value).toFixed(decimals)
  const [whole, fraction] = text.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  const sign = value < 0 && Number(text) !== 0 ? minus : ''
  return sign + (fraction === undefined ? grouped : `${grouped}.${fraction}`)
}

/** For axes only: 1.2 M, 48 k. */
export function formatShort(value: number): string {
  if (value >= 1e6) return `${trimZeros((value / 1e6).toFixed(1))} M`
  if (value >= 1e4) return `${Math.round(value / 1e3)} k`
  return formatNumber(value)
}

/** `48%`; `<1%` and `>99%` where rounding would claim none or all. Null (nothing to divide by) gives ''. */
export function formatShare(count: number, of: number): string {
  if (of <= 0) return ''
  const percent = (100 * count) / of
  if (count > 0 && percent < 0.5) return '<1%'
  if (count < of && percent >= 99.5) return '>99%'
  return `${Math.round(percent)}%`
}

/** One decimal, for tables: `48.2%`. */
export function formatShareFine(count: number, of: number): string {
  return of > 0 ? `${formatNumber((100 * count) / of, 1)}%` : ''
}

/** With its denominator: `48%, 55 of 114`. */
export function formatShareOf(count: number, of: number): string {
  return of > 0 ? `${formatShare(count, of)}, ${formatNumber(count)} of ${formatNumber(of)}` : 'none'
}

/** `+3%`, `−10%`. */
export function formatChange(ratio: number): string {
  const percent = Math.round(ratio * 100)
  return `${percent > 0 ? '+' : percent < 0 ? minus : ''}${formatNumber(Math.abs(percent))}%`
}

const trimZeros = (text: string) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text)

/** `66 ms`, `0.26 s`, `30.7 s`, `2 min 17 s`, `18 h 31 min`, `3 d 4 h`. */
export function formatDuration(ms: number): string {
  if (ms < 0) return minus + formatDuration(-ms)
  if (ms < 99.5) return `${Math.round(ms)} ms`
  if (ms < 995) return `${(ms / 1000).toFixed(2)} s`
  if (ms < 59_950) return `${trimZeros((ms / 1000).toFixed(1))} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 3600) return pair(Math.floor(seconds / 60), 'min', seconds % 60, 's')
  const minutes = Math.round(seconds / 60)
  if (minutes < 1440) return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
  const hours = Math.round(minutes / 60)
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h')
}

/** One unit only, for narrow cells and axes: `12 s`, `2 min`, `5 h`, `3 d`. */
export function formatDurationShort(ms: number): string {
  if (ms < 9_950) return formatDuration(ms)
  if (ms < 59_500) return `${Math.round(ms / 1000)} s`
  if (ms < 3_570_000) return `${Math.round(ms / 60_000)} min`
  if (ms < 86_400_000 || (ms < 129_600_000 && ms % 86_400_000 !== 0))
    return `${trimZeros((ms / 3_600_000).toFixed(ms < 36_000_000 ? 1 : 0))} h`
  return `${formatNumber(Math.round(ms / 86_400_000))} d`
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0
    ? `${formatNumber(large)} ${largeUnit}`
    : `${formatNumber(large)} ${largeUnit} ${small} ${smallUnit}`
}

/** Calendar parts of an instant in a zone; UTC where the zone is unknown to the engine. */
export interface CalendarTime {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
}

/** Reads an ISO 8601 text (a date alone is taken as it stands). Null where it is no date. */
export function calendarTime(iso: string, timeZone: string): CalendarTime | null {
  const plain = /^(\d{4})-(\d\d)-(\d\d)$/.exec(iso)
  if (plain) return { year: +plain[1], month: +plain[2], day: +plain[3], hour: 0, minute: 0, second: 0 }
  const instant = Date.parse(iso)
  if (!Number.isFinite(instant)) return null
  if (timeZone !== 'UTC') {
    try {
      const parts: Record<string, number> = {}
      const format = new Intl.DateTimeFormat('en-GB', {
        timeZone,
        hourCycle: 'h23',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric'
      })
      for (const { type, value } of format.formatToParts(instant)) parts[type] = Number(value)
      return {
        year: parts.year,
        month: parts.month,
        day: parts.day,
        hour: parts.hour,
        minute: parts.minute,
        second: parts.second
      }
    } catch {
      // An unknown zone: UTC below.
    }
  }
  const date = new Date(instant)
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds()
  }
}

const two = (value: number) => String(value).padStart(2, '0')

/** `3 Mar 2024`; without the year `3 Mar`. The text itself where it is no date. */
export function formatDay(iso: string, timeZone: string, withYear = true): string {
  const time = calendarTime(iso, timeZone)
  if (!time) return iso
  return `${time.day} ${months[time.month - 1]}${withYear ? ` ${time.year}` : ''}`
}

/** `3 Mar 2024, 15:41:08`. */
export function formatInstant(iso: string, timeZone: string): string {
  const time = calendarTime(iso, timeZone)
  return time ? `${formatDay(iso, timeZone)}, ${two(time.hour)}:${two(time.minute)}:${two(time.second)}` : iso
}

/** The name of one bucket of a timeline: `3 Mar`, `3 Mar, 15 h`, `Mar 2024`. */
export function formatBucket(
  iso: string,
  unit: 'hour' | 'day' | 'week' | 'month',
  timeZone: string,
  withYear = false
): string {
  const time = calendarTime(iso, timeZone)
  if (!time) return iso
  if (unit === 'month') return `${months[time.month - 1]} ${time.year}`
  if (unit === 'hour') return `${time.day} ${months[time.month - 1]}, ${two(time.hour)}:00`
  return `${time.day} ${months[time.month - 1]}${withYear ? ` ${time.year}` : ''}`
}

/** 0 is Sunday; null where the text is no date. */
export function weekday(iso: string, timeZone: string): number | null {
  const time = calendarTime(iso, timeZone)
  return time ? new Date(Date.UTC(time.year, time.month - 1, time.day)).getUTCDay() : null
}

/** `1 Jan to 30 Mar 2024`; the year is named twice where it differs. */
export function formatSpan(first: string, last: string, timeZone: string): string {
  const a = calendarTime(first, timeZone)
  const b = calendarTime(last, timeZone)
  if (!a || !b) return first === last ? first : `${first} to ${last}`
  const end = formatDay(last, timeZone)
  const start = formatDay(first, timeZone, a.year !== b.year)
  return start === end || `${start} ${b.year}` === end ? end : `${start} to ${end}`
}

/** `1 process`, `12 processes`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`
}

/** `a`, `a and b`, `a, b and c`. */
export function listOf(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('')
  return `${parts.slice(0, -1).join(', ')} and ${parts[parts.length - 1]}`
}
