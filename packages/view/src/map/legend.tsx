import { useStore } from '../context.js'
import { formatNumber } from '../format.js'
import { channelName } from '../names.js'
import { mix } from '../palette.js'
import { HubMark } from '../parts/marks.js'
import { colourGroups } from './colouring.js'

/** Rounds down to 1, 2 or 5 times a power of ten. */
function round(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)))
  return (value >= 5 * power ? 5 : value >= 2 * power ? 2 : 1) * power
}

const titles = { process: '', channel: 'Channel', volume: 'Volume', errors: 'Events with an error' }

export function MapLegend() {
  const { model, colourBy, colours } = useStore()
  const groups = colourGroups(model, colourBy.value, colours.value)
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
      {groups && (
        <span class="ramp">
          {titles[colourBy.value]}
          {groups.map((group) => (
            <span key={group.label}>
              <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
                <circle cx="6" cy="6" r="4.6" fill={group.colour} stroke={mix(group.colour, colours.value.ink, 0.35)} />
              </svg>
              <bdi>{group.label}</bdi>
            </span>
          ))}
        </span>
      )}
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
