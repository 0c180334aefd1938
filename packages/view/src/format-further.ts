/** What the first views do without: the rest of the numbers and dates of `format.ts`. */
import { formatNumber, formatPercent, formatRounded, formatShare, locale, minus, setLocale } from './format.js'

/** For axes only: 1.2 M, 48 k. */
export function formatShort(value: number): string {
  if (value >= 1e6) return `${formatRounded(value / 1e6, 1)} M`
  if (value >= 1e4) return `${formatNumber(Math.round(value / 1e3))} k`
  return formatNumber(value)
}

/** A rate without its counts, such as the end of an interval: `2.4%`, `31%`. */
export const formatRate = (rate: number): string => formatPercent(rate * 100, rate < 0.0995 ? 1 : 0)

/** With its denominator: `48%, 55 of 114`. */
export function formatShareOf(count: number, of: number): string {
  return of > 0 ? `${formatShare(count, of)}, ${formatNumber(count)} of ${formatNumber(of)}` : 'none'
}

/** `+3%`, `−10%`. */
export function formatChange(ratio: number): string {
  const percent = Math.round(ratio * 100)
  return `${percent > 0 ? '+' : percent < 0 ? minus : ''}${formatPercent(Math.abs(percent))}`
}

/** Runs `work` in plain English: what it writes does not depend on who reads. */
export function inPlainEnglish<Result>(work: () => Result): Result {
  const before = locale
  setLocale(null)
  try {
    return work()
  } finally {
    setLocale(before)
  }
}
