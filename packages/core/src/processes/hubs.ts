import type { Kernel } from '../kernel/load.js'
import type { Traces } from '../log/types.js'
import { ln } from './arithmetic.js'
import { median } from './components.js'

/** Below this score an activity is a hub: its neighbours belong to one process hardly more often than by chance. */
export const hubThreshold = 0.4

/**
 * The first guess at hubs, before anything is clustered: the entropy of the neighbours (directly before or after) lies
 * more than 2.5 robust standard deviations above the median, and the activity is among the most frequent tenth.
 */
export function firstHubs(kernel: Kernel, traces: Traces): Uint8Array {
  const { memory, run } = kernel
  const n = traces.activities
  return memory.scope(() => {
    const { sequence, starts, places } = stageSequence(kernel, traces)
    const counts = memory.room(n, 4, WHAT).pointer
    const met = memory.room(n + 16, 1, WHAT).pointer
    const entropies = memory.float64(n, WHAT)
    run.hubEntropies(n, sequence, starts, places, counts, met, entropies.pointer)
    const entropy = memory.viewFloat64(entropies).slice()
    return hubsByEntropy(entropy, stepsOf(memory.viewUint32({ pointer: starts, length: n + 1 })))
  })
}

const WHAT = 'The search for hubs'

/** All sessions one after another in the kernel's memory, and where each activity stands in them. */
function stageSequence({ memory, run }: Kernel, { tokens, offsets, activities: n }: Traces) {
  const sessions = offsets.length - 1
  const length = tokens.length + sessions + 1
  const sequence = memory.room(length, 4, WHAT).pointer
  const starts = memory.room(n + 2, 4, WHAT).pointer
  const places = memory.room(tokens.length, 4, WHAT).pointer
  const staged = memory.mark()
  run.evidenceSequence(memory.put(tokens, WHAT).pointer, memory.put(offsets, WHAT).pointer, sessions, n, sequence)
  memory.release(staged)
  run.evidencePlaces(sequence, length, n, starts, places)
  return { sequence, length, starts, places }
}

/** Entropy (natural logarithm) of counts. */
export function neighbourEntropy(counts: Float64Array): number {
  let total = 0
  for (const count of counts) total += count
  let entropy = 0
  for (const count of counts) if (count > 0) entropy -= (count / total) * ln(count / total)
  return entropy
}

/** See {@link firstHubs}. */
export function hubsByEntropy(entropy: Float64Array, steps: Float64Array): Uint8Array {
  const middle = median(entropy)
  const spread = 1.4826 * median(entropy.map((value) => Math.abs(value - middle)))
  const often = quantile(steps, 0.9)
  return Uint8Array.from(entropy, (value, i) => (value > middle + 2.5 * spread && steps[i] > often ? 1 : 0))
}

export interface HubScores {
  /** [activities] 1 = its neighbours all belong to one process, 0 = to all of them as chance has it. */
  score: Float64Array
  hubs: Uint8Array
}

/**
 * Hubs by the clusters of their neighbours: for each activity the cluster of its next and of its previous activity that
 * is not a hub; score = max over direction and cluster of (share - f) / (1 - f), f the cluster's share of all steps.
 * A hub scores below {@link hubThreshold} and is at least as frequent as the median activity (and 8 steps).
 *
 * @param clusters cluster of every activity, hubs too (a hub's own cluster counts once it is no longer a hub)
 * @param hubs present hubs, which are looked through
 */
export function findHubs(kernel: Kernel, traces: Traces, clusters: Int32Array, hubs: Uint8Array): HubScores {
  const { memory, run } = kernel
  const n = traces.activities
  return memory.scope(() => {
    const { sequence, length, starts, places } = stageSequence(kernel, traces)
    const steps = stepsOf(memory.viewUint32({ pointer: starts, length: n + 1 }))
    const usual = sharesOf(steps, clusters, hubs)
    const neighbours = memory.room(length, 4, WHAT).pointer
    const present = memory.put(hubs, WHAT).pointer
    const clustersAt = memory.put(clusters, WHAT).pointer
    const usualAt = memory.put(usual, WHAT).pointer
    const row = memory.room(usual.length, 4, WHAT).pointer
    const touched = memory.room(usual.length, 4, WHAT).pointer
    const scores = memory.float64(n, WHAT)
    for (const behind of [1, 0]) {
      run.hubNeighbours(n, sequence, length, present, behind, neighbours)
      run.hubScores(n, starts, places, neighbours, clustersAt, usualAt, row, touched, scores.pointer)
    }
    return judgeHubs(memory.viewFloat64(scores).slice(), steps)
  })
}

