import { describe, expect, it } from 'vitest'
import { sharedBytes, sharedFile } from '../../../../tools/testing/shared.js'
import { discover } from '../discover.js'
import { newKernel } from '../kernel/load.js'
import { runNow } from '../kernel/work.js'
import { logFromTriples, type Triple } from '../log/memory-log.js'
import { learnedLinks } from '../processes/learned-links-steps.js'
import { countLog } from './count.js'
import { emptyCounts, mergeCounts } from './counts.js'
import { countsToJson, parseCounts } from './counts-file.js'
import { discoverFromCounts } from './discover-from-counts.js'

const START = Date.UTC(2024, 0, 1)

/** Sessions of four processes of six steps, some of which are left out, and a hub between them. */
function planned(sessions: number): Triple[] {
  let state = 7
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  const words = ['loan', 'card', 'move', 'claim']
  const steps = ['start', 'form', 'check', 'offer', 'sign', 'done']
  const triples: Triple[] = []
  for (let s = 0; s < sessions; s++) {
    let at = START + 60_000 * s
    for (const process of [Math.floor(random() * 4), Math.floor(random() * 4)]) {
      triples.push([`s${s}`, '/home', at++])
      for (const step of steps) {
        if (step === 'start' || random() < 0.85) triples.push([`s${s}`, `/${words[process]}/${step}`, at++])
      }
    }
  }
  return triples
}

const groupsOf = ({ activities }: { activities: readonly { name: string; process: number }[] }): string[] => {
  const groups = new Map<number, string[]>()
  for (const { name, process } of activities) groups.set(process, [...(groups.get(process) ?? []), name])
  return [...groups].map(([process, names]) => `${process < 0 ? 'none: ' : ''}${names.sort().join(' ')}`).sort()
}

/** Every third session, from `first` on. */
const third = (triples: readonly Triple[], first: number) =>
  logFromTriples(triples.filter(([name]) => Number(name.slice(1)) % 3 === first))

