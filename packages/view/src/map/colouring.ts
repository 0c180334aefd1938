import { formatNumber, formatShareFine } from '../format.js'
import type { Model } from '../model.js'
import { channelName } from '../names.js'
import type { Colours } from '../palette.js'
import type { ColourBy } from '../state.js'

/** Points of one colour, and what the legend says of it. */
export interface ColourGroup {
  colour: string
  label: string
  activities: number[]
}

/** Upper borders of shares of events with an error; the last step is open. */
const errorSteps = [0, 0.005, 0.01, 0.02, 0.05]

/**
 * The points by what they are coloured; null where each process has its own colour. Volume is counted in cases, in steps
 * of equal ratio up to the most frequent activity.
 */
export function colourGroups(model: Model, by: ColourBy, colours: Colours): ColourGroup[] | null {
  if (by === 'process') return null
  const { sequential } = colours
  const { mostCases } = model.totals
  const border = (step: number) => Math.round(mostCases ** ((step + 1) / sequential.length))
  const groups: ColourGroup[] =
    by === 'channel'
      ? [
          ...model.channels.map((channel, i) => ({ label: channelName(channel), colour: colours.categories[i] })),
          { label: 'other', colour: colours.mark }
        ].map((group) => ({ ...group, activities: [] }))
      : sequential.map((colour, step) => ({
          colour,
          activities: [],
          label:
            by === 'volume'
              ? `to ${formatNumber(border(step))}`
              : step === 0
                ? 'none'
                : step < errorSteps.length
                  ? `to ${formatShareFine(errorSteps[step], 1)}`
                  : 'more'
        }))
  for (const { id, channel, cases, events, errors } of model.activities) {
    let group: number
    if (by === 'channel') {
      const known = channel === null ? -1 : model.channels.indexOf(channel)
      group = known < 0 ? groups.length - 1 : known
    } else if (by === 'volume') {
      group = 0
      while (group < groups.length - 1 && cases > border(group)) group++
    } else {
      const rate = events > 0 ? (errors ?? 0) / events : 0
      group = errorSteps.findIndex((most) => rate <= most)
      if (group < 0) group = groups.length - 1
    }
    groups[group].activities.push(id)
  }
  return groups.filter((group) => by !== 'channel' || group.activities.length > 0)
}
