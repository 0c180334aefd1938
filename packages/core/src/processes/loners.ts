import type { Evidence } from './evidence.js'

/** Loners are only looked at again where they are more than this share of the activities, and those are at most so many. */
const MANY = 0.2
const MOST_ACTIVITIES = 200
/** The least share above chance by which a loner's neighbours must belong to a group for it to join. */
const LEAST = 0.1

/**
 * Activities that the cut left alone join the group that they follow or lead to more than chance has it; the strongest
 * first, and two loners may join each other. Only where many are alone: in small logs the steps that every case takes
 * share sessions with everything alike, so that only the flow tells where they belong. At least two groups remain.
 *
 * @param labels [activities] cluster of each, 0 ..; not changed
 * @returns labels, with numbers that are not in use any more where loners joined
 */
export function joinLoners(evidence: Evidence, labels: Int32Array, clusters: number): Int32Array {
  const n = evidence.activities
  const size = new Float64Array(clusters)
  for (const label of labels) size[label]++
  const alone = size.reduce((sum, one) => sum + (one === 1 ? 1 : 0), 0)
  if (n > MOST_ACTIVITIES || alone < 2 || alone <= MANY * n) return labels
  const flow = new Float64Array(clusters * clusters)
  const { offsets, partner, follows, precedes } = evidence.pairs
  for (let i = 0; i < n; i++) {
    for (let p = offsets[i]; p < offsets[i + 1]; p++) {
      const a = labels[i]
      const b = labels[partner[p]]
      if (a === b) continue
      flow[a * clusters + b] += follows[p]
      flow[b * clusters + a] += precedes[p]
    }
  }
  const into = new Int32Array(clusters).map((_, c) => c)
  const live = size.slice()
  let groups = size.reduce((sum, one) => sum + (one > 1 ? 1 : 0), 0)
  for (;;) {
    const best = strongest(flow, live, clusters, groups)
    if (best === null) break
    const { loner, group } = best
    if (live[group] === 1) groups++
    live[group] += 1
    live[loner] = 0
    for (let c = 0; c < clusters; c++) {
      flow[group * clusters + c] += flow[loner * clusters + c]
      flow[c * clusters + group] += flow[c * clusters + loner]
      flow[loner * clusters + c] = 0
      flow[c * clusters + loner] = 0
    }
    flow[group * clusters + group] = 0
    into[loner] = group
  }
  return labels.map((label) => {
    let at = label
    while (into[at] !== at) at = into[at]
    return at
  })
}

/** The loner and group with the most flow between them above chance; of equal ones the lowest. */
function strongest(
  flow: Float64Array,
  size: Float64Array,
  clusters: number,
  groups: number
): { loner: number; group: number } | null {
  const out = new Float64Array(clusters)
  const into = new Float64Array(clusters)
  let all = 0
  for (let a = 0; a < clusters; a++) {
    for (let b = 0; b < clusters; b++) {
      out[a] += flow[a * clusters + b]
      into[b] += flow[a * clusters + b]
      all += flow[a * clusters + b]
    }
  }
  const aboveChance = (count: number, of: number, other: number) => {
    const chance = Math.min(other / Math.max(all, 1), 0.999)
    return of > 0 ? (count / of - chance) / (1 - chance) : 0
  }
  let best: { loner: number; group: number } | null = null
  let top = LEAST
  for (let a = 0; a < clusters; a++) {
    if (size[a] !== 1) continue
    for (let b = 0; b < clusters; b++) {
      if (b === a || size[b] === 0) continue
      // Joining a group must not leave fewer than two.
      if (size[b] > 1 && groups < 2) continue
      const value = Math.max(
        aboveChance(flow[a * clusters + b], out[a], into[b]),
        aboveChance(flow[b * clusters + a], into[a], out[b])
      )
      if (value > top) {
        top = value
        best = { loner: a, group: b }
      }
    }
  }
  return best
}
