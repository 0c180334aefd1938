import { InputError } from './errors.js'
import { newKernel } from './kernel/load.js'
import { drive, type WorkOptions } from './kernel/work.js'
import { unknownActivity } from './log/patterns.js'
import type { LogData } from './log/types.js'
import { explainPair, type PairExplanation } from './processes/explain.js'
import { learnedLinks } from './processes/learned-links-steps.js'

/** The evidence about two activities, with their names. Plain data. */
export interface Why extends PairExplanation {
  names: [a: string, b: string]
}

/**
 * The evidence for and against two activities belonging to one process, as the method `auto` weighs it.
 *
 * @param a name of an activity; @param b name of another
 * @throws InputError UNKNOWN_ACTIVITY naming similar ones, BAD_OPTION where both are the same
 */
export async function why(log: LogData, a: string, b: string, options: WorkOptions = {}): Promise<Why> {
  const [first, second] = [a, b].map((name) => {
    const id = log.activityNames.indexOf(name)
    if (id >= 0) return id
    throw unknownActivity(name, log.activityNames, 'why')
  })
  if (first === second) {
    throw new InputError('BAD_OPTION', `Both activities are '${a}'.`, 'Name two different activities.')
  }
  const links = await drive('weighing evidence', learnedLinks(await newKernel(), log), options)
  return { names: [a, b], ...explainPair(links.explained, first, second) }
}
