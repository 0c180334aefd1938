import { drawProcess, ownActivities, type Process, type ProcessStyle, walk } from './grammar.js'
import { drawNaming, HUB_WORDS, Namer, type NamingStyle } from './naming.js'
import { power, Random } from './random.js'
import { LogBuilder, type TruthLog } from './types.js'

/** What a log of sessions looks like. Chances and shares are 0 to 1. */
export interface WebShape extends ProcessStyle {
  events: number
  /** Stop after so many sessions, whatever the events. */
  maxSessions: number
  /** Own activities of each process. */
  sizes: number[]
  /** Exponent of Zipf's law of the processes' popularity. */
  zipf: number
  /** Mean number of intents of a session. */
  intents: number
  /** Sessions without any intent: a look at the home page. */
  idle: number
  /** Chance that the next intent is one that usually follows the one before. */
  related: number
  /** Chance that a session of several intents weaves them, and then to switch after each step. */
  weave: number
  switching: number
  hubs: number
  /** Chance of a hub before any step, and between two intents. */
  hubWithin: number
  hubBetween: number
  /** Chance of a random activity, and of the first step of a random process, before any step. */
  noise: number
  stray: number
  /** Shared chains that stand in several processes, and the chance that a process has a given one. */
  sharedChains: number
  sharedUse: number
  /** Share of the processes that call another process. */
  nested: number
  /** Share of processes redesigned midway (half of their steps renamed), launched late or retired early. */
  redesign: number
  turnover: number
  /** Scripted sessions that visit activities at random. */
  bots: number
  /** Sites with separate processes and hubs. */
  channels: number
  /** Customers prefer a few processes; 0: no habits. */
  habits: number
  naming: NamingStyle | null
}

export const PLAIN_SHAPE: WebShape = {
  events: 40_000,
  maxSessions: 1e9,
  sizes: [],
  zipf: 0.9,
  intents: 1.6,
  idle: 0.05,
  related: 0.3,
  weave: 0.3,
  switching: 0.2,
  hubs: 8,
  hubWithin: 0.07,
  hubBetween: 0.6,
  noise: 0.01,
  stray: 0.01,
  sharedChains: 2,
  sharedUse: 0.2,
  nested: 0,
  redesign: 0,
  turnover: 0,
  bots: 0,
  channels: 1,
  habits: 0.3,
  naming: null,
  branch: 0.25,
  optional: 0.2,
  parallel: 0.05,
  detours: 0.1,
  abandon: 0.04,
  back: 0.05
}

const DAY_MS = 86_400_000
const START_MS = 1_704_067_200_000

