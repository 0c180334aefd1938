/**
 * Numbers, durations and dates as the page writes them: as the reader's locale does, with a true minus sign. Without a
 * locale they are plain English, the same text in every engine: so is what stands in a file.
 */

export const minus = '\u2212'
export const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Of the reader; null for plain English. */
export let locale: string | null = null
const numberFormats = new Map<number, Intl.NumberFormat>()
const dateFormats = new Map<string, Intl.DateTimeFormat>()

/** From now on numbers and dates are those of this locale (a BCP 47 tag, as `navigator.language`); null: plain English. */
export function setLocale(tag: string | null): void {
  locale = tag !== null && known(tag) ? tag : null
  numberFormats.clear()
  dateFormats.clear()
}

function known(tag: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag).length > 0
  } catch {
    return false
  }
}

/** 100022 -> `100,022`. `decimals` digits after the point, trailing zeros kept. */
export function formatNumber(value: number, decimals = 0): string {
  const text = Math.abs(value).toFixed(decimals)
  const sign = value < 0 && Number(text) !== 0 ? minus : ''
  if (locale !== null) {
    let format = numberFormats.get(decimals)
    if (format === undefined) {
      format = new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
      numberFormats.set(decimals, format)
    }
    return sign + format.format(Number(text))
  }
  const [whole, fraction] = text.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return sign + (fraction === undefined ? grouped : `${grouped}.${fraction}`)
}

/** At most `decimals` digits after the point, no zeros at the end. */
export function formatRounded(value: number, decimals: number): string {
  const text = value.toFixed(decimals)
  const fraction = /\.(\d*?)0*$/.exec(text)?.[1] ?? ''
  return formatNumber(value, fraction.length)
}

/** A whole percentage with its sign, where the locale puts it. */
export function formatPercent(percent: number, decimals = 0): string {
  if (locale === null) return `${formatNumber(percent, decimals)}%`
  const key = -1 - decimals
  let format = numberFormats.get(key)
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, {
      style: 'percent',
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals
    })
    numberFormats.set(key, format)
  }
  return format.format(percent / 100).replace('-', minus)
}

/** `48%`; `<1%` and `>99%` where rounding would claim none or all. Null (nothing to divide by) gives ''. */
export function formatShare(count: number, of: number): string {
  if (of <= 0) return ''
  const percent = (100 * count) / of
  if (count > 0 && percent < 0.5) return `<${formatPercent(1)}`
  if (count < of && percent >= 99.5) return `>${formatPercent(99)}`
  return formatPercent(Math.round(percent))
}

/** One decimal, for tables: `48.2%`. */
export function formatShareFine(count: number, of: number): string {
  return of > 0 ? formatPercent((100 * count) / of, 1) : ''
}

/** `66 ms`, `0.26 s`, `30.7 s`, `2 min 17 s`, `18 h 31 min`, `3 d 4 h`. */
export function formatDuration(ms: number): string {
  if (ms < 0) return minus + formatDuration(-ms)
  if (ms < 99.5) return `${formatNumber(Math.round(ms))} ms`
  if (ms < 995) return `${formatNumber(ms / 1000, 2)} s`
  if (ms < 59_950) return `${formatRounded(ms / 1000, 1)} s`
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
  if (ms < 59_500) return `${formatNumber(Math.round(ms / 1000))} s`
  if (ms < 3_570_000) return `${formatNumber(Math.round(ms / 60_000))} min`
  if (ms < 86_400_000 || (ms < 129_600_000 && ms % 86_400_000 !== 0))
    return `${formatRounded(ms / 3_600_000, ms < 36_000_000 ? 1 : 0)} h`
  return `${formatNumber(Math.round(ms / 86_400_000))} d`
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0
    ? `${formatNumber(large)} ${largeUnit}`
    : `${formatNumber(large)} ${largeUnit} ${formatNumber(small)} ${smallUnit}`
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

type DateParts = Pick<Intl.DateTimeFormatOptions, 'year' | 'month' | 'day'>
const wholeDay: DateParts = { year: 'numeric', month: 'short', day: 'numeric' }
const dayOfYear: DateParts = { month: 'short', day: 'numeric' }
const monthOfYear: DateParts = { year: 'numeric', month: 'short' }

/** Calendar parts in the reader's locale; they are in their zone already. */
function localeDate(parts: DateParts): Intl.DateTimeFormat {
  const key = Object.keys(parts).join()
  let format = dateFormats.get(key)
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale ?? 'en', { ...parts, timeZone: 'UTC' })
    dateFormats.set(key, format)
  }
  return format
}

function instantOf({ year, month, day }: CalendarTime): Date {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date
}

/** A date whose words run from right to left keeps its own order within the page's text. */
const isolated = (text: string) => (/\p{Script=Arabic}|\p{Script=Hebrew}/u.test(text) ? `\u2068${text}\u2069` : text)

const two = (value: number) => String(value).padStart(2, '0')

/** `3 Mar 2024`; without the year `3 Mar`. The text itself where it is no date. */
export function formatDay(iso: string, timeZone: string, withYear = true): string {
  const time = calendarTime(iso, timeZone)
  return time ? dayOf(time, withYear) : iso
}

function dayOf(time: CalendarTime, withYear: boolean): string {
  if (locale !== null) return isolated(localeDate(withYear ? wholeDay : dayOfYear).format(instantOf(time)))
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
  if (unit === 'month')
    return locale === null
      ? `${months[time.month - 1]} ${time.year}`
      : isolated(localeDate(monthOfYear).format(instantOf(time)))
  if (unit === 'hour') return `${dayOf(time, false)}, ${two(time.hour)}:00`
  return dayOf(time, withYear)
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
  if (locale !== null) return isolated(localeDate(wholeDay).formatRange(instantOf(a), instantOf(b)))
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
