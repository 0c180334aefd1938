import type { Random } from './random.js'

/** A part of a process. All activities are ids. */
type Block =
  /** One activity; `skip` is the chance that a run leaves it out, `again` that it is done twice (a correction). */
  | { kind: 'step'; activity: number; skip: number; again: number }
  /** Exactly one of the branches is taken. */
  | { kind: 'choice'; branches: number[][]; weights: number[] }
  /** All of them, in any order; each left out with chance `skip`. */
  | { kind: 'parallel'; activities: number[]; skip: number }
  /** A chain of shared activities that other processes use as well. */
  | { kind: 'shared'; activities: number[]; chance: number }
  /** A whole run of another process within this one. */
  | { kind: 'call'; process: number; chance: number }
  /** Something rare goes wrong: a detour, after which the run goes back, repeats the block, goes on, or ends. */
  | { kind: 'detour'; activities: number[]; chance: number; after: 'on' | 'back' | 'end' }

export interface Process {
  blocks: Block[]
  /** Chance after each block that the run is given up, and that it goes back one or two blocks. */
  abandon: number
  back: number
  /** After the redesign: activity -> its successor. Empty where the process stays as it is. */
  redesign: Map<number, number>
  redesignAt: number
  /** Share of the log's time in which the process exists. */
  bornAt: number
  diesAt: number
}

/** How the blocks of a new process are drawn; all shares in 0..1. */
export interface ProcessStyle {
  branch: number
  optional: number
  parallel: number
  detours: number
  abandon: number
  back: number
}

/** A process with about `size` activities of its own, each made by `create`. */
export function drawProcess(random: Random, size: number, style: ProcessStyle, create: () => number): Process {
  const blocks: Block[] = []
  let made = 0
  while (made < size) {
    const left = size - made
    if (left >= 5 && blocks.length > 0 && random.chance(style.branch)) {
      const branches: number[][] = []
      for (let b = random.between(2, 3); b > 0; b--) {
        const branch: number[] = []
        for (let k = random.between(1, Math.max(1, Math.min(4, Math.floor(left / 4)))); k > 0; k--)
          branch.push(create())
        made += branch.length
        branches.push(branch)
      }
      blocks.push({ kind: 'choice', branches, weights: branches.map(() => random.uniform(0.2, 1.2)) })
    } else if (left >= 4 && random.chance(style.parallel)) {
      const activities: number[] = []
      for (let k = random.between(2, Math.min(5, left - 1)); k > 0; k--) activities.push(create())
      made += activities.length
      blocks.push({ kind: 'parallel', activities, skip: random.uniform(0, 0.4) })
    } else if (left >= 3 && blocks.length > 0 && random.chance(style.detours)) {
      const activities: number[] = []
      for (let k = random.between(1, 2); k > 0; k--) activities.push(create())
      made += activities.length
      const after = random.pick(['on', 'on', 'back', 'end'] as const)
      blocks.push({ kind: 'detour', activities, chance: random.logUniform(0.01, 0.4), after })
    } else {
      const inner = blocks.length > 0 && left > 1
      const skip = inner && random.chance(style.optional) ? random.uniform(0.2, 0.75) : 0
      blocks.push({ kind: 'step', activity: create(), skip, again: random.chance(0.15) ? random.uniform(0, 0.2) : 0 })
      made++
    }
  }
  return {
    blocks,
    abandon: style.abandon * random.uniform(0.3, 1.7),
    back: style.back,
    redesign: new Map(),
    redesignAt: 2,
    bornAt: 0,
    diesAt: 1
  }
}

/** The activities of a process' own, in the order of its blocks. */
export function ownActivities(process: Process): number[] {
  return process.blocks.flatMap((block) => {
    if (block.kind === 'step') return [block.activity]
    if (block.kind === 'choice') return block.branches.flat()
    return block.kind === 'parallel' || block.kind === 'detour' ? block.activities : []
  })
}

/** One run of `processes[which]` at the moment `at` (0 to 1 of the log's time). */
export function walk(random: Random, processes: readonly Process[], which: number, at: number, depth = 0): number[] {
  const process = processes[which]!
  const changed = at >= process.redesignAt
  const steps: number[] = []
  const take = (activity: number) => steps.push((changed && process.redesign.get(activity)) || activity)
  let position = 0
  for (let guard = 0; position < process.blocks.length && guard < 150; guard++) {
    const block = process.blocks[position]!
    let next = position + 1
    switch (block.kind) {
      case 'step':
        if (!random.chance(block.skip)) {
          take(block.activity)
          // A correction: the step before is seen again, then this one.
          if (random.chance(block.again) && steps.length > 1) {
            steps.push(steps[steps.length - 2]!)
            take(block.activity)
          }
        }
        break
      case 'choice':
        for (const activity of block.branches[random.weighted(block.weights)]!) take(activity)
        break
      case 'parallel':
        for (const activity of random.shuffle([...block.activities])) if (!random.chance(block.skip)) take(activity)
        break
      case 'shared':
        if (random.chance(block.chance)) steps.push(...block.activities)
        break
      case 'call':
        if (depth < 2 && random.chance(block.chance))
          steps.push(...walk(random, processes, block.process, at, depth + 1))
        break
      case 'detour':
        if (random.chance(block.chance)) {
          for (const activity of block.activities) take(activity)
          if (block.after === 'back') next = Math.max(0, position - random.between(1, 2))
          if (block.after === 'end') return steps
        }
    }
    if (random.chance(process.abandon)) break
    if (position > 0 && random.chance(process.back)) next = Math.max(0, position - random.between(0, 1))
    position = next
  }
  return steps
}
