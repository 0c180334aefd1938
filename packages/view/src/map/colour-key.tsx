import { useStore } from '../context.js'
import { mix } from '../palette.js'
import { colourGroups } from './colouring.js'

const titles = { process: '', channel: 'Channel', volume: 'Volume', errors: 'Events with an error' }

/** What the colours of the points mean where they are not those of the processes. */
export function ColourKey() {
  const { model, colourBy, colours } = useStore()
  return (
    <span class="ramp">
      {titles[colourBy.value]}
      {colourGroups(model, colourBy.value, colours.value)?.map((group) => (
        <span key={group.label}>
          <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
            <circle cx="6" cy="6" r="4.6" fill={group.colour} stroke={mix(group.colour, colours.value.ink, 0.35)} />
          </svg>
          <bdi>{group.label}</bdi>
        </span>
      ))}
    </span>
  )
}
