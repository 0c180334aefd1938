/** What the first views do without: the rest of the numbers and dates of `format.ts`. */
import {
  formatDay,
  formatNumber,
  formatPercent,
  formatRounded,
  formatShare,
  locale,
  minus,
  months,
  setLocale
} from './format.js'

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

/** Of a sentence: a number in groups, with decimals or of up to three digits, alone or as a percentage. */
const figure =
  /(?<![\p{L}\p{N}_/:.-])(\d{1,3}(?:,\d{3})+|\d+(?=\.\d)|\d{1,3})(?:\.(\d+))?(%)?(?![\p{L}\p{N}_/:-]|[.,]\d)/u.source

/**
 * A sentence of core, whose words and figures are plain English, with its figures as the reader's locale writes them.
 * Nothing within quotation marks or within one of `names` (of activities, processes, customers) is touched.
 */
export function inLocale(sentence: string, names: readonly (string | null)[] = []): string {
  if (locale === null) return sentence
  const kept = names
    .filter((name) => name && sentence.includes(name))
    .sort((a, b) => b!.length - a!.length)
    .map((name) => name!.replace(/[$(-+.?[-^{|}]/g, '\\$&'))
  return sentence.replace(
    new RegExp(`(${['"[^"]*"', '“[^”]*”', ...kept].join('|')})|(\\d+ (?:${months.join('|')}) \\d{4})|${figure}`, 'gu'),
    (all, name, day, whole, fraction = '', percent) =>
      name
        ? all
        : day
          ? formatDay(new Date(`${day} UTC`).toISOString(), 'UTC')
          : (percent ? formatPercent : formatNumber)(+`${whole.replaceAll(',', '')}.${fraction}`, fraction.length)
  )
}
