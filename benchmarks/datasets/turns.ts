import { Random } from './random.js'
import { LogBuilder, type TruthLog } from './types.js'

/** A rare turn at one step of a phase: its activities come before the step, instead of it, or send the case back. */
interface Turn {
  at: number
  kind: 'before' | 'instead' | 'back'
  activities: number[]
  chance: number
}

interface Phase {
  core: number[]
  turns: Turn[]
  milestones: number[]
  /** Chance that a case leaves the phase out, and that it goes through it again. */
  skip: number
  again: number
}

const THINGS = ['Order', 'Contract', 'Payment', 'Review', 'Dispatch', 'Settlement', 'Inspection']
const DEEDS = ['received', 'entered', 'checked', 'approved', 'returned', 'corrected', 'escalated', 'sent', 'archived']

/**
 * Phases of one case with many rare turns: a short usual way, and several times as many activities that are only seen
 * when something is inserted, replaced or sent back. Nearly all cases go through nearly all phases; neighbouring ones
 * may run at the same time.
 */
export function turnsLog(family: string, seed: number): TruthLog {
  const random = new Random(seed, 71)
  const build = new LogBuilder()
  const speaking = random.chance(0.4)
  const create = (phase: number, process: number) =>
    build.activity(
      speaking
        ? `${THINGS[phase]} ${random.pick(DEEDS)} ${random.between(1, 9)}`
        : `task ${String(random.below(10_000)).padStart(4, '0')}`,
      process
    )
  const phases = Array.from({ length: random.between(2, 6) }, (_, phase) => drawPhase(random, phase, create))
  const cases = Math.round(random.logUniform(300, 6000))
  const atOnce = random.uniform(0, 0.45)
  const endsEarly = random.uniform(0.02, 0.1)
  for (let c = 0; c < cases; c++) {
    const parts: number[][] = []
    for (const phase of phases) {
      if (random.chance(phase.skip)) continue
      const part = walkPhase(random, phase)
      if (random.chance(phase.again)) part.push(...walkPhase(random, phase))
      for (const milestone of phase.milestones) if (random.chance(0.8)) part.push(milestone)
      parts.push(part)
      if (random.chance(endsEarly)) break
    }
    const steps: number[] = []
    for (let p = 0; p < parts.length; p++) {
      const next = parts[p + 1]
      if (next && random.chance(atOnce)) steps.push(...interleave(random, parts[p++]!, next))
      else steps.push(...parts[p]!)
    }
    build.session(steps, 1_514_764_800_000 + c * 2_700_000, c)
  }
  return build.finish(family, seed)
}

function drawPhase(random: Random, phase: number, create: (phase: number, process: number) => number): Phase {
  const core = Array.from({ length: random.between(2, 6) }, () => create(phase, phase))
  const turns = Array.from(
    { length: random.between(2, 14) },
    (): Turn => ({
      at: random.below(core.length),
      kind: random.pick(['before', 'instead', 'back']),
      activities: Array.from({ length: random.between(1, 2) }, () => create(phase, phase)),
      chance: random.logUniform(0.003, 0.4)
    })
  )
  return {
    core,
    turns,
    milestones: Array.from({ length: random.between(0, 2) }, () => create(phase, -1)),
    skip: random.chance(0.3) ? random.uniform(0.2, 0.7) : 0,
    again: random.chance(0.2) ? random.uniform(0.1, 0.4) : 0
  }
}

function walkPhase(random: Random, { core, turns }: Phase): number[] {
  const steps: number[] = []
  let at = 0
  for (let guard = 0; at < core.length && guard < 40; guard++) {
    const turn = turns.find((one) => one.at === at && random.chance(one.chance))
    if (turn) steps.push(...turn.activities)
    if (turn?.kind !== 'instead') steps.push(core[at]!)
    if (turn?.kind !== 'back') at++
    else if (random.chance(0.15)) break
    else at = Math.max(0, at - random.between(1, 2))
  }
  return steps
}

/** Both in their own order, taking turns by chance. */
function interleave(random: Random, a: readonly number[], b: readonly number[]): number[] {
  const steps: number[] = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    if (j >= b.length || (i < a.length && random.chance(0.5))) steps.push(a[i++]!)
    else steps.push(b[j++]!)
  }
  return steps
}
