// Scores the first 200,000 events of the log, in their sessions, by a model with the planted processes.
import { openAsBlob, readFileSync } from 'node:fs'
import { type DiscoveryModel, liveScorer, readLog, score } from '@desirepath/core'
import { given, peakMemory, report } from '../contender.js'

const EVENTS = 200_000
const ROUNDS = 5

const { path, truth: truthPath, whole } = given<{ path: string; truth: string; whole?: boolean }>()
const truth = JSON.parse(readFileSync(truthPath, 'utf8')) as { process: Record<string, number>; processes: number }
const head = (await openAsBlob(path)).slice(0, EVENTS * 48)
const log = await readLog(head)
const model: DiscoveryModel = {
  format: 'desirepath/model',
  version: 1,
  fingerprint: 'benchmark',
  activities: Object.entries(truth.process).map(([name, process]) => ({ name, process, hub: process < 0, events: 1 })),
  processes: Array.from({ length: truth.processes }, (_, id) => {
    return { id, name: `${id}`, family: '', channel: null, steps: [], terminalSteps: [] }
  }),
  dimensions: 1,
  vectors: ''
}
// Names as a live stream has them: texts of their own, not those of the model.
const names = Array.from(log.activity, (a) => log.activityNames[a]!)

function eventByEvent(): Int32Array {
  const process = new Int32Array(names.length)
  for (let s = 0; s + 1 < log.sessionOffsets.length; s++) {
    const session = begin()
    for (let i = log.sessionOffsets[s]!; i < log.sessionOffsets[s + 1]!; i++) {
      const scored = session.add(names[i]!)
      process[i] = scored.process
      for (let j = i - scored.before; j < i; j++) process[j] = scored.process
    }
  }
  return process
}

const begin = liveScorer(model)
const times: number[] = []
let cpuMs = 0
let found: Int32Array = new Int32Array(0)
for (let round = 0; round < ROUNDS; round++) {
  const cpu = process.cpuUsage()
  const start = performance.now()
  found = whole ? score(model, log).process : eventByEvent()
  times.push(performance.now() - start)
  const { user, system } = process.cpuUsage(cpu)
  cpuMs += (user + system) / 1000 / ROUNDS
}
let steps = 0
let right = 0
for (let i = 0; i < found.length; i++) {
  const own = truth.process[names[i]!]!
  if (own < 0) continue
  steps++
  if (found[i] === own) right++
}
// The first round: a process that has just begun has compiled nothing.
const ms = times[0]!
report({
  ms,
  cpuMs,
  peakBytes: peakMemory(),
  result: {
    events: names.length,
    right: right / steps,
    microsecondsPerEvent: (ms * 1000) / names.length,
    warm: (Math.min(...times) * 1000) / names.length
  }
})
