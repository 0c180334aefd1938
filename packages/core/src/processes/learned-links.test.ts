import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { sharedBytes, sharedFile } from '../../../../tools/testing/shared.js'
import { newKernel } from '../kernel/load.js'
import { runNow } from '../kernel/work.js'
import { countEvidence, pairCounts } from './evidence.js'
import { explainPair } from './explain.js'
import { learnedLinks } from './learned-links-steps.js'
import { linksFromEvidence } from './links-from-evidence.js'
import type { LinksInput } from './links-result.js'
import type { LinksWeights } from './links-weights-format.js'
import { mergeEvidence } from './merge-evidence.js'
import { chronologicalSequences, type Sequences } from './sequences.js'

const bankPath = sharedFile('data/bank_100k/events.csv.gz')
const truthPath = sharedFile('data/bank_100k/truth.csv')

/** The bank log with its sessions by session_id; no field of it is quoted. */
function bankLog(channel: string | null): LinksInput {
  const rows = new TextDecoder()
    .decode(sharedBytes(bankPath!))
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
  const sessions = new Map<string, { activity: string; time: number }[]>()
  for (const [, session, activity, timestamp, where] of rows) {
    if (channel !== null && where !== channel) continue
    const events = sessions.get(session) ?? []
    events.push({ activity, time: Date.parse(timestamp) })
    sessions.set(session, events)
  }
  return logOf([...sessions.values()].map((events) => events.sort((a, b) => a.time - b.time)))
}

function logOf(sessions: readonly { activity: string; time: number }[][]): LinksInput {
  const ids = new Map<string, number>()
  const activity: number[] = []
  const time: number[] = []
  const sessionOffsets = [0]
  for (const session of sessions) {
    for (const event of session) {
      const id = ids.get(event.activity) ?? ids.size
      ids.set(event.activity, id)
      activity.push(id)
      time.push(event.time)
    }
    sessionOffsets.push(activity.length)
  }
  return {
    activity: Uint32Array.from(activity),
    time: Float64Array.from(time),
    sessionOffsets: Uint32Array.from(sessionOffsets),
    activityNames: [...ids.keys()]
  }
}

/** Sessions `first`, `first` + 5, and so on. */
function everyFifth({ activities, offsets, tokens, times }: Sequences, first: number): Sequences {
  const kept = Array.from(times.keys()).filter((session) => session % 5 === first)
  const parts = kept.map((session) => Array.from(tokens.subarray(offsets[session], offsets[session + 1])))
  const ends = [0]
  for (const part of parts) ends.push(ends[ends.length - 1] + part.length)
  return {
    activities,
    offsets: Uint32Array.from(ends),
    tokens: Uint32Array.from(parts.flat()),
    times: Float64Array.from(kept, (session) => times[session])
  }
}

/** Adjusted Rand index (Hubert & Arabie 1985); negative labels are singletons. */
function adjustedRand(a: readonly number[], b: readonly number[]): number {
  const alone = (labels: readonly number[]) => labels.map((label, i) => (label < 0 ? -1 - i : label))
  const [x, y] = [alone(a), alone(b)]
  const pairs = (keys: readonly (string | number)[]) => {
    const sizes = new Map<string | number, number>()
    for (const key of keys) sizes.set(key, (sizes.get(key) ?? 0) + 1)
    return [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0)
  }
  const both = pairs(x.map((label, i) => `${label},${y[i]}`))
  const chance = (pairs(x) * pairs(y)) / ((a.length * (a.length - 1)) / 2)
  return (both - chance) / ((pairs(x) + pairs(y)) / 2 - chance)
}

const referenceWeights = JSON.parse(
  readFileSync(new URL('../../test-data/links-reference.weights.json', import.meta.url), 'utf8')
) as LinksWeights

