import {
  botLimits,
  chronologicalSequences,
  countEvidence,
  type Evidence,
  findComponents,
  firstHubs,
  measureLengths,
  newKernel,
  type PpmiVectors,
  ppmiVectors,
  restrictSequences,
  runNow,
  withoutBots
} from '@desirepath/core/training'
import { Random } from '../datasets/random.js'
import { toEventLog } from '../datasets/to-event-log.js'
import type { TruthLog } from '../datasets/types.js'

/** One component of a log, as the nets see it in the last round of hub finding. */
export interface Part {
  family: string
  seed: number
  /** Of the log's activities. */
  share: number
  evidence: Evidence
  vectors: PpmiVectors
  names: string[]
  /** [activities of the part] -1: hub or shared step that the search for hubs left in; ONLY_NOISE. */
  truth: Int32Array
}

/** Share of the true hubs that the search for hubs finds. The training must not depend on weights trained before. */
const HUBS_FOUND = 0.55

/** The parts of a log, prepared as learned links does it; true hubs are found by chance instead of by clusters. */
export async function partsOf(log: TruthLog): Promise<Part[]> {
  const kernel = await newKernel()
  const random = new Random(log.seed, 51)
  const read = chronologicalSequences(toEventLog(log))
  const { sequences } = withoutBots(read, botLimits(measureLengths(read)))
  const together = runNow(countEvidence(kernel, sequences, 'sessions'))
  const components = findComponents(together)
  const parts: Part[] = []
  for (let c = 0; c < components.count; c++) {
    const all = Uint32Array.from(log.names, (_, i) => i).filter((i) => components.of[i] === c && together.steps[i]! > 0)
    if (all.length < 6) continue
    const obvious = firstHubs(kernel, restrictSequences(sequences, all))
    const ids = all.filter(
      (id, k) => !obvious[k] && !(log.truth[id] === -1 && together.steps[id]! >= 8 && random.chance(HUBS_FOUND))
    )
    if (ids.length < 6) continue
    const evidence = runNow(countEvidence(kernel, restrictSequences(sequences, ids)))
    parts.push({
      family: log.family,
      seed: log.seed,
      share: ids.length / log.names.length,
      evidence,
      vectors: runNow(ppmiVectors(kernel, evidence)),
      names: Array.from(ids, (id) => log.names[id]!),
      truth: Int32Array.from(ids, (id) => log.truth[id]!)
    })
  }
  return parts
}
