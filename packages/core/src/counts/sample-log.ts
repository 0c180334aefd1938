import { logFromTriples } from '../log/memory-log.js'
import type { LogData } from '../log/types.js'
import type { Counts } from './counts.js'

/**
 * The first sessions of the sample as a log, each a case of its own, in the order in which they began. Only the order
 * of the steps is known: it counts as ordered by numbers, so that nothing makes durations of it.
 */
export function sampleLog({ sample, activityNames }: Counts, sessions: number): LogData {
  const { offsets, tokens, times } = sample
  const order = Uint32Array.from({ length: sessions }, (_, s) => s).sort((a, b) => times[a] - times[b] || a - b)
  const activity = new Uint32Array(offsets[sessions])
  const time = new Float64Array(offsets[sessions])
  const sessionOffsets = new Uint32Array(sessions + 1)
  order.forEach((s, k) => {
    const from = sessionOffsets[k]
    const to = from + offsets[s + 1] - offsets[s]
    activity.set(tokens.subarray(offsets[s], offsets[s + 1]), from)
    time.fill(times[s], from, to)
    sessionOffsets[k + 1] = to
  })
  const { schema, read } = logFromTriples([])
  return {
    activity,
    time,
    timeKind: 'number',
    sessionOffsets,
    sessionCase: Uint32Array.from(order, (_, k) => k),
    caseNames: new Array<string>(sessions).fill(''),
    activityNames,
    attributes: new Map(),
    schema,
    read,
    dropped: []
  }
}
