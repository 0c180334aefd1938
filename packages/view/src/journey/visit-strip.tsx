import { Clock, type Journey, sayDuration } from '@desirepath/core'
import { useEffect, useRef, useState } from 'preact/hooks'
import { useJourneys } from './context.js'
import { dayText, shortTime } from './facts.js'
import { countOf, inLocale, useStore } from './shared.js'

const HEIGHT = 62
const BAR = { top: 16, height: 20 }

interface Box {
  visit: number
  left: number
  width: number
}

/** Longer visits are wider, but not by as much as they are longer; where few visits are, their pauses are named. */
function boxesOf({ visits }: Journey, width: number): { boxes: Box[]; pause: number } {
  const named = visits.length <= Math.floor(width / 110)
  const pause = named ? 62 : Math.min(8, (0.3 * width) / visits.length)
  const room = Math.max(visits.length, width - pause * (visits.length - 1))
  const weights = visits.map(({ first, last }) => 1 + Math.log1p(Math.max(0, last - first) / 1000))
  const all = weights.reduce((sum, one) => sum + one, 0)
  let left = 0
  const boxes = weights.map((weight, visit) => {
    const box = { visit, left, width: (room * weight) / all }
    left += box.width + pause
    return box
  })
  return { boxes, pause: named ? pause : 0 }
}

/** All visits in one line: stretches of processes in their colours, pauses compressed and named, failures marked. */
export function VisitStrip({ journey }: { journey: Journey }) {
  const { colours, paints } = useStore()
  const state = useJourneys()
  const holder = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(640)
  useEffect(() => {
    const element = holder.current
    if (!element) return
    const observer = new ResizeObserver(() => setWidth(Math.max(240, element.clientWidth)))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const c = colours.value
  const clock = new Clock(journey.timeKind, journey.timeZone)
  const { visits, stretches, steps } = journey
  const { boxes, pause } = boxesOf(journey, width)
  const x = (box: Box, place: number) => {
    const { first, last, start, end } = visits[box.visit]
    const share =
      last > first ? (steps[place].time - first) / (last - first) : (place - start) / Math.max(1, end - start)
    return box.left + share * box.width
  }
  const boxOf = (place: number) => boxes[steps[place].visit]
  const failed = steps.flatMap(({ status, duplicate, depth }, place) =>
    status === 'error' && !duplicate && depth === 0 ? [place] : []
  )
  const selected = state.step.value
  const label = `${countOf(visits.length, 'visit')} with ${countOf(stretches.length, 'stretch', 'stretches')} of processes and ${countOf(failed.length, 'failed step')}.`
  let labelEnd = -Infinity
  return (
    <div class="visit-strip" ref={holder}>
      <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={label}>
        {boxes.map((box, v) => {
          const visit = visits[v]
          const own = stretches
            .map(({ process, steps: list }) => ({ process, places: list.filter((place) => steps[place].visit === v) }))
            .filter(({ places }) => places.length > 0)
          const text = `${dayText(visit.first, journey, false)} ${shortTime(clock, visit.first)}`.trim()
          const room = box.left - labelEnd > 6 && box.left + text.length * 6.2 <= width + 2
          if (room) labelEnd = box.left + text.length * 6.2
          return (
            // The headings of the visits do the same for the keyboard.
            // biome-ignore lint/a11y/noStaticElementInteractions: see above
            <g key={v} class="visit-box" onClick={() => state.point([steps[visit.start].event])}>
              <rect
                x={box.left}
                y={BAR.top}
                width={Math.max(2, box.width)}
                height={BAR.height}
                rx="2"
                fill={c.sunken}
              />
              {own.map(({ process, places }, k) => {
                const from = x(box, places[0])
                const to = x(box, places[places.length - 1])
                return (
                  <rect
                    key={k}
                    x={Math.min(from, box.left + box.width - 4)}
                    y={BAR.top}
                    width={Math.max(4, to - from)}
                    height={BAR.height}
                    rx="1.5"
                    fill={paints.value[process]?.fill ?? c.mark}
                    stroke={c.surface}
                    stroke-width="0.75"
                  />
                )
              })}
              {own.length === 0 && box.width > 6 && (
                <line
                  x1={box.left + 3}
                  x2={box.left + box.width - 3}
                  y1={BAR.top + BAR.height / 2}
                  y2={BAR.top + BAR.height / 2}
                  stroke={c.mark}
                />
              )}
              {room && (
                <text x={box.left} y={HEIGHT - 8}>
                  {text}
                </text>
              )}
              {pause > 0 && visit.gapMs !== null && (
                <>
                  <line
                    x1={box.left - pause + 3}
                    x2={box.left - 3}
                    y1={BAR.top + BAR.height / 2}
                    y2={BAR.top + BAR.height / 2}
                    stroke={c.line2}
                    stroke-dasharray="2 3"
                  />
                  <text x={box.left - pause / 2} y={BAR.top + 4} text-anchor="middle">
                    {inLocale(sayDuration(visit.gapMs).replace(/ \d+ (s|min|h)$/, ''))}
                  </text>
                </>
              )}
            </g>
          )
        })}
        {visits.length === 1 && journey.timeKind === 'timestamp' && (
          <text x={width} y={HEIGHT - 8} text-anchor="end">
            {shortTime(clock, visits[0].last)}
          </text>
        )}
        {failed.map((place) => {
          const at = x(boxOf(place), place)
          return (
            <g key={place} stroke={c.bad} fill={c.bad}>
              <line x1={at} x2={at} y1="10" y2={BAR.top + BAR.height + 3} stroke-width="1.5" />
              <path d={`M${at - 4} 4h8l-4 6z`} stroke="none" />
            </g>
          )
        })}
        {selected >= 0 && steps[selected] && (
          <path
            d={`M${x(boxOf(selected), selected) - 4} ${BAR.top + BAR.height + 8}h8l-4 -6z`}
            fill={c.ink}
            stroke={c.surface}
          />
        )}
      </svg>
    </div>
  )
}
