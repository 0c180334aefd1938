import { power, Random } from './random.js'
import { LogBuilder, type TruthLog } from './types.js'

/** What a log of plain grammars looks like. Chances and shares are 0 to 1. */
export interface PlainShape {
  events: number
  sizes: number[]
  zipf: number
  intents: number
  related: number
  weave: number
  switching: number
  /** Hubs, all equally frequent; chance of one before any step and between two intents. */
  hubs: number
  hubWithin: number
  hubBetween: number
  /** Chance of any activity of the log, and of another process' first step, before any step. */
  noise: number
  stray: number
  abandon: number
  branch: number
  optional: number
  back: number
  /** Share of the processes half of whose steps get new names midway. */
  renamed: number
  /** Single steps that several processes share at a place of their own, and the chance that a process has a given one. */
  shared: number
  sharedUse: number
  /** Short chains that may interrupt a process after any step. */
  interruptions: number
  channels: number
  bots: number
}

type Node = { alternatives: number[][]; weights: number[]; skip: number }

interface PlainProcess {
  nodes: Node[]
  abandon: number
  shared: { at: number; activity: number }[]
  interruption: readonly number[] | null
  renamed: Map<number, number>
  channel: number
}

/** Anything within wide limits. */
export function drawPlain(seed: number): PlainShape {
  const random = new Random(seed, 81)
  const count = Math.round(random.logUniform(3, 70))
  const least = random.between(3, 8)
  const most = least + random.between(1, 11)
  const kind = random.below(3)
  const draw = () => {
    if (kind === 0) return random.between(least, most)
    if (kind === 1) return random.chance(0.2) ? random.between(15, 45) : random.between(3, 8)
    return Math.max(3, Math.min(60, Math.round(random.logUniform(4, 28))))
  }
  const sizes: number[] = []
  let activities = 0
  while (sizes.length < count && activities < 650) {
    sizes.push(draw())
    activities += sizes[sizes.length - 1]!
  }
  const maybe = (chance: number, value: number) => (random.chance(chance) ? value : 0)
  return {
    sizes,
    events: Math.max(Math.round(random.logUniform(2500, 80_000)), activities * 15),
    zipf: random.uniform(0, 1.6),
    intents: random.chance(0.15) ? random.uniform(5, 14) : random.uniform(1.05, 3),
    related: random.uniform(0, 0.7),
    weave: maybe(0.8, random.uniform(0, 0.9)),
    switching: random.uniform(0.1, 0.4),
    hubs: random.between(0, 14),
    hubWithin: random.uniform(0, 0.22),
    hubBetween: random.uniform(0, 1),
    noise: random.logUniform(0.001, 0.06),
    stray: random.uniform(0, 0.03),
    abandon: random.uniform(0.005, 0.13),
    branch: random.uniform(0, 0.7),
    optional: random.uniform(0, 0.5),
    back: random.uniform(0, 0.12),
    renamed: maybe(0.3, random.uniform(0, 0.7)),
    shared: random.between(0, 8),
    sharedUse: random.uniform(0.1, 0.5),
    interruptions: maybe(0.7, random.between(1, 4)),
    channels: random.pick([1, 1, 1, 2, 3]),
    bots: maybe(0.3, random.between(1, 6))
  }
}

/** Some 400 activities in 10,000 events: most processes are rare. */
export function drawPlainFew(seed: number): PlainShape {
  const random = new Random(seed, 82)
  const count = random.between(25, 60)
  const usual = 340 / count
  return {
    ...drawPlain(seed),
    sizes: Array.from({ length: count }, () =>
      Math.max(3, Math.min(40, Math.round(random.logUniform(usual / 2, usual * 2))))
    ),
    events: 10_000,
    zipf: random.uniform(0.2, 1.2),
    intents: random.uniform(2.5, 5),
    hubs: random.between(3, 12),
    hubWithin: random.uniform(0.03, 0.13),
    noise: random.uniform(0.002, 0.02),
    related: random.uniform(0.1, 0.5),
    abandon: random.uniform(0.02, 0.09),
    renamed: 0,
    channels: 1,
    bots: 0
  }
}

/** Three to six long processes that share many steps, in a few hundred sessions. */
export function drawPlainSharing(seed: number): PlainShape {
  const random = new Random(seed, 83)
  return {
    ...drawPlain(seed),
    sizes: Array.from({ length: random.between(3, 6) }, () => random.between(9, 27)),
    events: random.between(3000, 10_000),
    zipf: random.uniform(0.3, 1.2),
    intents: random.uniform(1.1, 2),
    branch: random.uniform(0.3, 0.6),
    shared: random.between(4, 12),
    sharedUse: 0.6,
    interruptions: 3,
    renamed: 0,
    channels: 1,
    bots: 0
  }
}

