import type { Journey, JourneyStep } from '@desirepath/core'
import { mix, useStore } from './shared.js'

/** The common scale of all durations of a journey, with what is usual for its steps: logarithmic. */
export function durationScale({ steps }: Journey): (ms: number) => number {
  let low = Number.POSITIVE_INFINITY
  let high = 0
  for (const { durationMs, usual } of steps) {
    for (const ms of [durationMs, usual?.median ?? null, usual?.p95 ?? null]) {
      if (ms === null || ms <= 0) continue
      if (ms < low) low = ms
      if (ms > high) high = ms
    }
  }
  if (high <= 0) return () => 0
  const from = Math.log(Math.max(1, low * 0.7))
  const to = Math.log(Math.max(2, high * 1.2))
  return (ms) => Math.max(0, Math.min(1, (Math.log(Math.max(1, ms)) - from) / (to - from || 1)))
}

const WIDTH = 76

/** A step's duration as a dot on the band from the median to the 95th percentile of everybody. The figure stands beside. */
export function DurationMark({ step, scale }: { step: JourneyStep; scale: (ms: number) => number }) {
  const { colours } = useStore()
  const c = colours.value
  const { durationMs, usual, status, marks } = step
  const x = (ms: number) => 3 + scale(ms) * (WIDTH - 6)
  const tone = status === 'error' && marks.includes('wait') ? c.bad : marks.includes('wait') ? c.warn : c.ink
  return (
    <svg
      class="duration-mark"
      width={WIDTH}
      height="12"
      viewBox={`0 0 ${WIDTH} 12`}
      aria-hidden="true"
      focusable="false"
    >
      <rect y="4" width={WIDTH} height="4" rx="2" fill={c.sunken} />
      {usual !== null && (
        <rect
          x={x(usual.median)}
          y="3"
          width={Math.max(2, x(usual.p95) - x(usual.median))}
          height="6"
          rx="1"
          fill={mix(c.surface, c.mark, 0.45)}
        />
      )}
      {durationMs !== null && <circle cx={x(durationMs)} cy="6" r={marks.includes('wait') ? 3.6 : 2.6} fill={tone} />}
    </svg>
  )
}
