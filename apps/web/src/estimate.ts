import type { Overview } from './engine/overview.js'

/**
 * About how long the search takes, in seconds. The parts were measured on one machine (see below); how fast this one is
 * by comparison is known from reading the file.
 */
export function estimateSeconds({ description, read }: Overview, readMs: number | null): number | null {
  const { events, activities } = description
  if (events === 0) return null
  // Reading: 100,000 rows in 0.5 s there. A short file says little about the machine.
  const speed = readMs === null || read.rows < 20_000 ? 1 : Math.min(3, Math.max(0.6, readMs / (read.rows * 0.005)))
  const once = 0.1 + events * 4e-6 + activities * 1.2e-3
  return speed * (once * (1 + 0.5 * resamplesOf(events)) + activities * 1.5e-3)
}

/** How often the core resamples cases by default; the same as in its options. */
export function resamplesOf(events: number): number {
  return events <= 200_000 ? 20 : events <= 1_000_000 ? 10 : 0
}
