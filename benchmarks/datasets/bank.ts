import { drawProcess, ownActivities, type Process, type ProcessStyle, walk } from './grammar.js'
import { opaqueName } from './naming.js'
import { Random } from './random.js'
import { LogBuilder, type TruthLog } from './types.js'

export interface BankOptions {
  /** Events over all the channels asked for. */
  events: number
  channels?: readonly ('web' | 'app' | 'ivr')[]
  hard?: boolean
  /** Mean number of intents in a session; long-lived sessions (a customer's whole history) have more. */
  intents?: number
}

/** Least and most own steps of a process, by kind of product. */
const KINDS = { loan: [11, 36], open: [8, 14], dispute: [6, 11], pay: [4, 8], card: [4, 9], setting: [3, 6] } as const
type Kind = keyof typeof KINDS

const PRODUCTS: readonly (readonly [name: string, kind: Kind])[] = [
  ['send money', 'pay'],
  ['card bill', 'pay'],
  ['check balance alert', 'setting'],
  ['deposit cheque', 'pay'],
  ['friend pay', 'pay'],
  ['new payee', 'card'],
  ['standing order', 'card'],
  ['mortgage request', 'loan'],
  ['remortgage', 'loan'],
  ['car loan', 'loan'],
  ['consumer loan', 'loan'],
  ['open giro', 'open'],
  ['open deposit', 'open'],
  ['open pension', 'open'],
  ['credit card request', 'open'],
  ['move card balance', 'dispute'],
  ['contest booking', 'dispute'],
  ['fraud reply', 'dispute'],
  ['buy shares', 'dispute'],
  ['insure home', 'dispute'],
  ['foreign cash', 'card'],
  ['wire abroad', 'card'],
  ['second cardholder', 'card'],
  ['alert rules', 'card'],
  ['overdraft choice', 'card'],
  ['external link', 'card'],
  ['stop cheque', 'card'],
  ['meet adviser', 'card'],
  ['lost card', 'card'],
  ['bonus points', 'card'],
  ['phone number', 'setting'],
  ['home address', 'setting'],
  ['face unlock', 'setting'],
  ['forgotten secret', 'setting'],
  ['card unlock', 'setting'],
  ['yearly tax', 'setting'],
  ['journey notice', 'setting'],
  ['raise limit', 'setting'],
  ['paper slips', 'setting'],
  ['end account', 'setting'],
  ['ask for money', 'setting'],
  ['cheque book', 'setting']
]
const STEPS =
  'begin pick-account payee sum check-input confirm done who-are-you documents household income employer debts property rates choose-product consent wishes overview second-applicant reason schedule upload sign quote'.split(
    ' '
  )
const SITES = ['move', 'apply', 'secure', 'accounts', 'service', 'desk']
const HUBS = {
  web: '/login /login/code /home /accounts/all /search /help /inbox /menu /logout /error'.split(' '),
  app: 'Login FacePrompt Home Accounts Search HelpHome Inbox More Logout ErrorSheet'.split(' '),
  ivr: 'IVR_0000 IVR_0001_ID IVR_0100_MENU IVR_0110_BALANCE IVR_0190_SPEECH IVR_0900_HELP IVR_0200_MORE IVR_0999_END IVR_0998_AGAIN IVR_0910_NEWS'.split(
    ' '
  )
}
const HUB_WEIGHTS = [0, 0, 8, 4, 2, 1.5, 1.5, 1.5, 0, 1]
const SHARED = {
  web: ['/stepup', '/stepup/code', '/sign/viewer', '/files/upload'],
  app: ['StepUpSheet', 'StepUpCode', 'SignView', 'Camera'],
  ivr: ['IVR_0050_CODE']
}
const SHARE_OF_CHANNEL = { web: 0.5, app: 0.42, ivr: 0.08 }
const PROCESSES_OF_CHANNEL = { web: 42, app: 38, ivr: 14 }
const START_MS = 1_704_067_200_000
const DAY_MS = 86_400_000

interface Site {
  /** The product that is often wanted next, after each product. */
  follower: number[]
  channel: 'web' | 'app' | 'ivr'
  processes: Process[]
  popularity: number[]
  hubs: number[]
  everything: [first: number, last: number]
}

