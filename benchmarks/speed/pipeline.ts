import type { Comparison, Outcome } from './measure.js'
import { node, python } from './peers.js'
import { type LogSize, plantedLog } from './planted-log.js'

/** It takes minutes for ten million events. */
const REFERENCE_UP_TO = 2e7
/** The aim is set for so many events. */
const AIMED_FROM = 1e7

/**
 * From the file to processes: ours is the whole command (reading, finding, map, description, report), the other the
 * method that the project started from, by the usual libraries: pandas, gensim, t-SNE and DBSCAN.
 */
export function pipelineComparisons(size: LogSize): Comparison[] {
  const { path } = plantedLog(size)
  const reference = python('pandas, gensim, t-SNE, DBSCAN', 'pipeline_reference', ['pandas', 'gensim', 'sklearn'])
  return [
    {
      stage: 'pipeline',
      name: `file of ${size.events.toLocaleString('en')} events, ${size.activities.toLocaleString('en')} activities, to processes`,
      input: { path, truth: path.replace('.csv', '.truth.json') },
      amount: { unit: 'k events', count: size.events / 1000 },
      contenders: [
        node('Desire Path, command and report', 'pipeline-ours', { ours: true }),
        size.events > REFERENCE_UP_TO ? { ...reference, absent: 'left out: too long at this size' } : reference
      ],
      verify: notBetter,
      // A small log takes the reference seconds, and our command has to start.
      ...(size.events >= AIMED_FROM && { targets: { 'pandas, gensim, t-SNE, DBSCAN': 30 } })
    }
  ]
}

function notBetter(result: Outcome['result'], ours: Outcome['result']): string | null {
  const better = Number(result.nmi) - Number(ours.nmi)
  return better <= 0.01 ? null : `its NMI ${result.nmi} is better than ours, ${ours.nmi}: not timed`
}
