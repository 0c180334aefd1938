import type { LinksWeights } from '@desirepath/core/training'
import { trainNets } from './nets.js'
import type { Part } from './parts.js'
import { samplePairs } from './samples.js'

const FIRST = { hidden: 24, nets: 1, epochs: 8, seed: 1, unit: 25 }
const SECOND = { hidden: 24, nets: 1, epochs: 10, seed: 101, unit: 25 }
/** Of a target: what the larger nets answer. The truth has the rest. */
const TAUGHT = 0.6

/**
 * One small net for each look that answers as many larger ones do (distillation, Hinton, Vinyals & Dean 2015), at a
 * fraction of their size and time. It learns on logs that they never saw, so that their answers are honest; its second
 * look sees its own first one, as it will.
 *
 * @param parts of logs that the teacher was not trained on
 */
export async function distil(teacher: LinksWeights, parts: readonly Part[]): Promise<LinksWeights> {
  if (!teacher.second) throw new Error('The teacher looks only once.')
  const taught = { weights: teacher, share: TAUGHT }
  const firsts = await samplePairs(parts, null, taught)
  checkNames(teacher.features, firsts.names)
  const { format, version, cut } = teacher
  const first: LinksWeights = { format, version, provenance: '', ...trainNets(firsts, FIRST) }
  const seconds = await samplePairs(parts, () => first, taught)
  checkNames(teacher.second.features, seconds.names)
  return {
    ...first,
    provenance: `Nets of ${FIRST.hidden} and ${SECOND.hidden} units, seeded ${FIRST.seed} and ${SECOND.seed}, that learned from ${firsts.count} and ${seconds.count} pairs of generated logs what larger ones answer. The larger ones: ${teacher.provenance}`,
    ...(cut && { cut }),
    second: trainNets(seconds, SECOND)
  }
}

function checkNames(known: readonly string[], asked: readonly string[]): void {
  if (known.join() !== asked.join()) throw new Error('The teacher knows other features.')
}