/** Collects how often each cluster is met next to one activity, in one direction. */
export class ClusterCounts {
  readonly #share: Float64Array
  readonly #row: Float64Array
  readonly #touched: Uint32Array
  #touchedCount = 0
  #total = 0

  /** @param share [clusters] of all steps */
  constructor(share: Float64Array) {
    this.#share = share
    this.#row = new Float64Array(share.length)
    this.#touched = new Uint32Array(share.length)
  }

  /** @param cluster -1 for none: it only counts among all */
  add(cluster: number, weight: number): void {
    this.#total += weight
    if (cluster < 0) return
    if (this.#row[cluster] === 0) this.#touched[this.#touchedCount++] = cluster
    this.#row[cluster] += weight
  }

  /** The largest share above chance of one cluster, at least `least`; clears what was counted. */
  take(least: number): number {
    const row = this.#row
    const share = this.#share
    const total = Math.max(this.#total, 1)
    let best = least
    for (let t = 0; t < this.#touchedCount; t++) {
      const c = this.#touched[t]
      best = Math.max(best, (row[c] / total - share[c]) / (1 - Math.min(share[c], 0.999)))
      row[c] = 0
    }
    this.#touchedCount = 0
    this.#total = 0
    return best
  }
}

/**
 * The scores of {@link findHubs} from any source of neighbours: `visit(i, forth, row)` adds to `row` what it finds after
 * (forth) or before activity i.
 */
export function scoreHubs(
  steps: Float64Array,
  clusters: Int32Array,
  hubs: Uint8Array,
  visit: (i: number, forth: boolean, row: ClusterCounts) => void
): HubScores {
  const n = steps.length
  const score = new Float64Array(n)
  const row = new ClusterCounts(sharesOf(steps, clusters, hubs))
  for (let i = 0; i < n; i++) {
    visit(i, true, row)
    score[i] = row.take(0)
    visit(i, false, row)
    score[i] = row.take(score[i])
  }
  return judgeHubs(score, steps)
}

/** [clusters] of the steps that are no hubs', the share of each cluster. */
function sharesOf(steps: Float64Array, clusters: Int32Array, hubs: Uint8Array): Float64Array {
  const n = steps.length
  let count = 0
  for (const cluster of clusters) count = Math.max(count, cluster + 1)
  const share = new Float64Array(count)
  let clustered = 0
  for (let i = 0; i < n; i++) {
    if (hubs[i]) continue
    share[clusters[i]] += steps[i]
    clustered += steps[i]
  }
  for (let c = 0; c < count; c++) share[c] /= Math.max(clustered, 1)
  return share
}

function judgeHubs(score: Float64Array, steps: Float64Array): HubScores {
  const often = Math.max(8, median(steps.filter((value) => value > 0)))
  return {
    score,
    hubs: Uint8Array.from(score, (value, i) => (value < hubThreshold && steps[i] >= often ? 1 : 0))
  }
}

function stepsOf(offsets: Uint32Array): Float64Array {
  return Float64Array.from({ length: offsets.length - 1 }, (_, i) => offsets[i + 1] - offsets[i])
}

/** Quantile with linear interpolation (type 7); 0 of nothing. */
function quantile(values: Float64Array, share: number): number {
  const sorted = values.slice().sort()
  if (sorted.length === 0) return 0
  const position = share * (sorted.length - 1)
  const below = Math.floor(position)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below] + (position - below) * (sorted[above] - sorted[below])
}