describe.skipIf(bankPath === null || truthPath === null)('the bank log', () => {
  const golden = JSON.parse(readFileSync(new URL('../../test-data/links-bank.golden.json', import.meta.url), 'utf8'))
  const truth = new Map(
    (truthPath === null ? '' : new TextDecoder().decode(sharedBytes(truthPath)))
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','))
      .map(([activity, process, channel, , kind]) => [activity, { process: `${process} ${channel}`, kind }])
  )

  for (const [channel, oracle, least] of [
    ['web', golden.web.labels, 0.995],
    [null, golden.all.labels, 0.99]
  ] as const) {
    it(`${channel ?? 'all channels'}: same hubs as the oracle, nearly the same processes, and the truth`, async () => {
      const log = bankLog(channel)
      const names = log.activityNames
      const asOracle = runNow(learnedLinks(await newKernel(), log, { weights: referenceWeights }))
      // Besides the oracle's hubs, clusters that are the shared way in (log in, welcome, main menu) are set apart.
      const ways = names.filter((name, i) => asOracle.hubs[i] === 1 && oracle[name] !== -1)
      expect(ways.length).toBeGreaterThan(1)
      expect(ways.map((name) => truth.get(name)?.kind)).toEqual(ways.map(() => 'hub'))
      expect(names.filter((_, i) => asOracle.hubs[i])).toEqual(
        names.filter((name) => oracle[name] === -1 || ways.includes(name))
      )
      expect(
        adjustedRand(
          Array.from(asOracle.labels).filter((_, i) => !ways.includes(names[i])),
          names.filter((name) => !ways.includes(name)).map((name) => oracle[name])
        )
      ).toBeGreaterThan(0.99)

      // The shipped weights go past it.
      const found = runNow(learnedLinks(await newKernel(), log))
      const labels = Array.from(found.labels)

      const judged = names.map((name, i) => ({ name, i })).filter(({ name }) => truth.get(name)?.kind === 'process')
      const number = new Map<string, number>()
      const wanted = judged.map(({ name }) => {
        const process = truth.get(name)!.process
        if (!number.has(process)) number.set(process, number.size)
        return number.get(process)!
      })
      expect(
        adjustedRand(
          judged.map(({ i }) => labels[i]),
          wanted
        )
      ).toBeGreaterThan(least)
      expect(found.componentCount).toBe(channel === null ? 3 : 1)
    })
  }

  it('adds up over five parts of its sessions to the evidence of all, and to the same processes', async () => {
    const log = bankLog('web')
    const all = chronologicalSequences(log)
    const kernel = await newKernel()
    const whole = runNow(countEvidence(kernel, all, 'all', all.times))
    const parts = [0, 1, 2, 3, 4].map((part) => {
      const own = everyFifth(all, part)
      return runNow(countEvidence(kernel, own, 'all', own.times))
    })
    const merged = parts.reduce(mergeEvidence)
    const { pairs, lives, ...others } = merged
    const { pairs: wholePairs, lives: wholeLives, ...wholeOthers } = whole
    expect(others).toEqual(wholeOthers)
    expect(Buffer.from(lives!.having.buffer).equals(Buffer.from(wholeLives!.having.buffer))).toBe(true)
    for (const name of ['offsets', 'partner', ...pairCounts] as const) {
      expect(Buffer.from(pairs[name].buffer).equals(Buffer.from(wholePairs[name].buffer)), name).toBe(true)
    }
    const [fromParts, fromAll] = [merged, whole].map((one) => runNow(linksFromEvidence(kernel, one, log.activityNames)))
    expect([fromParts.labels, fromParts.hubs, fromParts.hubScores]).toEqual([
      fromAll.labels,
      fromAll.hubs,
      fromAll.hubScores
    ])
    expect(fromParts.componentCount).toBe(1)
    // Nearly those of the log itself, although windows and neighbours were counted with the hubs in between.
    const fromLog = runNow(learnedLinks(kernel, log))
    expect(adjustedRand(Array.from(fromParts.labels), Array.from(fromLog.labels))).toBeGreaterThan(0.99)
  })

  it('gives the same bits again, and explains a pair', async () => {
    const log = bankLog('web')
    const a = runNow(learnedLinks(await newKernel(), log))
    const b = runNow(learnedLinks(await newKernel(), log))
    expect(Buffer.from(a.embedding().vectors.buffer).equals(Buffer.from(b.embedding().vectors.buffer))).toBe(true)
    expect(Array.from(a.hubScores)).toEqual(Array.from(b.hubScores))
    expect([a.chosen, a.warnings, Array.from(a.labels)]).toEqual([b.chosen, b.warnings, Array.from(b.labels)])

    const first = a.labels.indexOf(3)
    const second = a.labels.indexOf(3, first + 1)
    const same = explainPair(a.explained, first, second)
    expect(same.together).toBe(true)
    expect(same.verdict).toMatch(/^One process/)
    expect(explainPair(a.explained, second, first).probability).toBe(same.probability)
    const apart = explainPair(a.explained, first, a.labels.indexOf(5))
    expect(apart.together).toBe(false)
    expect(apart.probability).toBeLessThan(0.5)
    expect(apart.against.length).toBeGreaterThan(0)
    expect(explainPair(a.explained, first, a.hubs.indexOf(1)).verdict).toContain('is a hub')
    expect(() => explainPair(a.explained, 0, 10_000)).toThrow(/no activity 10000/)
  })
})
