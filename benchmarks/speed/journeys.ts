import type { Comparison } from './measure.js'
import { node } from './peers.js'
import type { LogSize } from './planted-log.js'

/**
 * The index for journeys, and each kind of search and a journey after it: there is no library to compare with, so the
 * result tells the median of nine runs of each, in milliseconds of the processor, and what the index takes.
 */
export function journeyComparisons(size: LogSize): Comparison[] {
  const { events, activities } = size
  return [
    {
      stage: 'journeys',
      name: `${events.toLocaleString('en')} events of ${activities.toLocaleString('en')} activities with waits, amounts, statuses and names`,
      input: { events, activities },
      amount: { unit: 'events', count: events },
      contenders: [node('Desire Path, index', 'journeys-ours', { ours: true })],
      verify: () => null
    }
  ]
}
