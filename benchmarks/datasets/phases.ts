import type { Process } from './grammar.js'
import { walk } from './grammar.js'
import { Random } from './random.js'
import { LogBuilder, type TruthLog } from './types.js'

const THINGS = [
  'Permit',
  'Declaration',
  'Payment request',
  'Advance',
  'Invoice',
  'Reminder',
  'Claim',
  'Assessment',
  'Delivery',
  'Objection'
]
const ACTORS = ['EMPLOYEE', 'ADMINISTRATION', 'BUDGET OWNER', 'SUPERVISOR', 'DIRECTOR', 'PRE-APPROVER', 'CLERK']
const MILESTONES = ['Start journey', 'End journey', 'Case opened', 'Letter sent', 'Case closed', 'Money received']

export interface PhaseOptions {
  /** Phases of a case, each a process of its own. */
  phases: number
  cases: number
  /** Approvers that a phase goes through, at most. */
  approvers: number
  /** Chance that two neighbouring phases run at the same time. */
  overlap: number
  /** Names that tell the phase: `Permit APPROVED by CLERK`; else `task 0417`. */
  speaking: boolean
}

/** Chooses the options of a log of phases by seed. */
export function drawPhases(seed: number): PhaseOptions {
  const random = new Random(seed, 21)
  return {
    phases: random.between(2, 6),
    cases: Math.round(random.logUniform(400, 6000)),
    approvers: random.between(2, 6),
    overlap: random.uniform(0, 0.45),
    speaking: random.chance(0.6)
  }
}

/**
 * Few large processes as the phases of one case, as in travel permits: every phase is submitted, approved by one after
 * the other, rejected and submitted again, and paid. Nearly all cases have nearly all phases, so that only order and
 * nearness tell them apart.
 */
export function phaseLog(family: string, seed: number, options: PhaseOptions): TruthLog {
  const random = new Random(seed, 22)
  const build = new LogBuilder()
  const things = random.shuffle([...THINGS])
  const create = (phase: number, what: string) =>
    build.activity(
      options.speaking ? `${things[phase]} ${what}` : `task ${String(random.below(10_000)).padStart(4, '0')}`,
      phase
    )
  const phases = Array.from({ length: options.phases }, (_, phase) => drawPhase(random, phase, options, create))
  const milestones = phases.map((_, p) =>
    random.chance(0.5) ? build.activity(options.speaking ? MILESTONES[p % MILESTONES.length]! : `task m${p}`, -1) : -1
  )
  const optional = phases.map((_, p) => (p > 0 && random.chance(0.35) ? random.uniform(0.2, 0.7) : 0))
  const repeated = phases.map(() => (random.chance(0.2) ? random.uniform(0.1, 0.4) : 0))
  for (let c = 0; c < options.cases; c++) {
    const at = c / options.cases
    const parts: number[][] = []
    for (let p = 0; p < phases.length; p++) {
      if (random.chance(optional[p]!)) continue
      const part = walk(random, phases, p, at)
      while (random.chance(repeated[p]!)) part.push(...walk(random, phases, p, at))
      if (milestones[p]! >= 0 && random.chance(0.85)) part.push(milestones[p]!)
      parts.push(part)
      if (random.chance(0.05)) break
    }
    const steps: number[] = []
    for (let p = 0; p < parts.length; p++) {
      const part = parts[p]!
      const following = parts[p + 1]
      if (following && random.chance(options.overlap)) {
        // The next phase begins somewhere within this one; from then on they take turns.
        let i = random.below(part.length)
        let j = 0
        steps.push(...part.slice(0, i))
        while (i < part.length || j < following.length) {
          if (j >= following.length || (i < part.length && random.chance(0.5))) steps.push(part[i++]!)
          else steps.push(following[j++]!)
        }
        p++
      } else steps.push(...part)
    }
    build.session(steps, 1_483_228_800_000 + c * 3_600_000, c)
  }
  return build.finish(family, seed)
}

function drawPhase(
  random: Random,
  phase: number,
  options: PhaseOptions,
  create: (phase: number, what: string) => number
): Process {
  const submit = create(phase, 'SUBMITTED by EMPLOYEE')
  const blocks: Process['blocks'] = [{ kind: 'step', activity: submit, skip: 0, again: 0 }]
  const withdrawn = random.chance(0.5) ? create(phase, 'REJECTED by EMPLOYEE') : -1
  const actors = random.shuffle(ACTORS.slice(1))
  for (let a = 0; a < random.between(1, options.approvers); a++) {
    const actor = actors[a % actors.length]!
    blocks.push({
      kind: 'step',
      activity: create(phase, `APPROVED by ${actor}`),
      skip: a > 0 && random.chance(0.5) ? random.uniform(0.1, 0.9) : 0,
      again: 0
    })
    const rejected = [create(phase, `REJECTED by ${actor}`)]
    if (withdrawn >= 0) rejected.push(withdrawn)
    if (random.chance(0.8))
      blocks.push({
        kind: 'detour',
        activities: rejected,
        chance: random.logUniform(0.004, 0.15),
        after: random.chance(0.85) ? 'back' : 'end'
      })
  }
  if (random.chance(0.3))
    blocks.unshift({
      kind: 'step',
      activity: create(phase, 'SAVED by EMPLOYEE'),
      skip: random.uniform(0.5, 0.97),
      again: 0
    })
  if (random.chance(0.4))
    blocks.push({
      kind: 'detour',
      activities: [create(phase, 'REJECTED by MISSING')],
      chance: random.logUniform(0.004, 0.1),
      after: 'on'
    })
  if (random.chance(0.6))
    blocks.push({ kind: 'step', activity: create(phase, 'PAYMENT ORDERED'), skip: random.uniform(0, 0.3), again: 0 })
  if (random.chance(0.6))
    blocks.push({ kind: 'step', activity: create(phase, 'PAYMENT HANDLED'), skip: random.uniform(0, 0.3), again: 0 })
  return { blocks, abandon: 0.01, back: 0.01, redesign: new Map(), redesignAt: 2, bornAt: 0, diesAt: 1 }
}
