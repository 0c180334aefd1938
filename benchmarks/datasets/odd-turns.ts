import { drawProcess, type Process, walk } from './grammar.js'
import { drawNaming, HUB_WORDS, Namer } from './naming.js'
import { Random } from './random.js'
import { LogBuilder, type TruthLog } from './types.js'

/** A process that runs as drawn in nearly all cases, and in an odd case takes most of its odd turns. */
interface OddProcess {
  usual: Process
  odd: Process
}

/**
 * Business processes with odd turns: corrections, cancellations, error codes, administrative end states that are seen
 * once to some dozen times in a whole log, alone or several in one odd case. Cases are woven into sessions with hubs and
 * next to no noise.
 */
export function oddTurnsLog(family: string, seed: number): TruthLog {
  const random = new Random(seed, 91)
  const build = new LogBuilder()
  const namer = new Namer(new Random(seed, 92), drawNaming(random))
  const sessions = Math.round(random.logUniform(600, 6000))
  const meanCases = random.uniform(1.2, 2.6)
  const count = random.between(4, 11)
  const popularity = Array.from({ length: count }, () => random.uniform(0.3, 1.5))
  const popular = popularity.reduce((sum, one) => sum + one, 0)
  const processes = popularity.map((one, p) =>
    drawOdd(random, (sessions * meanCases * one) / popular, () => build.activity(namer.step(p), p))
  )
  const usual = processes.map((process) => process.usual)
  const odd = processes.map((process) => process.odd)
  const hubs = HUB_WORDS.slice(0, random.between(1, 6)).map((word) => build.activity(namer.hub(word), -1))
  const everything = build.names.length
  const oddCases = random.uniform(0, 0.01)
  const weave = random.uniform(0.1, 0.9)
  const switching = random.uniform(0.15, 0.4)
  const hubWithin = random.uniform(0.02, 0.12)
  const noise = random.logUniform(0.00002, 0.002)
  for (let s = 0; s < sessions; s++) {
    const runs: number[][] = []
    do {
      const grammar = random.chance(oddCases) ? odd : usual
      runs.push(walk(random, grammar, random.weighted(popularity), 0).slice(0, 60))
    } while (runs.length < 6 && random.chance(1 - 1 / meanCases))
    build.runs(runs)
    const steps = [hubs[0]!]
    const done = runs.map(() => 0)
    const woven = runs.length > 1 && random.chance(weave)
    let current = 0
    for (;;) {
      const live = runs.flatMap((run, i) => (done[i]! < run.length ? [i] : []))
      if (live.length === 0) break
      if (done[current]! >= runs[current]!.length) current = woven ? random.pick(live) : live[0]!
      else if (woven && random.chance(switching)) current = random.pick(live)
      if (random.chance(hubWithin)) steps.push(random.pick(hubs))
      if (random.chance(noise)) steps.push(random.below(everything))
      steps.push(runs[current]![done[current]!]!)
      done[current]!++
    }
    build.session(steps, 1_672_531_200_000 + s * 600_000, s)
  }
  return build.finish(family, seed)
}

/** @param runs how many runs of the process the log will have, about: it says how likely a turn must be to be seen */
function drawOdd(random: Random, runs: number, create: () => number): OddProcess {
  const usual = drawProcess(
    random,
    random.between(4, 16),
    {
      branch: random.uniform(0, 0.4),
      optional: random.uniform(0.1, 0.6),
      parallel: random.uniform(0, 0.4),
      detours: random.uniform(0, 0.4),
      abandon: random.uniform(0.005, 0.06),
      back: random.uniform(0.02, 0.3)
    },
    create
  )
  for (let turn = random.between(0, 10); turn > 0; turn--) {
    usual.blocks.splice(random.between(1, usual.blocks.length), 0, {
      kind: 'detour',
      activities: Array.from({ length: random.between(1, 3) }, create),
      chance: Math.min(0.3, random.logUniform(0.5, 20) / Math.max(1, runs)),
      after: random.pick(['on', 'on', 'back', 'end'])
    })
  }
  const blocks = usual.blocks.map((block) =>
    block.kind === 'detour' ? { ...block, chance: Math.min(0.5, 100 * block.chance) } : block
  )
  return { usual, odd: { ...usual, blocks } }
}
