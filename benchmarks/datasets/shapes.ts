import { bankLog } from './bank.js'
import { oddTurnsLog } from './odd-turns.js'
import { drawPhases, phaseLog } from './phases.js'
import { drawPlain, drawPlainFew, drawPlainSharing, plainLog } from './plain.js'
import { Random } from './random.js'
import { turnsLog } from './turns.js'
import type { TruthLog } from './types.js'
import { PLAIN_SHAPE, type WebShape, webLog } from './weblog.js'

const web = (draw: (random: Random) => Partial<WebShape>) => (family: string, seed: number) =>
  webLog(family, seed, { ...PLAIN_SHAPE, ...draw(new Random(seed, 31)) })

const sizes = (random: Random, count: number, least: number, most: number) =>
  Array.from({ length: count }, () => random.between(least, most))

/** Anything within wide limits: most of what the network learns from. */
function anyShape(random: Random): Partial<WebShape> {
  const count = Math.round(random.logUniform(3, 70))
  const least = random.between(3, 8)
  const kind = random.below(3)
  let drawn =
    kind === 0
      ? sizes(random, count, least, least + random.between(1, 10))
      : kind === 1
        ? sizes(random, count, 3, 8).map((size) => (random.chance(0.2) ? random.between(14, 45) : size))
        : Array.from({ length: count }, () => Math.max(3, Math.min(60, Math.round(random.logUniform(3, 30)))))
  let total = 0
  drawn = drawn.filter((size) => (total += size) <= 600)
  const activities = drawn.reduce((sum, size) => sum + size, 0)
  const maybe = (chance: number, value: number) => (random.chance(chance) ? value : 0)
  return {
    sizes: drawn,
    events: Math.max(Math.round(random.logUniform(3000, 70_000)), activities * 15),
    zipf: random.uniform(0, 1.5),
    intents: random.chance(0.15) ? random.uniform(5, 14) : random.uniform(1.05, 3),
    related: random.uniform(0, 0.7),
    weave: maybe(0.8, random.uniform(0, 0.9)),
    switching: random.uniform(0.1, 0.4),
    hubs: random.between(0, 14),
    hubWithin: random.uniform(0, 0.2),
    hubBetween: random.uniform(0, 1),
    noise: random.logUniform(0.001, 0.05),
    stray: random.uniform(0, 0.03),
    abandon: random.uniform(0.005, 0.12),
    branch: random.uniform(0, 0.6),
    optional: random.uniform(0, 0.5),
    parallel: maybe(0.4, random.uniform(0, 0.2)),
    detours: maybe(0.5, random.uniform(0, 0.3)),
    back: random.uniform(0, 0.12),
    redesign: maybe(0.3, random.uniform(0, 0.6)),
    turnover: maybe(0.2, random.uniform(0, 0.5)),
    bots: maybe(0.3, random.between(1, 5)),
    sharedChains: random.between(0, 6),
    sharedUse: random.uniform(0.05, 0.5),
    nested: maybe(0.3, random.uniform(0, 0.4)),
    channels: random.pick([1, 1, 1, 2, 3]),
    habits: random.uniform(0, 0.6)
  }
}

/** Ten thousand events of some hundred activities in 250 sessions: nearly every process is rare. */
function fewSessions(random: Random): Partial<WebShape> {
  return {
    sizes: sizes(random, random.between(28, 55), 4, random.between(9, 16)).slice(0, 50),
    events: 10_000,
    maxSessions: 250,
    intents: random.uniform(3.5, 5.5),
    zipf: random.uniform(0.2, 1.3),
    weave: random.uniform(0, 0.9),
    switching: random.uniform(0.1, 0.4),
    related: random.uniform(0, 0.6),
    hubs: random.between(2, 12),
    hubWithin: random.uniform(0.02, 0.15),
    noise: random.logUniform(0.001, 0.03),
    stray: random.uniform(0, 0.03),
    abandon: random.uniform(0.01, 0.1),
    branch: random.uniform(0, 0.4),
    optional: random.uniform(0, 0.4),
    back: random.uniform(0, 0.1),
    sharedChains: random.between(0, 4)
  }
}

/**
 * Some business processes with their rare turns, in no fixed order, woven into sessions: what real logs look like
 * when they are put together.
 */
function casesWoven(random: Random): Partial<WebShape> {
  return {
    sizes: sizes(random, random.between(4, 11), 7, 28),
    events: Math.round(random.logUniform(15_000, 80_000)),
    zipf: random.uniform(0, 0.8),
    intents: random.uniform(1.3, 2.6),
    idle: 0,
    related: random.uniform(0, 0.3),
    weave: random.uniform(0.2, 0.9),
    switching: random.uniform(0.15, 0.35),
    hubs: random.between(1, 6),
    hubWithin: random.uniform(0.02, 0.1),
    noise: random.uniform(0, 0.001),
    stray: 0,
    sharedChains: 0,
    branch: random.uniform(0, 0.4),
    optional: random.uniform(0.1, 0.6),
    parallel: random.uniform(0.1, 0.4),
    detours: random.uniform(0.3, 0.6),
    abandon: random.uniform(0.005, 0.06),
    back: random.uniform(0.02, 0.25)
  }
}

/** A log of the given family from a seed: the same bits on every machine. */
export type Shape = (family: string, seed: number) => TruthLog

