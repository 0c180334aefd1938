import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  collapseRepeats,
  discover,
  EventLog,
  filterEvents,
  keepSessions,
  modelVectors,
  parseModel,
  readLog,
  score
} from './index.js'

/** Two processes of four steps that share a hub; every session follows one of them. */
async function twoProcesses(sessions = 120): Promise<EventLog> {
  const rows = []
  for (let s = 0; s < sessions; s++) {
    const steps =
      s % 2
        ? ['loan start', 'loan income', 'loan offer', 'loan sign']
        : ['card choose', 'card limit', 'card check', 'card done']
    const path = ['home', ...steps.filter((_, i) => (s * 7 + i * 3) % 5 !== 0), ...(s % 3 ? ['home'] : [])]
    for (const [i, activity] of path.entries()) {
      rows.push({ case: `c${s}`, activity, timestamp: new Date(Date.UTC(2024, 0, 1 + (s % 20), 9, i)).toISOString() })
    }
  }
  return EventLog.fromRows(rows)
}

const sample = (name: string) => readFileSync(new URL(`../../../apps/cli/samples/${name}`, import.meta.url))

describe('discover', () => {
  let ecom: EventLog
  beforeAll(async () => {
    ecom = await readLog(sample('ecom.csv.gz'), { case: 'user_id', session: 'session_id' })
  })

  test('warns where most activities stand alone in their sessions', async () => {
    const alone = Array.from({ length: 12 }, (_, i) => [{ case: `s${i}`, activity: `only ${i}`, timestamp: 1e9 + i }])
    const pairs = Array.from({ length: 8 }, (_, i) =>
      ['first', 'second', 'third'].map((activity, k) => ({ case: `p${i}`, activity, timestamp: 2e9 + 100 * i + k }))
    )
    const { discovery } = await discover(await EventLog.fromRows([...alone, ...pairs].flat()), { stability: 0 })
    expect(discovery.method.warnings.join(' ')).toContain(
      'At least half of the activities share no session with another'
    )
  })

  test('finds two planted processes and names them by their words', async () => {
    const { discovery } = await discover(await twoProcesses(), { stability: 5 })
    const sets = discovery.processes.map((process) =>
      process.steps.map((step) => discovery.activities[step.activity].name)
    )
    expect(sets.map((steps) => steps.filter((step) => step !== 'home').sort())).toEqual(
      expect.arrayContaining([
        ['card check', 'card choose', 'card done', 'card limit'],
        ['loan income', 'loan offer', 'loan sign', 'loan start']
      ])
    )
    expect(discovery.processes.map((process) => process.name.toLowerCase()).some((name) => name.includes('loan'))).toBe(
      true
    )
    for (const process of discovery.processes) expect(process.stability).toBeGreaterThan(0.6)
  })

  test('gives the same bytes again, on any number of threads', async () => {
    const runs = []
    for (const threads of [1, 1, 2]) runs.push(JSON.stringify(await discover(ecom, { threads, stability: 4 })))
    expect(runs[1] === runs[0]).toBe(true)
    expect(runs[2] === runs[0]).toBe(true)
  })

  test('gives the same bytes on any number of threads that share their memory', async () => {
    const runs = []
    for (const threads of [1, 2, 3]) {
      const options = { method: 'kmeans', clusters: 12, mapIterations: 50, stability: 0, threads } as const
      runs.push(JSON.stringify(await discover(ecom, options)))
    }
    expect(runs[1] === runs[0]).toBe(true)
    expect(runs[2] === runs[0]).toBe(true)
  })

  test('another seed, another log or other options give another fingerprint', async () => {
    const log = await twoProcesses()
    const options = { stability: 0, mapIterations: 50 }
    const prints = [
      await discover(log, options),
      await discover(log, { ...options, seed: 2 }),
      await discover(log, { ...options, dimensions: 50 }),
      await discover(await twoProcesses(122), options)
    ].map(({ discovery }) => discovery.fingerprint)
    expect(new Set(prints).size).toBe(4)
  })

  test('its figures hold together', async () => {
    const { discovery } = await discover(ecom, { stability: 0 })
    expect(JSON.parse(JSON.stringify(discovery))).toEqual(discovery)
    expect(discovery.log).toMatchObject({
      events: 31106,
      cases: 600,
      sessions: 3605,
      activities: 19,
      timeKind: 'timestamp'
    })
    const sum = (values: number[]) => values.reduce((a, b) => a + b, 0)
    expect(sum(discovery.activities.map((activity) => activity.events))).toBe(31106)
    expect(sum(discovery.sessionsByProcesses)).toBe(3605)
    expect(sum(discovery.flow.edges.map((edge) => edge.count)) + discovery.flow.otherEdges.count).toBe(31106 - 3605)
    expect(sum(discovery.timeline?.events ?? [])).toBe(31106)
    for (const process of discovery.processes) {
      expect(process.completed.of).toBe(process.runs)
      expect(sum(process.variants.map((variant) => variant.runs)) + process.otherVariants.runs).toBe(process.runs)
    }
    for (const activity of discovery.activities) {
      expect(activity.x).toBeGreaterThanOrEqual(0)
      expect(activity.x).toBeLessThanOrEqual(1)
      expect(activity.process >= 0 && activity.hub).toBe(false)
    }
  })

  test.each(['kmeans', 'hdbscan', 'dbscan', 'leiden'] as const)('runs %s by name', async (method) => {
    const { discovery } = await discover(ecom, { method, stability: 2, mapIterations: 200 })
    expect(discovery.method.name).toBe(method)
    expect(discovery.method.chosen.length).toBeGreaterThan(0)
    if (method !== 'dbscan') expect(discovery.processes.length).toBeGreaterThan(1)
  })

  test('the reference pipeline: skip-gram, t-SNE of perplexity 2, DBSCAN on the map', async () => {
    const { discovery } = await discover(ecom.pipe(collapseRepeats).pipe(keepSessions, { minSteps: 2 }), {
      method: 'dbscan',
      on: 'map',
      eps: 5,
      minPoints: 3,
      perplexity: 2,
      dimensions: 100,
      window: 4,
      solver: 'stochastic',
      stability: 0
    })
    expect(discovery.options).toMatchObject({
      method: 'dbscan',
      on: 'map',
      eps: 5,
      perplexity: 2,
      solver: 'stochastic'
    })
    expect(discovery.method.chosen[0]).toContain('t-SNE map (perplexity 2)')
  })

  test('k given by the user is the number of processes', async () => {
    const { discovery } = await discover(ecom, { method: 'kmeans', clusters: 4, stability: 0, mapIterations: 50 })
    expect(new Set(discovery.activities.map((activity) => activity.process)).size).toBe(4)
  })

  test('a user names a process by any of its activities', async () => {
    const { discovery } = await discover(await twoProcesses(), {
      stability: 0,
      names: { 'loan offer': 'Borrow money' }
    })
    const process = discovery.processes[discovery.activities.find(({ name }) => name === 'loan offer')!.process]
    expect(process).toMatchObject({ name: 'Borrow money', named: 'user' })
  })

  test('refuses what it cannot work with, saying what to do', async () => {
    const log = await twoProcesses()
    await expect(discover(log, { method: 'magic' as never })).rejects.toMatchObject({ code: 'BAD_OPTION' })
    await expect(discover(log, { k: 3 } as never)).rejects.toMatchObject({ code: 'UNKNOWN_OPTION' })
    await expect(discover(log, { dimensions: 1.5 })).rejects.toMatchObject({ code: 'BAD_OPTION' })
    await expect(discover(filterEvents(log, { cases: ['c1'] }))).rejects.toMatchObject({ code: 'TOO_FEW_SESSIONS' })
    const few = filterEvents(log, { activities: ['home', 'loan sign'] })
    await expect(discover(few)).rejects.toMatchObject({ code: 'TOO_FEW_ACTIVITIES' })
    await expect(discover(log, { names: { nothing: 'x' }, threads: 2 })).rejects.toMatchObject({ name: 'InputError' })
  })

  test('stops when asked to, and tells its progress', async () => {
    const stages = new Set<string>()
    const stop = new AbortController()
    const work = discover(ecom, {
      signal: stop.signal,
      onProgress: ({ stage, done }) => {
        stages.add(stage)
        expect(done).toBeGreaterThanOrEqual(0)
        expect(done).toBeLessThanOrEqual(1)
        if (stages.size > 2) stop.abort()
      }
    })
    await expect(work).rejects.toMatchObject({ code: 'ABORTED' })
    expect(stages.size).toBeGreaterThan(2)
  })
})