describe('processes from counts alone', () => {
  const triples = planned(600)

  it('are those of the log, and what they say of flows is counted over all events', async () => {
    const whole = await discover(logFromTriples(triples), { stability: 0 })
    const counts = await countLog([2, 0, 1].map((part) => third(triples, part)))
    const found = await discoverFromCounts(counts)
    expect(groupsOf(found)).toEqual(groupsOf(whole.discovery))
    expect(groupsOf(found).filter((group) => group.startsWith('none'))).toEqual(['none: /home'])
    expect(found.processes.map(({ name }) => name).sort()).toEqual(
      whole.discovery.processes.map(({ name }) => name).sort()
    )
    expect(found.processes.length).toBe(4)
    expect(found.log).toMatchObject({ events: triples.length, sessions: 600, first: '2024-01-01T00:00:00.000Z' })
    expect(found.sample.sessions).toEqual({ count: 600, of: 600 })
    for (const { id, name, steps, events, entries, exits, flow, sampled } of found.processes) {
      const same = whole.discovery.processes.find((process) => process.name === name)!
      expect(sampled.completed).toEqual(same.completed)
      expect(sampled.sessions).toEqual({ count: same.sessions, of: 600 })
      expect(events).toBe(same.events)
      expect(steps.map((step) => found.activities[step].name)).toEqual(
        same.steps.map(({ activity }) => whole.discovery.activities[activity].name)
      )
      // Whoever comes in goes out, and every event is come to from inside or outside.
      const sum = (list: { count: number }[]) => list.reduce((total, { count }) => total + count, 0)
      expect(sum(entries)).toBe(sum(exits))
      expect(sum(entries) + sum(flow)).toBe(events)
      expect(found.activities[entries[0].activity].name).toMatch(/start$/)
      expect(found.activities[steps[0]].process).toBe(id)
    }
    expect(found.handovers).toEqual([])
    expect(JSON.stringify(found)).not.toContain('Ms"')
  })

  it('of a sample are the same processes, with shares of those that were drawn evenly', async () => {
    const counts = await countLog(logFromTriples(triples), { sampleSteps: 3000 })
    expect(counts.sample.even).toBeLessThan(350)
    const found = await discoverFromCounts(counts)
    expect(groupsOf(found)).toEqual(groupsOf(await discoverFromCounts(await countLog(logFromTriples(triples)))))
    expect(found.processes.reduce((sum, { events }) => sum + events, 0)).toBe(found.quality.coverage.count)
    for (const { sampled } of found.processes) {
      expect(sampled.sessions.of).toBe(counts.sample.even)
      expect(Math.abs(sampled.completed.count / sampled.completed.of - 0.85)).toBeLessThan(0.12)
    }
    expect(found.method.chosen.join(' ')).toContain(`of 600 sessions (${counts.sample.even} drawn evenly`)
  })

  it('take names and terminal steps of the user', async () => {
    const counts = await countLog(logFromTriples(triples))
    const found = await discoverFromCounts(counts, { names: { '/loan/form': 'Borrow' }, terminal: ['/loan/sign'] })
    const loan = found.processes.find(({ name }) => name === 'Borrow')!
    expect(loan.terminalSteps.map((step) => found.activities[loan.steps[step]].name)).toEqual(['/loan/sign'])
    await expect(discoverFromCounts(counts, { terminal: ['/nowhere'] })).rejects.toMatchObject({
      code: 'UNKNOWN_ACTIVITY'
    })
    await expect(discoverFromCounts(emptyCounts())).rejects.toMatchObject({ code: 'TOO_FEW_SESSIONS' })
  })

  const bankPath = sharedFile('data/bank_100k/events.csv.gz')
  it.skipIf(bankPath === null).each(['ivr', 'web'])(
    'of a bank (%s) are those of the log, hubs too, where it was counted in three parts',
    async (channel) => {
      const rows = new TextDecoder()
        .decode(sharedBytes(bankPath!))
        .trim()
        .split('\n')
        .map((line) => line.split(','))
        .filter((cells) => cells[4] === channel)
      const part = (third: number | null) =>
        logFromTriples(
          rows
            .filter(([, session]) => third === null || Number(session.slice(1)) % 3 === third)
            .map(([, session, activity, timestamp]) => [session, activity, Date.parse(timestamp)])
        )
      const log = runNow(learnedLinks(await newKernel(), part(null)))
      const names = part(null).activityNames
      const found = await discoverFromCounts(await countLog([part(1), part(2), part(0)]))
      const process = (a: number) => (log.hubs[a] ? -1 : log.labels[a])
      expect(groupsOf(found)).toEqual(groupsOf({ activities: names.map((name, a) => ({ name, process: process(a) })) }))
      expect(found.activities.filter(({ hub }) => hub).map(({ name }) => name)).toEqual(
        names.filter((_, a) => log.hubs[a] === 1).sort()
      )
      expect(found.quality.hubs.count).toBeGreaterThan(5)
      expect(found.processes.length).toBeGreaterThan(5)
    }
  )
})

describe('counts as a file', () => {
  it('come back to the bit, and add up as before', async () => {
    const [a, b, c] = await Promise.all([0, 1, 2].map((part) => countLog(third(planned(90), part))))
    const back = parseCounts([...countsToJson(mergeCounts(a, b))].join(''))
    expect(back).toEqual(mergeCounts(a, b))
    expect(mergeCounts(back, c)).toEqual(mergeCounts(a, mergeCounts(b, c)))
    const none = parseCounts([...countsToJson(emptyCounts())].join(''))
    expect(none).toEqual(emptyCounts())
  })

  it('are refused where something is amiss', async () => {
    const text = [...countsToJson(await countLog(third(planned(30), 0)))].join('')
    const broken = (change: (counts: ReturnType<typeof JSON.parse>) => void) => {
      const counts = JSON.parse(text)
      change(counts)
      return () => parseCounts(JSON.stringify(counts))
    }
    expect(() => parseCounts('x')).toThrow(/no JSON/)
    expect(() => parseCounts('{"format":"desirepath/model"}')).toThrow(/'desirepath\/model'/)
    expect(broken((counts) => counts.activityNames.reverse())).toThrow(/out of order/)
    expect(broken((counts) => counts.starts.pop())).toThrow(/starts/)
    expect(broken((counts) => counts.sample.tokens.fill(99))).toThrow(/99 in sample.tokens/)
    expect(broken((counts) => counts.sample.offsets.fill(3))).toThrow(/do not fit/)
    expect(broken((counts) => Object.assign(counts, { version: 2 }))).toThrow(/version 2/)
    expect(broken((counts) => Object.assign(counts, { events: 'many' }))).toThrow(/events/)
  })
})
