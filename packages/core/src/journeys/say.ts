import { TimeZone } from '../log/time-zone.js'

/** 100,022: digits in groups of three, without the platform's own rules. */
export function sayCount(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `1 step`, `2 steps` */
export const sayPlural = (value: number, one: string, many = `${one}s`): string =>
  `${sayCount(value)} ${value === 1 ? one : many}`

/** 66 ms, 0.26 s, 30.7 s, 2 min 17 s, 18 h 31 min, 12 d 4 h; `unknown` where it is. */
export function sayDuration(ms: number | null): string {
  if (ms === null || Number.isNaN(ms)) return 'unknown'
  if (ms < 100) return `${Math.round(ms)} ms`
  if (ms < 995) return `${trimmed((ms / 1000).toFixed(2))} s`
  const seconds = ms / 1000
  if (seconds < 59.95) return `${trimmed(seconds.toFixed(1))} s`
  const [big, small, name, part] =
    seconds < 3570 ? [60, 1, 'min', 's'] : seconds < 86_370 ? [3600, 60, 'h', 'min'] : [86_400, 3600, 'd', 'h']
  const units = Math.round(seconds / small) * small
  const whole = Math.floor(units / big)
  const rest = Math.round((units - whole * big) / small)
  return rest === 0 ? `${sayCount(whole)} ${name}` : `${sayCount(whole)} ${name} ${rest} ${part}`
}

const trimmed = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text)

/** 900.00 and 1,661.95: a sum of money without its currency, which a log seldom says. */
export function sayAmount(value: number): string {
  const [whole, cents] = Math.abs(value).toFixed(2).split('.')
  return `${value < 0 ? '−' : ''}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${cents}`
}

/** `48%`, `<1%`, `>99%` */
export function sayShare(count: number, of: number): string {
  if (of === 0) return 'unknown'
  const share = (100 * count) / of
  if (count > 0 && share < 1) return '<1%'
  if (count < of && share > 99) return '>99%'
  return `${Math.round(share)}%`
}

/** 12 times, 2.4 times, 1.05 times. */
export function sayTimes(factor: number): string {
  return `${factor >= 10 ? sayCount(factor) : trimmed(factor.toFixed(factor >= 1.95 ? 1 : 2))} times`
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** Writes moments of one log in one zone: `3 Mar 2024, 15:41:08`. */
export class Clock {
  readonly #zone: TimeZone | null
  /** As it is named once, beside the times; '' for a log that is ordered by numbers. */
  readonly zoneName: string

  /** @throws InputError BAD_OPTION for a zone that the platform does not know */
  constructor(timeKind: 'timestamp' | 'number', timeZone = 'UTC') {
    this.#zone = timeKind === 'timestamp' ? new TimeZone(timeZone) : null
    this.zoneName = this.#zone?.name ?? ''
  }

  /** `15:41:08`, or the plain number. */
  time(at: number): string {
    const local = this.#local(at)
    return local === null ? `number ${at}` : local.toISOString().slice(11, 19)
  }

  /** `3 Mar 2024`, or ''. */
  day(at: number): string {
    const local = this.#local(at)
    if (local === null) return ''
    return `${local.getUTCDate()} ${MONTHS[local.getUTCMonth()]} ${local.getUTCFullYear()}`
  }

  /** `3 Mar 2024, 15:41:08` */
  moment(at: number): string {
    const day = this.day(at)
    return day === '' ? this.time(at) : `${day}, ${this.time(at)}`
  }

  /** `at 15:41:08 on 3 Mar 2024`, or `at number 7`. */
  when(at: number): string {
    const day = this.day(at)
    return day === '' ? `at ${this.time(at)}` : `at ${this.time(at)} on ${day}`
  }

  /** Day of the week from Monday (0) and hour of the day; null for plain numbers. */
  weekdayAndHour(at: number): { weekday: number; hour: number } | null {
    const local = this.#local(at)
    return local === null ? null : { weekday: (local.getUTCDay() + 6) % 7, hour: local.getUTCHours() }
  }

  #local(at: number): Date | null {
    if (this.#zone === null || !(Math.abs(at) <= 8.6e15)) return null
    return new Date(at + this.#zone.offsetAt(at))
  }
}