/** A log of web sessions: runs of processes, woven or one after the other, with hubs, noise and bots in between. */
export function webLog(family: string, seed: number, shape: WebShape): TruthLog {
  const random = new Random(seed, 1)
  const build = new LogBuilder()
  const naming = shape.naming ?? drawNaming(random)
  const namer = new Namer(new Random(seed, 2), naming)
  const { processes, channelOf, hubs } = drawWorld(random, build, namer, shape)
  const count = processes.length
  const popularity = random.shuffle(processes.map((_, rank) => 1 / power(rank + 1, shape.zipf)))
  const weights = hubs.map((_, channel) => popularity.map((weight, p) => (channelOf[p] === channel ? weight : 0)))
  const open = hubs.map((_, channel) => channel).filter((channel) => channelOf.includes(channel))
  const followers = processes.map((_, p) =>
    [random.below(count), random.below(count)].filter((q) => q !== p && channelOf[q] === channelOf[p])
  )
  const hubWeights = HUB_WORDS.map((_, rank) => 1 / (1 + rank))
  const everything = build.names.length
  const customers = Math.max(5, Math.round(shape.events / 80))
  const favourites = new Map<number, number>()

  const drawHub = (channel: number) => hubs[channel]![random.weighted(hubWeights.slice(0, shape.hubs))]!
  const drawProcessAt = (channel: number, at: number) => {
    for (let tries = 0; tries < 20; tries++) {
      const p = random.weighted(weights[channel]!)
      if (at >= processes[p]!.bornAt && at <= processes[p]!.diesAt) return p
    }
    return random.weighted(weights[channel]!)
  }
  const session = (at: number, customer: number): number[] => {
    const channel = random.pick(open)
    let intents = random.chance(shape.idle) ? 0 : 1
    while (intents > 0 && intents < 60 && random.chance(1 - 1 / shape.intents)) intents++
    const chosen: number[] = []
    for (let k = 0; k < intents; k++) {
      const before = chosen[k - 1]
      const favourite = favourites.get(customer)
      if (before !== undefined && followers[before]!.length > 0 && random.chance(shape.related))
        chosen.push(random.pick(followers[before]!))
      else if (favourite !== undefined && channelOf[favourite] === channel && random.chance(shape.habits))
        chosen.push(favourite)
      else chosen.push(drawProcessAt(channel, at))
    }
    if (chosen.length > 0 && !favourites.has(customer)) favourites.set(customer, chosen[0]!)
    const runs = chosen.map((p) => walk(random, processes, p, at))
    build.runs(runs)
    const steps: number[] = []
    if (shape.hubs > 0) steps.push(hubs[channel]![0]!)
    if (shape.hubs > 1 && random.chance(0.8)) steps.push(hubs[channel]![1]!)
    if (intents === 0) for (let k = random.below(4); k > 0 && shape.hubs > 0; k--) steps.push(drawHub(channel))
    const done = runs.map(() => 0)
    const woven = runs.length > 1 && random.chance(shape.weave)
    let current = 0
    for (;;) {
      const live = runs.flatMap((run, i) => (done[i]! < run.length ? [i] : []))
      if (live.length === 0) break
      if (done[current]! >= runs[current]!.length) {
        current = woven ? random.pick(live) : live[0]!
        if (shape.hubs > 0 && random.chance(shape.hubBetween)) steps.push(drawHub(channel))
      } else if (woven && random.chance(shape.switching)) current = random.pick(live)
      if (shape.hubs > 0 && random.chance(shape.hubWithin)) steps.push(drawHub(channel))
      if (random.chance(shape.stray)) {
        const stray = random.below(count)
        const first = ownActivities(processes[stray]!)[0]
        if (first !== undefined && channelOf[stray] === channel) steps.push(first)
      }
      if (random.chance(shape.noise)) {
        const any = random.below(everything)
        if (build.channel[any] === channel) steps.push(any)
      }
      steps.push(runs[current]![done[current]!]!)
      done[current]!++
    }
    return steps
  }

  while (build.events < shape.events && build.sessions < shape.maxSessions) {
    const at = Math.min(0.9999, Math.max(build.events / shape.events, build.sessions / shape.maxSessions))
    const customer = random.below(customers)
    build.session(session(at, customer), START_MS + Math.floor(at * 90 * DAY_MS) + random.below(60_000), customer)
  }
  const botLength = Math.max(300, Math.floor(shape.events / 60))
  for (let bot = 0; bot < shape.bots; bot++) {
    const steps = Array.from({ length: botLength }, () => random.below(everything))
    build.session(steps, START_MS + random.below(90 * DAY_MS), customers + bot)
  }
  const channelNames = ['web', 'app', 'ivr', 'branch'].slice(0, shape.channels)
  return build.finish(family, seed, channelNames)
}

/** Draws the processes, their shared chains and calls, and the hubs of each channel. */
function drawWorld(random: Random, build: LogBuilder, namer: Namer, shape: WebShape) {
  const channelOf: number[] = []
  const processes = shape.sizes.map((size, p) => {
    const channel = p < shape.channels ? p : random.below(shape.channels)
    channelOf.push(channel)
    return drawProcess(random, size, shape, () => build.activity(namer.step(p), p, channel))
  })
  const insert = (process: Process, block: Process['blocks'][number]) =>
    process.blocks.splice(random.between(1, process.blocks.length), 0, block)
  for (let chain = 0; chain < shape.sharedChains; chain++) {
    const channel = random.below(shape.channels)
    const length = random.between(1, 5)
    const activities = Array.from({ length }, () => build.activity(namer.step(10_000 + chain), -1, channel))
    processes.forEach((process, p) => {
      if (channelOf[p] === channel && random.chance(shape.sharedUse))
        insert(process, { kind: 'shared', activities, chance: random.uniform(0.3, 1) })
    })
  }
  processes.forEach((process, p) => {
    const callee = random.below(processes.length)
    if (random.chance(shape.nested) && callee !== p && channelOf[callee] === channelOf[p])
      insert(process, { kind: 'call', process: callee, chance: random.uniform(0.1, 0.6) })
    if (random.chance(shape.redesign)) {
      process.redesignAt = random.uniform(0.3, 0.7)
      for (const activity of ownActivities(process))
        if (random.chance(0.5)) process.redesign.set(activity, build.activity(namer.step(p), p, channelOf[p]!))
    }
    if (random.chance(shape.turnover)) {
      if (random.chance(0.5)) process.bornAt = random.uniform(0.2, 0.7)
      else process.diesAt = random.uniform(0.3, 0.8)
    }
  })
  const hubs = Array.from({ length: shape.channels }, (_, channel) =>
    Array.from({ length: shape.hubs }, (_, h) =>
      build.activity(namer.hub(HUB_WORDS[h % HUB_WORDS.length]!), -1, channel)
    )
  )
  return { processes, channelOf, hubs }
}
