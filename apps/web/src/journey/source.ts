import type { SessionFilter } from '@desirepath/core'
import type { JourneySource } from '@desirepath/view/journey'
import { verbs } from '../actions.js'
import * as page from '../page-state.js'
import type { Joined } from './join.js'

/** The journeys of the open log and of those joined with it, as the worker answers for them; lists and charts are filtered. */
export function workerSource(joined: Joined, filters: () => readonly SessionFilter[]): JourneySource {
  return {
    open(onProgress) {
      const { discovery } = page.shown.value!
      const { blob, name } = page.file.value!
      const { given, without } = page.columns.value
      const { cut, pause } = page.settings.value
      const { activities, processes, families } = discovery
      return verbs().journeyOpen(
        {
          logs: [
            { file: blob, name, read: { ...page.form.value, ...given }, offsetMs: 0 },
            ...joined.logs.map(({ file, offsetMs }) => ({ file, name: file.name, read: {}, offsetMs }))
          ],
          without,
          split: cut === 'pause' ? { timeout: pause } : null,
          links: joined.links.flatMap(({ links }) => links),
          discovery: { activities, processes, families },
          timeZone: discovery.log.timeZone,
          filters: filters(),
          edited: page.edits.value.length > 0
        },
        { onProgress: ({ done }) => onProgress(done) }
      )
    },
    find: (query) => verbs().journeyFind(query),
    journey: (customer, options) => verbs().journeyShow({ customer, options }),
    claim: (event, claimed) => verbs().journeyClaim({ event, claimed }),
    others: (event) => verbs().journeyOthers(event),
    charts: (request) => verbs().journeyCharts(request),
    before: () => verbs().journeyBefore(null),
    outages: () => verbs().journeyOutages(null)
  }
}
