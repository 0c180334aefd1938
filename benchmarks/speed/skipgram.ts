import type { Comparison, Contender, Outcome } from './measure.js'
import { node, programAbsent, python } from './peers.js'
import { type LogSize, plantedLog } from './planted-log.js'

const SETTINGS = { dimensions: 100, window: 5, negative: 5, epochs: 5 }
// Of counting and solving against five epochs of gensim, both on one thread.
const COUNTS_TARGETS: Readonly<Record<string, number>> = { '1m': 60, '10m': 40, '100m': 250, '10m20k': 10 }
const STOCHASTIC_TARGET = 4

/**
 * Skip-gram vectors of the activities (100 dimensions, window 5, 5 negatives, 5 epochs), from sequences in memory. The
 * quality is the NMI of k-means over the unit vectors with the planted processes: the same k-means for both.
 */
export function skipgramComparisons(size: LogSize, threads: number): Comparison[] {
  const { path } = plantedLog(size)
  const input = { path, truth: path.replace('.csv', '.truth.json'), ...SETTINGS }
  const gensim = python('gensim', 'skipgram_gensim', ['gensim', 'sklearn', 'pandas'])
  const fasttext = python('fastText', 'skipgram_fasttext', ['pandas', 'sklearn'])
  const fastText = { ...fasttext, absent: fasttext.absent ?? programAbsent('fasttext', 'fasttext') }
  const ours = (name: string, solver: string) => node(name, 'skipgram-ours', { ours: true, input: { solver } })
  const make = (
    name: string,
    contender: ReturnType<typeof ours>,
    least: number,
    target: number | null,
    more: Contender[] = []
  ): Comparison => ({
    stage: 'skipgram',
    name: `${name}, ${size.events.toLocaleString('en')} events, ${size.activities.toLocaleString('en')} activities`,
    input,
    amount: { unit: 'k events', count: size.events / 1000 },
    contenders: [contender, gensim, ...more],
    verify: (result, first) => asGood(result, first, least),
    ...(target !== null && { targets: { gensim: target } })
  })
  const countsTarget = threads === 1 ? (COUNTS_TARGETS[size.name] ?? 10) : null
  const comparisons = [make('from counts', ours('Desire Path, from counts', 'counts'), 0.01, countsTarget)]
  if (size.events <= 1_000_000) {
    const contender = ours('Desire Path, stochastic', 'stochastic')
    comparisons.push(make('stochastic', contender, 0.02, STOCHASTIC_TARGET, threads === 1 ? [fastText] : []))
  }
  return comparisons
}

/** Ours may not be worse than the other by more than `least`. */
function asGood(result: Outcome['result'], ours: Outcome['result'], least: number): string | null {
  if (result.events !== ours.events || result.activities !== ours.activities) return 'it saw another log'
  const lost = Number(result.nmi) - Number(ours.nmi)
  return lost <= least
    ? null
    : `its NMI ${result.nmi} is better than ours, ${ours.nmi}, by more than ${least}: not timed`
}
