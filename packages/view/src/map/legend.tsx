import { useStore } from '../context.js'
import { formatNumber } from '../format.js'
import { channelName } from '../names.js'
import { HubMark } from '../parts/marks.js'
import { ColourKey } from './colour-key.js'

/** Rounds down to 1, 2 or 5 times a power of ten. */
function round(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)))
  return (value >= 5 * power ? 5 : value >= 2 * power ? 2 : 1) * power
}

export function MapLegend() {
  const { model, colourBy } = useStore()
  const { mostCases } = model.totals
  const sizes = [...new Set([mostCases / 40, mostCases / 8, mostCases].map(round))].filter((size) => size >= 1)
  const radius = (cases: number) => (2 + 8 * Math.sqrt(cases / mostCases)) * 0.66
  let at = 0
  const circles = sizes.map((size) => {
    const r = radius(size)
    const x = at + r
    at += 2 * r + 5
    return { r, x }
  })
  return (
    <div class="legend">
      {colourBy.value !== 'process' && <ColourKey />}
      {model.channels.map((channel, shape) => (
        <span key={channel}>
          <HubMark shape={shape} />
          <bdi>{channelName(channel)}</bdi>
        </span>
      ))}
      {model.discovery.quality.hubs.count > 0 && (
        <span>
          <HubMark />
          hollow: hub, shared by many
        </span>
      )}
      <span>
        <svg width={Math.max(1, at)} height="14" aria-hidden="true" focusable="false" fill="currentColor">
          {circles.map((circle) => (
            <circle key={circle.x} cx={circle.x} cy="7" r={circle.r} />
          ))}
        </svg>
        {sizes.map((size) => formatNumber(size)).join(', ')} {model.who.many}
      </span>
    </div>
  )
}