/** Generated families by name. */
export const SHAPES: Readonly<Record<string, Shape>> = {
  any: web(anyShape),
  'many small': web((r) => ({ sizes: sizes(r, r.between(80, 130), 3, 6), events: 60_000 })),
  'few large': web((r) => ({ sizes: sizes(r, r.between(3, 6), 20, 42), branch: 0.3 })),
  nested: web((r) => ({ sizes: sizes(r, r.between(15, 30), 4, 14), nested: 0.4, events: 50_000 })),
  overlapping: web((r) => ({
    sizes: sizes(r, r.between(4, 25), 5, 14),
    sharedChains: r.between(4, 9),
    sharedUse: 0.45,
    events: r.between(8000, 50_000)
  })),
  rare: web((r) => ({ sizes: sizes(r, r.between(30, 50), 4, 12), zipf: 1.7, events: 50_000 })),
  long: web((r) => ({ sizes: [...sizes(r, 6, 22, 55), ...sizes(r, 18, 3, 6)], abandon: 0.01, events: 60_000 })),
  phases: (family, seed) => phaseLog(family, seed, drawPhases(seed)),
  turns: turnsLog,
  'odd turns': oddTurnsLog,
  plain: (family, seed) => plainLog(family, seed, drawPlain(seed)),
  'plain, few sessions': (family, seed) => plainLog(family, seed, drawPlainFew(seed)),
  'plain, sharing': (family, seed) => plainLog(family, seed, drawPlainSharing(seed)),
  weaving: web((r) => ({ sizes: sizes(r, r.between(15, 35), 4, 12), intents: 3, weave: 0.9, switching: 0.4 })),
  hubs: web((r) => ({ sizes: sizes(r, r.between(15, 35), 4, 12), hubs: 14, hubWithin: 0.3, hubBetween: 0.9 })),
  noise: web((r) => ({ sizes: sizes(r, r.between(15, 35), 4, 12), noise: 0.08, stray: 0.04 })),
  abandonment: web((r) => ({ sizes: sizes(r, r.between(15, 35), 6, 14), abandon: 0.15 })),
  drift: web((r) => ({ sizes: sizes(r, r.between(15, 30), 5, 14), redesign: 0.5, turnover: 0.3 })),
  bots: web((r) => ({ sizes: sizes(r, r.between(15, 35), 4, 12), bots: 8 })),
  related: web((r) => ({ sizes: sizes(r, r.between(15, 35), 4, 12), related: 0.75, intents: 2.5 })),
  channels: web((r) => ({ sizes: sizes(r, r.between(45, 70), 4, 12), channels: 3, events: 80_000 })),
  histories: web((r) => ({ sizes: sizes(r, r.between(15, 30), 4, 12), intents: 12, weave: 0.5, events: 80_000 })),
  large: web((r) => ({ ...anyShape(r), events: Math.round(r.logUniform(150_000, 600_000)) })),
  'cases woven': web(casesWoven),
  'no hubs': web((r) => ({ sizes: sizes(r, r.between(8, 20), 4, 12), hubs: 0, sharedChains: 0 })),
  tiny: web((r) => ({ sizes: sizes(r, r.between(4, 20), 4, 10), events: r.between(1500, 6000) })),
  'few and small': web((r) => ({
    sizes: sizes(r, r.between(2, 5), 3, 9),
    events: Math.round(r.logUniform(400, 5000)),
    intents: r.chance(0.4) ? 1 : r.uniform(1, 1.8),
    hubs: r.between(0, 3),
    hubWithin: r.uniform(0, 0.15),
    noise: r.chance(0.5) ? 0 : r.uniform(0, 0.04),
    stray: 0,
    sharedChains: r.chance(0.7) ? 0 : 1
  })),
  'few sessions': web(fewSessions),
  'short sessions': web((r) => ({
    ...fewSessions(r),
    maxSessions: 1e9,
    intents: 1.4,
    events: r.between(4000, 10_000)
  })),
  'bank web': (family, seed) => bankLog(family, seed, { events: 50_000, channels: ['web'] }),
  'bank web, hard': (family, seed) => bankLog(family, seed, { events: 50_000, channels: ['web'], hard: true }),
  'bank, three channels': (family, seed) => bankLog(family, seed, { events: 100_000 }),
  'bank, 10,000 events': (family, seed) => bankLog(family, seed, { events: 10_000 }),
  'bank, 250 sessions': (family, seed) =>
    bankLog(family, seed, {
      events: seed % 2 ? 4000 : 10_000,
      channels: ['web'],
      intents: seed % 2 ? 1.5 : 4,
      hard: true
    }),
  'bank web, a million': (family, seed) => bankLog(family, seed, { events: 500_000, channels: ['web'] }),
  'bank, a million': (family, seed) => bankLog(family, seed, { events: 1_000_000 })
}

/** The log of a family; the training takes seeds from 1, the evaluation from {@link EVALUATION_SEED}. */
export function makeLog(family: string, seed: number): TruthLog {
  const shape = SHAPES[family]
  if (!shape) throw new Error(`Unknown family '${family}'. Families: ${Object.keys(SHAPES).join(', ')}.`)
  return { ...shape(family, mix(family, seed)), seed }
}

/** Another seed for each family, so that two families of one seed do not share their processes. */
function mix(family: string, seed: number): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < family.length; i++) hash = Math.imul(hash ^ family.charCodeAt(i), 0x01000193)
  return ((hash >>> 0) ^ Math.imul(seed, 0x9e3779b1)) >>> 0
}

/** No log of the training has a seed from here on. */
export const EVALUATION_SEED = 1_000_000
