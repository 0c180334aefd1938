import type { Traces } from '../log/types.js'

/** A cluster whose visits mostly return to the process they came from (e-sign, step-up). */
export interface Subroutine {
  cluster: number
  /** Visits that return to the cluster they came from, of all its visits. */
  returning: { count: number; of: number }
  /** The clusters it is called from, by share of its calls, largest first. */
  serves: { cluster: number; share: number }[]
}

const FEWEST_VISITS = 8

/**
 * Clusters that are shared subroutines: at least half of their visits, and of the steps in them, return to the process
 * they came from (strays and woven processes come back too, but begin or end most of their visits elsewhere), and no
 * single process makes more than four fifths of the calls. Activities without a cluster are looked through.
 */
export function findSubroutines(traces: Traces, labels: Int32Array, clusters: number): Subroutine[] {
  const visits = new Float64Array(clusters)
  const steps = new Float64Array(clusters)
  const returns = new Float64Array(clusters)
  const stepsReturning = new Float64Array(clusters)
  const callers: Map<number, number>[] = Array.from({ length: clusters }, () => new Map())
  for (let s = 0; s + 1 < traces.offsets.length; s++) {
    const end = traces.offsets[s + 1]
    let before = -1
    let present = -1
    let length = 0
    for (let e = traces.offsets[s]; e < end; e++) {
      const label = labels[traces.tokens[e]]
      if (label < 0) continue
      if (label !== present) {
        if (present >= 0) {
          visits[present]++
          steps[present] += length
          if (before === label) {
            returns[present]++
            stepsReturning[present] += length
            callers[present].set(label, (callers[present].get(label) ?? 0) + 1)
          }
        }
        before = present
        present = label
        length = 0
      }
      length++
    }
    if (present < 0) continue
    visits[present]++
    steps[present] += length
  }
  const found: Subroutine[] = []
  for (let c = 0; c < clusters; c++) {
    if (visits[c] < FEWEST_VISITS || returns[c] < 0.5 * visits[c] || stepsReturning[c] < 0.5 * steps[c]) continue
    const serves = [...callers[c]]
      .map(([cluster, count]) => ({ cluster, share: count / returns[c] }))
      .sort((a, b) => b.share - a.share || a.cluster - b.cluster)
    if (serves[0].share > 0.8) continue
    found.push({ cluster: c, returning: { count: returns[c], of: visits[c] }, serves })
  }
  return found
}