/** A log of processes of plain steps and alternatives, under names that tell nothing. */
export function plainLog(family: string, seed: number, shape: PlainShape): TruthLog {
  const random = new Random(seed, 84)
  const build = new LogBuilder()
  let named = 0
  const step = (process: number, channel: number) => build.activity(`a${named++}`, process, channel)
  const each = <Item>(count: number, make: (k: number) => Item) => Array.from({ length: count }, (_, k) => make(k))
  const processes = shape.sizes.map((size, p) => drawProcess(random, size, p, shape, step))
  const open = each(shape.channels, (channel) => channel).filter((c) => processes.some((one) => one.channel === c))
  const hubs = each(shape.channels, (channel) => each(shape.hubs, () => step(-1, channel)))
  const shared = each(shape.channels, (channel) => each(shape.shared, () => step(-1, channel)))
  const interruptions = each(shape.interruptions, () => each(4, () => step(-1, 0)))
  processes.forEach((process, p) => {
    for (const activity of shared[process.channel]!)
      if (random.chance(shape.sharedUse)) process.shared.push({ at: random.below(process.nodes.length), activity })
    if (interruptions.length > 0) process.interruption = interruptions[p % interruptions.length]!
    if (!random.chance(shape.renamed)) return
    for (const { alternatives } of process.nodes)
      for (const activity of alternatives.flat())
        if (random.chance(0.5)) process.renamed.set(activity, step(p, process.channel))
  })
  const popularity = random.shuffle(processes.map((_, rank) => 1 / power(rank + 1, shape.zipf)))
  const weights = hubs.map((_, c) => popularity.map((weight, p) => (processes[p]!.channel === c ? weight : 0)))
  const followers = processes.map(({ channel }, p) =>
    [random.below(processes.length), random.below(processes.length)].filter(
      (q) => q !== p && processes[q]!.channel === channel
    )
  )
  while (build.events < shape.events) {
    const at = build.events / shape.events
    const channel = random.pick(open)
    const chosen = [random.weighted(weights[channel]!)]
    while (chosen.length < 60 && random.chance(1 - 1 / shape.intents)) {
      const usual = followers[chosen[chosen.length - 1]!]!
      const follows = usual.length > 0 && random.chance(shape.related)
      chosen.push(follows ? random.pick(usual) : random.weighted(weights[channel]!))
    }
    const runs = chosen.map((p) => walk(random, processes[p]!, at > 0.5, shape.back))
    build.runs(runs)
    const steps = session(
      random,
      runs,
      hubs[channel]!,
      shape,
      () => {
        const other = processes[random.below(processes.length)]!
        return other.channel === channel ? other.nodes[0]!.alternatives[0]![0]! : -1
      },
      build.names.length
    )
    build.session(steps, 1_577_836_800_000 + Math.floor(at * 60 * 86_400_000), build.sessions)
  }
  const longest = Math.max(300, Math.floor(shape.events / 60))
  for (let bot = 0; bot < shape.bots; bot++)
    build.session(
      each(longest, () => random.below(build.names.length)),
      1_577_836_800_000 + random.below(60 * 86_400_000),
      build.sessions
    )
  return build.finish(family, seed)
}

function drawProcess(
  random: Random,
  size: number,
  p: number,
  shape: PlainShape,
  step: (process: number, channel: number) => number
): PlainProcess {
  const channel = p < shape.channels ? p : random.below(shape.channels)
  const nodes: Node[] = []
  for (let made = 0; made < size; ) {
    if (size >= 7 && made > 0 && made < size - 3 && random.chance(shape.branch)) {
      const alternatives = Array.from({ length: random.between(2, 3) }, () =>
        Array.from({ length: random.between(1, 3) }, () => step(p, channel))
      )
      made += alternatives.flat().length
      nodes.push({ alternatives, weights: alternatives.map(() => random.uniform(0.1, 1)), skip: 0 })
    } else {
      const inner = made > 0 && made < size - 1
      nodes.push({
        alternatives: [[step(p, channel)]],
        weights: [1],
        skip: inner && random.chance(shape.optional) ? 0.5 : 0
      })
      made++
    }
  }
  const abandon = shape.abandon * random.uniform(0.3, 1.7)
  return { nodes, abandon, shared: [], interruption: null, renamed: new Map(), channel }
}

function walk(random: Random, process: PlainProcess, late: boolean, back: number): number[] {
  const steps: number[] = []
  const { nodes } = process
  for (let at = 0, guard = 0; at < nodes.length && guard < 200; guard++) {
    const { alternatives, weights, skip } = nodes[at]!
    if (!random.chance(skip))
      for (const activity of alternatives[random.weighted(weights)]!)
        steps.push((late && process.renamed.get(activity)) || activity)
    for (const one of process.shared) if (one.at === at && random.chance(0.6)) steps.push(one.activity)
    if (process.interruption && random.chance(0.08)) steps.push(...process.interruption)
    if (random.chance(process.abandon)) break
    at = at > 0 && random.chance(back) ? Math.max(0, at - random.between(1, 2)) : at + 1
  }
  return steps
}

/** The runs woven or one after the other, with hubs, noise and strays (-1: none) in between. */
function session(
  random: Random,
  runs: readonly number[][],
  hubs: readonly number[],
  shape: PlainShape,
  stray: () => number,
  activities: number
): number[] {
  const steps: number[] = hubs.slice(0, 2)
  const done = runs.map(() => 0)
  const woven = runs.length > 1 && random.chance(shape.weave)
  let current = 0
  for (;;) {
    const live = runs.flatMap((run, r) => (done[r]! < run.length ? [r] : []))
    if (live.length === 0) return steps
    if (done[current]! >= runs[current]!.length) {
      current = woven ? random.pick(live) : live[0]!
      if (hubs.length > 0 && random.chance(shape.hubBetween)) steps.push(random.pick(hubs))
    } else if (woven && random.chance(shape.switching)) current = random.pick(live)
    if (hubs.length > 0 && random.chance(shape.hubWithin)) steps.push(random.pick(hubs))
    const strayed = random.chance(shape.stray) ? stray() : -1
    if (strayed >= 0) steps.push(strayed)
    if (random.chance(shape.noise)) steps.push(random.below(activities))
    steps.push(runs[current]![done[current]!]!)
    done[current]!++
  }
}
