import type { ErrorDetails } from '@desirepath/core'

/** Something that stops the way from file to processes, as it is told to a person. */
export interface Problem {
  kind: 'error' | 'large'
  title: string
  /** Got, expected, and what to do next. */
  text: string
  /** Lines of the file, or a command, set in the type of data. */
  lines: { number: number | null; text: string; bad: boolean }[]
  code: string
  /** Of an error of the core: what can be chosen. */
  details?: ErrorDetails
  /** Of a log that is too large: every how manieth customer would fit. */
  everyNth?: number
}

/**
 * How much a tab can hold. Measured: the coded columns and the copies that sorting makes take about as much memory as
 * the text of a log, and a tab has about 4 GB; a packed log is about eight times as long when unpacked.
 */
export function limitBytes(packed: boolean): number {
  const gigabytes = (navigator as { deviceMemory?: number }).deviceMemory ?? 4
  return (Math.min(2.1, gigabytes * 0.35) * 1e9) / (packed ? 8 : 1)
}

/** `4th`. */
export function ordinal(n: number): string {
  const ending = n % 100 > 10 && n % 100 < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')
  return `${n}${ending}`
}
