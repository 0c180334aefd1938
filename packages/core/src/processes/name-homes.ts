import { exp, ln } from './arithmetic.js'
import { words } from './shared-words.js'

/** Activities that are imagined for every word, spread over the processes as all activities are. */
const IMAGINED = 1.5
/** Words in more than this share of the activities say nothing. */
const MOST_COMMON = 0.5
/** Activities with more steps than this are known well enough to try the words on. */
const WELL_KNOWN = 20
/** How far words may be believed: the powers that are tried, and the log-likelihood that one must gain to be used. */
const POWERS = [0.25, 0.5, 0.75, 1]
const LEAST_GAIN = 1

/**
 * Which process an activity's name speaks for, as far as this very log bears it out: of its words the one that the
 * activities of one process share most. How far words are believed is fitted to the activities that are well known, each
 * left out of what its own words say; in a log of opaque or misleading names not at all.
 */
export class NameHomes {
  /** The power to which what words say is raised; 0: they say nothing. */
  readonly power: number
  readonly #labels: Int32Array
  readonly #wordsOf: Set<string>[]
  /** Word -> cluster -> activities. */
  readonly #having = new Map<string, Map<number, number>>()
  /** [clusters] of all activities. */
  readonly #share: Float64Array
  readonly #all: number

  /**
   * @param labels [activities] cluster of each, or -1
   * @param steps [activities]
   */
  constructor(names: readonly string[], labels: Int32Array, clusters: number, steps: ArrayLike<number>) {
    this.#labels = labels
    this.#wordsOf = names.map(words)
    this.#share = new Float64Array(clusters)
    let all = 0
    labels.forEach((label, i) => {
      if (label < 0) return
      all++
      this.#share[label]++
      for (const word of this.#wordsOf[i]) {
        const clustersOf = this.#having.get(word) ?? new Map<number, number>()
        clustersOf.set(label, (clustersOf.get(label) ?? 0) + 1)
        this.#having.set(word, clustersOf)
      }
    })
    this.#all = all
    for (let c = 0; c < clusters; c++) this.#share[c] /= Math.max(1, all)

    const gains = POWERS.map(() => 0)
    labels.forEach((label, i) => {
      const told = label >= 0 && steps[i] > WELL_KNOWN ? this.#best(i) : null
      if (!told) return
      const own = ln(told.lifts.get(label) ?? told.other)
      POWERS.forEach((power, k) => {
        gains[k] += power * own - ln(this.#mean(told, power))
      })
    })
    const most = Math.max(...gains)
    this.power = most > LEAST_GAIN ? POWERS[gains.indexOf(most)] : 0
  }

  /** [clusters] how much likelier each is by the words of activity i, which itself is left out; their mean is 1. Null where they say nothing. */
  of(i: number): Float64Array | null {
    const told = this.power > 0 ? this.#best(i) : null
    if (!told) return null
    const mean = this.#mean(told, this.power)
    return this.#share.map((_, c) => exp(this.power * ln(told.lifts.get(c) ?? told.other)) / mean)
  }

  /** The word that speaks most for one cluster: how much likelier it makes each. */
  #best(i: number): Told | null {
    const own = this.#labels[i]
    let best: Map<number, number> | null = null
    let bestOthers = 0
    let top = -1
    for (const word of this.#wordsOf[i]) {
      const having = this.#having.get(word)
      if (!having) continue
      let others = own >= 0 ? -1 : 0
      for (const count of having.values()) others += count
      if (others <= 0 || others > MOST_COMMON * this.#all) continue
      let share = 0
      for (const [c, count] of having) {
        share = Math.max(share, (count - (c === own ? 1 : 0) + IMAGINED * this.#share[c]) / (others + IMAGINED))
      }
      if (share <= top) continue
      top = share
      best = having
      bestOthers = others
    }
    if (!best) return null
    const lifts = new Map<number, number>()
    for (const [c, count] of best) {
      const share = (count - (c === own ? 1 : 0) + IMAGINED * this.#share[c]) / (bestOthers + IMAGINED)
      lifts.set(c, share / this.#share[c])
    }
    return { lifts, other: IMAGINED / (bestOthers + IMAGINED) }
  }

  /** Mean over all activities of what a word makes of their clusters. */
  #mean({ lifts, other }: Told, power: number): number {
    let sum = 0
    let rest = 1
    for (const [c, lift] of lifts) {
      sum += this.#share[c] * exp(power * ln(lift))
      rest -= this.#share[c]
    }
    return sum + Math.max(0, rest) * exp(power * ln(other))
  }
}

/** How much likelier a word makes the clusters in which it occurs, and each of the others. */
interface Told {
  lifts: Map<number, number>
  other: number
}
