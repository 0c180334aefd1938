import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import { Random } from '../datasets/random.js'

/** Where generated logs, prepared inputs and installed peers are kept; not under version control. */
export const CACHE = new URL('../../.cache/', import.meta.url)

/** A size of log that is measured. */
export interface LogSize {
  name: string
  events: number
  activities: number
}

export const SIZES: Readonly<Record<string, LogSize>> = {
  '100k': { name: '100k', events: 100_000, activities: 300 },
  '1m': { name: '1m', events: 1_000_000, activities: 1000 },
  '10m': { name: '10m', events: 10_000_000, activities: 5000 },
  '100m': { name: '100m', events: 100_000_000, activities: 5000 },
  '10m20k': { name: '10m20k', events: 10_000_000, activities: 20_000 }
}

/** The truth of a generated log, by activity name. */
export interface PlantedTruth {
  /** Process of each activity; -1 for hubs. */
  process: Record<string, number>
  processes: number
  events: number
  bytes: number
}

const START_SECONDS = 1_709_251_200 // 2024-03-01
/** Sessions that are under way at once. */
const OPEN = 400
const WORDS = 'open pay card loan limit search order claim profile invoice address transfer renew cancel quote'.split(
  ' '
)
const STEPS = 'start details confirm review upload sign done amount payee terms code summary'.split(' ')

/**
 * The path of a seeded CSV (`session_id,activity,timestamp`, in time order, sessions interleaved) and its truth; written
 * once. Sessions hold one to three runs of processes of 6 to 34 activities, with skipped steps, hubs and stray events.
 */
export function plantedLog(size: LogSize, seed = 1): { path: string; truth: PlantedTruth } {
  mkdirSync(CACHE, { recursive: true })
  const path = new URL(`planted-${size.name}-${seed}.csv`, CACHE).pathname
  const truthPath = path.replace('.csv', '.truth.json')
  if (!existsSync(truthPath)) {
    process.stderr.write(`Writing ${path} (once)...\n`)
    writeFileSync(`${truthPath}.part`, JSON.stringify(write(`${path}.part`, size, seed)))
    renameSync(`${path}.part`, path)
    renameSync(`${truthPath}.part`, truthPath)
  }
  return { path, truth: JSON.parse(readFileSync(truthPath, 'utf8')) }
}

interface Plan {
  names: Buffer[]
  /** First and last + 1 activity of each process. */
  first: number[]
  truth: PlantedTruth
  hubs: number
}

function plan(size: LogSize, random: Random): Plan {
  const hubs = 8 + Math.floor(size.activities / 200)
  const names: string[] = []
  for (let hub = 0; hub < hubs; hub++) names.push(hub === 0 ? '/login' : hub === 1 ? '/home' : `/common/page-${hub}`)
  const truth: PlantedTruth = { process: {}, processes: 0, events: size.events, bytes: 0 }
  const first = [hubs]
  while (names.length < size.activities) {
    const id = truth.processes++
    const length = Math.min(random.between(6, 34), size.activities - names.length)
    const word = random.pick(WORDS)
    for (let step = 0; step < length; step++) {
      const name = `/${word}/${random.pick(STEPS)}-${names.length}`
      truth.process[name] = id
      names.push(name)
    }
    first.push(names.length)
  }
  for (let hub = 0; hub < hubs; hub++) truth.process[names[hub]!] = -1
  return { names: names.map((name) => Buffer.from(name)), first, truth, hubs }
}

function drawSession(random: Random, { first, hubs, names }: Plan): number[] {
  const steps = [0]
  if (random.chance(0.7)) steps.push(1)
  const runs = random.between(1, 3)
  for (let run = 0; run < runs; run++) {
    const skewed = random.unit() * random.unit() // some processes are more frequent than others
    const process = Math.floor(skewed * (first.length - 1))
    for (let step = first[process]!; step < first[process + 1]!; step++) {
      if (random.chance(0.2)) continue
      steps.push(step)
      if (random.chance(0.08)) steps.push(random.below(hubs))
      if (random.chance(0.01)) steps.push(random.below(names.length))
    }
  }
  return steps
}

function write(path: string, size: LogSize, seed: number): PlantedTruth {
  const random = new Random(seed, 23)
  const made = plan(size, random)
  const file = openSync(path, 'w')
  const buffer = Buffer.alloc(1 << 20)
  let at = buffer.write('session_id,activity,timestamp\n')
  let bytes = 0
  let sessions = 0
  const steps: number[][] = []
  const done: number[] = []
  const ids: string[] = []
  for (let event = 0; event < size.events; event++) {
    const slot = random.below(OPEN)
    if (steps[slot] === undefined || done[slot]! >= steps[slot].length) {
      steps[slot] = drawSession(random, made)
      done[slot] = 0
      ids[slot] = `s-${String(sessions++).padStart(8, '0')},`
    }
    at += buffer.write(ids[slot]!, at, 'latin1')
    const name = made.names[steps[slot]![done[slot]!++]!]!
    at += name.copy(buffer, at)
    const stamp = new Date((START_SECONDS + Math.floor(event * ((86_400 * 90) / size.events))) * 1000).toISOString()
    at += buffer.write(`,${stamp.slice(0, 10)} ${stamp.slice(11, 19)}\n`, at, 'latin1')
    if (at > buffer.length - 256) {
      bytes += writeSync(file, buffer, 0, at)
      at = 0
    }
  }
  bytes += writeSync(file, buffer, 0, at)
  closeSync(file)
  return { ...made.truth, bytes }
}
