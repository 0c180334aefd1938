import type { Share } from '@desirepath/core'

/** 100,022. The first format of the platform's own takes 25 ms: whole numbers do without. */
export const count = (value: number): string =>
  Number.isInteger(value) ? `${value}`.replace(/\B(?=(\d{3})+$)/g, ',') : value.toLocaleString('en-US')

/** By how many decimals they show at most: to make one costs more than to use it. */
const formats = new Map<number, Intl.NumberFormat>()

/** A minus sign of its own width; one decimal at most. */
function decimal(value: number, digits = 1): string {
  let format = formats.get(digits)
  if (format === undefined) {
    format = new Intl.NumberFormat('en-US', { maximumFractionDigits: digits })
    formats.set(digits, format)
  }
  return format.format(value).replace('-', '−')
}

/** `48 %`, `<1 %`; `-` where there is nothing to divide by. */
export function percent({ count: part, of }: Share): string {
  if (of === 0) return '-'
  const share = (100 * part) / of
  if (part > 0 && share < 1) return '<1%'
  if (part < of && share > 99) return '>99%'
  return `${Math.round(share)}%`
}

/** `48% (55 of 114)`: a share never stands without its denominator. */
export const shareOf = (share: Share): string => `${percent(share)} (${count(share.count)} of ${count(share.of)})`

/** 66 ms, 0.26 s, 30.7 s, 2 min 17 s, 18 h 31 min, 12 d 4 h; `-` where unknown. */
export function duration(ms: number | null): string {
  if (ms === null || Number.isNaN(ms)) return '-'
  if (ms < 100) return `${decimal(ms, 0)} ms`
  const seconds = ms / 1000
  if (seconds < 1) return `${decimal(seconds, 2)} s`
  if (seconds < 59.95) return `${decimal(seconds, 1)} s`
  const [big, small, name, part] =
    seconds < 3570 ? [60, 1, 'min', 's'] : seconds < 86_400 - 30 ? [3600, 60, 'h', 'min'] : [86_400, 3600, 'd', 'h']
  const units = Math.round(seconds / small) * small
  const whole = Math.floor(units / big)
  const rest = Math.round((units - whole * big) / small)
  return rest === 0 ? `${count(whole)} ${name}` : `${count(whole)} ${name} ${rest} ${part}`
}

/** `1 event`, `2 events` */
export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`

/** 0.93, or `-` where unknown. */
export const score = (value: number | null): string => (value === null ? '-' : value.toFixed(2).replace('-', '−'))

/** 512 MB, 1.2 GB: of a thousand, a million and a milliard bytes. */
export function fileSize(bytes: number): string {
  if (bytes < 1e6) return `${decimal(bytes / 1e3)} kB`
  return bytes < 1e9 ? `${decimal(bytes / 1e6, 0)} MB` : `${decimal(bytes / 1e9)} GB`
}
