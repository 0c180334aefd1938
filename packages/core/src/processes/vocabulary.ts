import type { Traces } from '../log/types.js'

/**
 * The activities that are embedded, renumbered without gaps. Activities that occur less than `minCount` times (or
 * never) are left out of the sequences, as in word2vec, so that their neighbours stand next to each other; their rows
 * in the final vectors are zero, and no other activity changes its number.
 */
export interface Vocabulary {
  /** Of the whole log. */
  readonly activities: number
  /** [kept] ids in the log, ascending */
  readonly kept: Uint32Array
  /** [kept] occurrences */
  readonly occurrences: Float64Array
  /** Sequences over the kept activities' new numbers. */
  readonly traces: Traces
}

/** Chooses the kept activities and renumbers the traces; where all are kept, the tokens are shared, not copied. */
export function buildVocabulary(traces: Traces, minCount: number): Vocabulary {
  const { activities, tokens, offsets } = traces
  const { kept, renumbered, occurrences } = countKept(traces, minCount)
  if (kept.length === activities) return { activities, kept, occurrences, traces }

  const tokensKept = new Uint32Array(tokens.length)
  const offsetsKept = new Uint32Array(offsets.length)
  let n = 0
  for (let sequence = 0; sequence + 1 < offsets.length; sequence++) {
    for (let i = offsets[sequence]; i < offsets[sequence + 1]; i++) {
      const token = renumbered[tokens[i]]
      if (token >= 0) tokensKept[n++] = token
    }
    offsetsKept[sequence + 1] = n
  }
  return {
    activities,
    kept,
    occurrences,
    traces: { offsets: offsetsKept, tokens: tokensKept.subarray(0, n), activities: kept.length }
  }
}

/** The kept activities, their new numbers and how often each occurs; cheap beside the traces. */
export function countKept(
  { activities, tokens }: Traces,
  minCount: number
): Pick<Vocabulary, 'kept' | 'occurrences'> & { renumbered: Int32Array } {
  const counts = new Uint32Array(activities)
  for (let i = 0; i < tokens.length; i++) counts[tokens[i]]++
  const all = Float64Array.from(counts)
  const { kept, renumbered } = keepFrequent(all, minCount)
  return { kept, renumbered, occurrences: Float64Array.from(kept, (id) => all[id]) }
}

/** Ids that occur at least max(1, minCount) times, and the new number of every id (-1 where left out). */
export function keepFrequent(
  occurrences: Float64Array,
  minCount: number
): { kept: Uint32Array; renumbered: Int32Array } {
  const least = Math.max(1, minCount)
  const kept: number[] = []
  const renumbered = new Int32Array(occurrences.length).fill(-1)
  for (let id = 0; id < occurrences.length; id++) {
    if (occurrences[id] < least) continue
    renumbered[id] = kept.length
    kept.push(id)
  }
  return { kept: Uint32Array.from(kept), renumbered }
}

/**
 * The share of occurrences of each activity that subsampling keeps: min(1, (sqrt(f / sample) + 1) sample / f), f being
 * its share of all tokens (word2vec.c). All 1 where `sample` is 0.
 */
export function keptShares(occurrences: Float64Array, sample: number): Float64Array {
  let total = 0
  for (const count of occurrences) total += count
  return occurrences.map((count) => {
    if (sample === 0) return 1
    const threshold = sample * total
    return Math.min(1, (Math.sqrt(count / threshold) + 1) * (threshold / count))
  })
}

/** count^0.75, the distribution of negatives, by square roots alone: these are exact and the same in every engine. */
export function negativeWeights(occurrences: Float64Array): Float64Array {
  return occurrences.map((count) => Math.sqrt(count) * Math.sqrt(Math.sqrt(count)))
}