/**
 * A bank's log: customers with habits come back over ninety days by web, app and phone; names are partly obfuscated;
 * e-sign and step-up are shared; one web process is redesigned midway; a bot visits pages at random. The truth tells
 * the same product on two channels apart: no session has both.
 */
export function bankLog(family: string, seed: number, options: BankOptions): TruthLog {
  const random = new Random(seed, 11)
  const build = new LogBuilder()
  const hard = options.hard ?? false
  const channels = options.channels ?? ['web', 'app', 'ivr']
  let firstProcess = 0
  const sites = channels.map((channel, index) => {
    const site = drawSite(random, build, channel, index, firstProcess, hard)
    firstProcess += site.processes.length
    return site
  })
  const shares = channels.map((channel) => SHARE_OF_CHANNEL[channel])
  const customers = Math.max(4, Math.round(options.events / 90))
  const habits = Array.from({ length: customers }, () => ({
    favourite: sites.map((site) => random.weighted(site.popularity)),
    leaning: shares.map((share) => share * random.uniform(0.1, 2)),
    joined: random.chance(0.5) ? 0 : random.unit() * 0.7
  }))
  const meanIntents = options.intents ?? (hard ? 2.1 : 1.5)
  const idle = 0.15

  const session = (site: Site, siteIndex: number, customer: number, at: number): number[] => {
    const steps = [site.hubs[0]!]
    if (random.chance(0.5)) steps.push(site.hubs[1]!)
    if (random.chance(0.9)) steps.push(site.hubs[2]!)
    const drawHub = () => site.hubs[random.weighted(HUB_WEIGHTS)]!
    const runs: number[][] = []
    let before = -1
    if (!random.chance(idle)) {
      do {
        const p = drawIntent(random, site, before, habits[customer]!.favourite[siteIndex]!)
        before = p
        runs.push(walk(random, site.processes, p, at))
      } while (runs.length < 40 && random.chance(1 - 1 / meanIntents))
      build.runs(runs)
    } else for (let k = random.below(5); k > 0; k--) steps.push(drawHub())
    const woven = runs.length > 1 && random.chance(hard ? 0.45 : 0.2)
    const done = runs.map(() => 0)
    let current = 0
    for (;;) {
      const live = runs.flatMap((run, i) => (done[i]! < run.length ? [i] : []))
      if (live.length === 0) break
      if (done[current]! >= runs[current]!.length) {
        current = live[0]!
        for (let k = random.between(0, 2); k > 0; k--) steps.push(drawHub())
      } else if (woven && random.chance(0.3)) current = random.pick(live)
      if (random.chance(hard ? 0.18 : 0.1)) steps.push(drawHub())
      if (random.chance(hard ? 0.03 : 0.01)) {
        const p = random.weighted(site.popularity)
        steps.push(...walk(random, site.processes, p, at).slice(0, random.between(1, 2)))
      }
      if (random.chance(hard ? 0.02 : 0.004)) steps.push(random.between(...site.everything))
      const step = runs[current]![done[current]!]!
      steps.push(step)
      // A failed page is called again.
      while (random.chance(0.03)) steps.push(step)
      done[current]!++
    }
    if (random.chance(0.4)) steps.push(site.hubs[8]!)
    return steps
  }

  for (let at = 0; build.events < options.events; at = build.events / options.events) {
    const customer = random.below(customers)
    if (habits[customer]!.joined > at) continue
    const siteIndex = random.weighted(habits[customer]!.leaning)
    const startMs = START_MS + Math.floor(at * 90 * DAY_MS) + random.below(600_000)
    build.session(session(sites[siteIndex]!, siteIndex, customer, at), startMs, customer)
  }
  if (options.events >= 20_000) {
    const [first, last] = sites[0]!.everything
    const steps = Array.from({ length: 500 }, () => random.between(first, last))
    build.session(steps, START_MS + random.below(90 * DAY_MS), customers)
  }
  return build.finish(family, seed, channels)
}

