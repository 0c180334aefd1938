import type { Comparison, Outcome } from './measure.js'
import { node } from './peers.js'
import { type LogSize, plantedLog } from './planted-log.js'

/** The bound for one event of a live session. */
const MOST_MICROSECONDS = 20

/**
 * One event of a live session, by a model of a whole log: each event by itself (`liveScorer`), and what an event costs
 * when whole sessions are scored at once (`score`). Nothing to compare with: the target is a time.
 */
export function scoringComparisons(size: LogSize): Comparison[] {
  const { path } = plantedLog(size)
  return [
    {
      stage: 'scoring',
      name: `an event of a live session, model of ${size.activities.toLocaleString('en')} activities`,
      input: { path, truth: path.replace('.csv', '.truth.json') },
      contenders: [
        node('Desire Path, event by event', 'scoring-ours', { ours: true }),
        { ...node('Desire Path, sessions at once', 'scoring-ours', { ours: true }), input: { whole: true } }
      ],
      verify: rightAndQuick
    }
  ]
}

function rightAndQuick(result: Outcome['result']): string | null {
  if (Number(result.right) < 1) return `${result.right} of the steps were given their process`
  const each = Number(result.microsecondsPerEvent)
  return each < MOST_MICROSECONDS ? null : `${each} microseconds an event, at most ${MOST_MICROSECONDS} are wanted`
}
