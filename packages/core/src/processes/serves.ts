import type { LogData } from '../log/types.js'

/**
 * The processes that each hub serves: the share of the hub's events whose previous or next activity in the session that
 * is neither hub nor noise belongs to the process. An event between two processes counts for both. Largest first.
 *
 * @returns [activities] a list for hubs, null for the others
 */
export function hubServes(
  log: LogData,
  labels: Int32Array,
  hubs: Uint8Array,
  processes: number
): ({ process: number; share: number }[] | null)[] {
  const { activity, sessionOffsets } = log
  const row = new Int32Array(hubs.length).fill(-1)
  let rows = 0
  for (let a = 0; a < hubs.length; a++) if (hubs[a]) row[a] = rows++
  const counts = new Uint32Array(rows * processes)
  const events = new Uint32Array(rows)
  const count = (hub: number, before: number, after: number) => {
    events[hub]++
    if (before >= 0) counts[hub * processes + before]++
    if (after >= 0 && after !== before) counts[hub * processes + after]++
  }
  const waiting: number[] = [] // hubs since the last activity of a process
  for (let s = 0; s + 1 < sessionOffsets.length; s++) {
    let before = -1
    for (let i = sessionOffsets[s]; i < sessionOffsets[s + 1]; i++) {
      const a = activity[i]
      if (hubs[a]) {
        waiting.push(row[a])
      } else if (labels[a] >= 0) {
        for (const hub of waiting) count(hub, before, labels[a])
        waiting.length = 0
        before = labels[a]
      }
    }
    for (const hub of waiting) count(hub, before, -1)
    waiting.length = 0
  }
  return Array.from({ length: hubs.length }, (_, a) => {
    if (!hubs[a]) return null
    const served: { process: number; share: number }[] = []
    for (let p = 0; p < processes; p++) {
      const n = counts[row[a] * processes + p]
      if (n > 0) served.push({ process: p, share: n / events[row[a]] })
    }
    return served.sort((x, y) => y.share - x.share || x.process - y.process)
  })
}