function drawIntent(random: Random, site: Site, before: number, favourite: number): number {
  if (before >= 0 && random.chance(0.35)) return site.follower[before]!
  return random.chance(0.3) ? favourite : random.weighted(site.popularity)
}

function drawSite(
  random: Random,
  build: LogBuilder,
  channel: Site['channel'],
  channelIndex: number,
  firstProcess: number,
  hard: boolean
): Site {
  const first = build.names.length
  const style: ProcessStyle = {
    branch: hard ? 0.15 : 0.05,
    optional: 0.25,
    parallel: 0,
    detours: 0,
    abandon: hard ? 0.06 : 0.035,
    back: 0.05
  }
  const products =
    channel === 'web' ? [...PRODUCTS] : random.shuffle([...PRODUCTS]).slice(0, PROCESSES_OF_CHANNEL[channel])
  const hubs = HUBS[channel].map((name) => build.activity(name, -1, channelIndex))
  const shared = SHARED[channel].map((name) => build.activity(name, -1, channelIndex))
  const processes = products.map(([name, kind], p) => {
    const [least, most] = KINDS[kind]
    const scale = channel === 'web' ? 1 : channel === 'app' ? 0.7 : 0.5
    const size = Math.max(3, Math.round(random.between(least, most) * scale))
    const id = firstProcess + p
    const process = drawProcess(random, size, style, () =>
      build.activity(stepName(random, channel, name, hard), id, channelIndex)
    )
    const insert = (activities: number[], chance: number) =>
      process.blocks.splice(random.between(2, process.blocks.length), 0, { kind: 'shared', activities, chance })
    if (random.chance(kind === 'pay' || kind === 'setting' ? 0.5 : 0.2))
      insert(shared.slice(0, 2), random.uniform(0.2, 0.6))
    if ((kind === 'loan' || kind === 'open') && shared.length > 2) {
      if (random.chance(0.7)) insert([shared[2]!], 0.8)
      if (random.chance(0.5)) insert([shared[3]!], 0.7)
    }
    if (channel === 'web' && name === 'mortgage request') {
      process.redesignAt = random.uniform(0.4, 0.6)
      for (const activity of ownActivities(process))
        if (random.chance(0.45))
          process.redesign.set(activity, build.activity(stepName(random, channel, name, hard), id, channelIndex))
    }
    return process
  })
  // Popular payments first; below, a floor that keeps the rare ones alive.
  const popularity = products.map((_, rank) => 1 / (1 + rank) + random.uniform(0.08, 0.25))
  const follower = products.map((_, p) => (p + random.between(1, products.length - 1)) % products.length)
  return { channel, processes, popularity, follower, hubs, everything: [first, build.names.length - 1] }
}

function stepName(random: Random, channel: Site['channel'], product: string, hard: boolean): string {
  const words = product.split(' ')
  const step = random.pick(STEPS)
  const camel = (text: string) =>
    text
      .split(/[ -]/)
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join('')
  const short = words.map((word) => word.slice(0, 2)).join('')
  const opaque = random.chance(hard ? 0.4 : 0.18)
  if (channel === 'ivr')
    return `IVR_${1000 + random.below(9000)}${opaque || random.chance(0.4) ? '' : `_${step.toUpperCase()}`}`
  if (channel === 'app') {
    if (opaque) return `Frag_${random.below(65_536).toString(16).padStart(4, '0')}`
    return random.pick([
      `${camel(product)}_${camel(step)}`,
      `${camel(product)}${camel(step)}Screen`,
      `RN/${short}/${step}`,
      `flow:${words[0]}:${step}`,
      `${camel(step)}ViewController${random.between(1, 40)}`
    ])
  }
  if (opaque)
    return random.chance(0.6) ? opaqueName(random) : `/old/${short.toUpperCase()}${random.between(1000, 9999)}.jsp`
  return random.pick([
    `/${random.pick(SITES)}/${words.join('-')}/${step}`,
    `/${random.pick(SITES)}/${short}/${step}.do`,
    `/${random.pick(SITES)}/r${random.between(1, 9)}/${step}`,
    `/${words[0]}/${step}`
  ])
}