describe('the model file', () => {
  test('is written, read back, and scores new sessions', async () => {
    const log = await twoProcesses()
    const { discovery, model } = await discover(log, { stability: 0, mapIterations: 50 })
    const read = parseModel(JSON.stringify(model))
    expect(read).toEqual(model)
    expect(modelVectors(read).length).toBe(discovery.activities.length * 100)
    expect(JSON.stringify(model)).not.toContain('c117')
    // It holds what is drawn of the processes, without what stood in bad rows; recognising does without it.
    expect(read.discovery).toEqual(discovery)
    const { discovery: _, ...lean } = model
    expect(parseModel(JSON.stringify(lean))).toEqual(lean)
    // What is inconsistent in itself is refused, and not scored with.
    for (const spoil of [
      (one: typeof model) => Object.assign(one.activities[0], { process: 0.5 }),
      (one: typeof model) => Object.assign(one.activities[0], { process: 99 }),
      (one: typeof model) => one.processes[0].steps.push(999),
      (one: typeof model) => one.processes[0].terminalSteps.push(99),
      (one: typeof model) => Object.assign(one.processes, [null]),
      (one: typeof model) => Object.assign(one.discovery!, { version: 2 }),
      (one: typeof model) => Object.assign(one, { vectors: `AADAfw${one.vectors.slice(6)}` })
    ]) {
      const spoilt = structuredClone(model)
      spoil(spoilt)
      expect(() => parseModel(JSON.stringify(spoilt))).toThrowError(expect.objectContaining({ code: 'BAD_MODEL' }))
    }

    const idOf = (name: string) => discovery.activities.find((activity) => activity.name === name)!.process
    const fresh = await EventLog.fromRows(
      ['new page', 'loan start', 'chat', 'loan sign', 'goodbye'].map((activity, i) => ({
        case: 'z',
        activity,
        timestamp: 1700000000000 + i * 1000
      }))
    )
    const scores = score(read, fresh)
    const loan = idOf('loan start')
    expect([...scores.process]).toEqual([loan, loan, loan, loan, loan])
    expect([...scores.by]).toEqual([1, 0, 1, 0, 1])
    expect(scores.unknown.map(({ activity }) => activity).sort()).toEqual(['chat', 'goodbye', 'new page'])
  })

  test('counts bad rows, and keeps their texts to itself', async () => {
    const text = `user,event,time\n${['a', 'b'].flatMap((user) => [1, 2, 3].map((day) => `${user},step ${day},2024-01-0${day}`)).join('\n')}\nc,step 1,my secret\n`
    const { discovery, model } = await discover(await readLog(new Blob([text])), { stability: 0 })
    expect(discovery.source.read.bad).toEqual([{ ...model.discovery!.source.read.bad[0], sample: 'my secret' }])
    expect(JSON.stringify(model)).not.toContain('secret')
  })

  test.each([
    ['no json', '{'],
    ['another format', '{"format":"other"}'],
    ['a newer version', '{"format":"desirepath/model","version":9}'],
    ['missing parts', '{"format":"desirepath/model","version":1}'],
    ['null', 'null']
  ])('%s is refused', (_, text) => {
    expect(() => parseModel(text)).toThrowError(expect.objectContaining({ code: 'BAD_MODEL' }))
  })
})
