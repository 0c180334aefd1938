import type { LogData } from '../log/types.js'

/**
 * The processes that each hub serves: the share of the hub's events whose previous or next activity in the session that
 * is neither hub nor noise belongs to the process. An event between two processes counts for both. Largest first.
 *
 * @returns [activities] a list for hubs, null for the others
 */
export function hubServes(
  log: Pick<LogData, 'activity' | 'sessionOffsets'>,
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
  let waiting = new Int32Array(64) // hubs since the last activity of a process
  for (let s = 0; s + 1 < sessionOffsets.length; s++) {
    const end = sessionOffsets[s + 1]
    let before = -1
    let held = 0
    for (let i = sessionOffsets[s]; i < end; i++) {
      const a = activity[i]
      if (row[a] >= 0) {
        if (held === waiting.length) waiting = Int32Array.from({ length: 2 * held }, (_, k) => waiting[k] ?? 0)
        waiting[held++] = row[a]
        continue
      }
      const after = labels[a]
      if (after < 0) continue
      for (let k = 0; k < held; k++) {
        events[waiting[k]]++
        if (before >= 0) counts[waiting[k] * processes + before]++
        if (after !== before) counts[waiting[k] * processes + after]++
      }
      held = 0
      before = after
    }
    for (let k = 0; k < held; k++) {
      events[waiting[k]]++
      if (before >= 0) counts[waiting[k] * processes + before]++
    }
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
