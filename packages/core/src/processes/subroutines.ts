import type { Traces } from '../log/types.js'
import { median } from './components.js'

/** A cluster whose visits mostly return to the process they came from (e-sign, step-up). */
export interface Subroutine {
  cluster: number
  /** Visits that return to the cluster they came from, of all its visits. */
  returning: { count: number; of: number }
  /** The clusters it is called from, by share of its calls, largest first. */
  serves: { cluster: number; share: number }[]
}

const FEWEST_VISITS = 8
/** Of up to so many clusters calls are counted in a square: 16 MB. */
const MOST_SQUARE = 2048
/** A share of the visits that return, above which a cluster is a subroutine whatever else it does. */
const RETURNING = 0.5
/** No single process makes more of the calls. */
const MOST_OF_ONE = 0.8
/**
 * Where most processes begin sessions (some of their visits are a session's first), a cluster that hardly ever does is
 * not something that people come for. Then fewer returns suffice: this share, and so many times the usual one.
 */
const NEVER_BEGINS = 0.03
const BEGINS = 0.05
const FEWEST_VISITS_BEGINNING = 30
const RETURNING_THEN = 0.2
const ABOVE_USUAL = 1.2

/**
 * Clusters that are shared subroutines: at least half of their visits, and of the steps in them, return to the process
 * they came from (strays and woven processes come back too, but begin or end most of their visits elsewhere); or more
 * than usual return, and they hardly ever begin a session although most processes do. No single process makes more than
 * four fifths of the calls. Activities without a cluster are looked through.
 */
export function findSubroutines(traces: Traces, labels: Int32Array, clusters: number): Subroutine[] {
  const visits = new Float64Array(clusters)
  const beginning = new Float64Array(clusters)
  const steps = new Float64Array(clusters)
  const returns = new Float64Array(clusters)
  const stepsReturning = new Float64Array(clusters)
  const calls = clusters <= MOST_SQUARE ? new Uint32Array(clusters * clusters) : null // [called x caller]
  const rareCalls = new Map<number, number>()
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
            const call = present * clusters + label
            if (calls !== null) calls[call]++
            else rareCalls.set(call, (rareCalls.get(call) ?? 0) + 1)
          }
        } else beginning[label]++
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
  const seen = Array.from(visits, (_, c) => c).filter((c) => visits[c] >= FEWEST_VISITS)
  const usual = median(seen.map((c) => returns[c] / visits[c]))
  const starting = seen.filter((c) => beginning[c] > BEGINS * visits[c]).length
  const found: Subroutine[] = []
  for (const c of seen) {
    const returning = returns[c] / visits[c]
    const called = returning >= RETURNING && stepsReturning[c] >= RETURNING * steps[c]
    const neverFirst =
      2 * starting > clusters && visits[c] >= FEWEST_VISITS_BEGINNING && beginning[c] <= NEVER_BEGINS * visits[c]
    const oftener = returning >= RETURNING_THEN && returning >= ABOVE_USUAL * usual
    if (!called && !(neverFirst && oftener && stepsReturning[c] >= RETURNING_THEN * steps[c])) continue
    const serves = Array.from({ length: clusters }, (_, cluster) => cluster)
      .map((cluster) => ({
        cluster,
        count: calls?.[c * clusters + cluster] ?? rareCalls.get(c * clusters + cluster) ?? 0
      }))
      .filter(({ count }) => count > 0)
      .map(({ cluster, count }) => ({ cluster, share: count / returns[c] }))
      .sort((a, b) => b.share - a.share || a.cluster - b.cluster)
    if (serves[0].share > MOST_OF_ONE) continue
    found.push({ cluster: c, returning: { count: returns[c], of: visits[c] }, serves })
  }
  return found
}
