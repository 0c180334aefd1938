import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { logFromTriples, type Triple } from '../log/memory-log.js'
import { readLog } from '../log/read-log.js'
import { shapeLog } from '../log/shape.js'
import { countLog, countSource } from './count.js'
import { emptyCounts, mergeCounts } from './counts.js'

const START = Date.UTC(2024, 0, 1)

/** Cases of letters; each starts at a minute of its own, so that sessions differ. */
const anyCases = fc.array(fc.array(fc.constantFrom(...'abcdefgh'), { minLength: 1, maxLength: 6 }), {
  minLength: 1,
  maxLength: 40
})

const triplesOf = (cases: readonly (readonly string[])[], of: (c: number) => boolean = () => true): Triple[] =>
  cases.flatMap((steps, c) =>
    of(c) ? steps.map((step, i): Triple => [`case ${c}`, step, START + 60_000 * c + 1000 * i]) : []
  )

describe('counts of parts of a log', () => {
  it('add up to those of the whole, to the bit, whichever the parts and their order', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyCases,
        fc.array(fc.nat(2), { minLength: 40, maxLength: 40 }),
        fc.integer({ min: 1, max: 60 }),
        async (cases, partOf, sampleSteps) => {
          const options = { sampleSteps }
          const whole = await countLog(logFromTriples(triplesOf(cases)), options)
          const [a, b, c] = await Promise.all(
            [0, 1, 2].map((part) => countLog(logFromTriples(triplesOf(cases, (c) => partOf[c] === part)), options))
          )
          expect(mergeCounts(mergeCounts(a, b), c)).toEqual(whole)
          expect(mergeCounts(a, mergeCounts(c, b))).toEqual(whole)
          expect(mergeCounts(b, mergeCounts(a, c))).toEqual(whole)
          expect(mergeCounts(emptyCounts(), whole)).toEqual(whole)
        }
      ),
      { numRuns: 100 }
    )
  })

  it('are what their names say', async () => {
    const counts = await countLog(
      logFromTriples([
        ['x', 'b', START],
        ['x', 'a', START + 1],
        ['x', 'a', START + 2],
        ['y', 'b', START + 9],
        ['y', 'a', START + 10]
      ])
    )
    expect(counts).toMatchObject({ events: 5, sessions: 2, cases: 2, first: START, last: START + 10 })
    expect(counts.activityNames).toEqual(['a', 'b'])
    expect(Array.from(counts.activityEvents)).toEqual([3, 2])
    expect(Array.from(counts.activitySessions)).toEqual([2, 2])
    expect(Array.from(counts.starts)).toEqual([0, 2])
    expect(Array.from(counts.ends)).toEqual([2, 0])
    expect(counts.follows).toEqual({
      from: Uint32Array.of(0, 1),
      to: Uint32Array.of(0, 0),
      counts: Float64Array.of(1, 2)
    })
    expect(counts.sample.even).toBe(2)
    expect(Array.from(counts.sample.tokens).sort()).toEqual([0, 0, 0, 1, 1])
  })

  it('sample evenly where there is no room for all, and keep rare activities', async () => {
    // 5000 sessions; the first 20 of them are the only ones with a rare step.
    const cases = Array.from({ length: 5000 }, (_, c) => ['in', c % 2 === 0 ? 'even' : 'odd', c < 20 ? 'rare' : 'out'])
    const { sample, activityNames, sessions } = await countLog(logFromTriples(triplesOf(cases)), { sampleSteps: 3000 })
    expect(sessions).toBe(5000)
    expect(sample.even).toBe(1000)
    const rare = activityNames.indexOf('rare')
    const even = activityNames.indexOf('even')
    const having = (a: number, to: number) =>
      Array.from({ length: to }, (_, s) => s).filter((s) =>
        sample.tokens.subarray(sample.offsets[s], sample.offsets[s + 1]).includes(a)
      ).length
    expect(having(rare, sample.times.length)).toBe(20)
    // Of 1000 drawn half are even ones: three standard deviations are 47.
    expect(Math.abs(having(even, sample.even) - 500)).toBeLessThan(48)
    expect(sample.times.slice(0, 1000).filter((time) => time < START + 60_000 * 2500).length).toBeGreaterThan(452)
  })

  it('of times and of plain numbers do not mix', async () => {
    const [a, b] = await Promise.all([
      countLog(logFromTriples([['x', 'a', 1]], { timeKind: 'number' })),
      countLog(logFromTriples([['x', 'a', START]]))
    ])
    expect(() => mergeCounts(a, b)).toThrow(/timestamps and of one that is ordered by numbers/)
  })
})

/** A CSV grouped by case, with quoted names that hold line breaks and delimiters. */
function csvOf(cases: readonly (readonly string[])[]): string {
  const rows = cases.flatMap((steps, c) =>
    steps.map(
      (step, i) => `"c ${c}","page, ""${step}""\n${step}",${new Date(START + 60_000 * c + 1000 * i).toISOString()}`
    )
  )
  return `case,activity,timestamp\n${rows.join('\n')}\n`
}

describe('counting a file in pieces', () => {
  it('gives the counts of the log that was read whole, wherever the pieces and blocks end', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyCases,
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 200 }),
        async (cases, pieceEvents, blockBytes) => {
          const text = csvOf(cases)
          const { counts, read, returned } = await countSource(text, { pieceEvents, blockBytes })
          const log = await readLog(text)
          expect(counts).toEqual(await countLog(log))
          expect(read.rows).toBe(log.read.rows)
          expect(returned).toBe(0)
        }
      ),
      { numRuns: 60 }
    )
  })

  it('reads ordinary rows by the kernel in every piece, gzipped too, and shapes each piece', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => {
      const c = Math.floor(i / 20)
      const at = START + c * 3_600_000 + (i % 20) * (i % 20 > 9 ? 240_000 : 1000)
      return `user${c},/page/${(i * 7) % 13},${new Date(at).toISOString()}`
    })
    const bytes = new TextEncoder().encode(`user,page,time\n${rows.join('\n')}\n`)
    const shape = { split: { timeout: '30m' }, drop: ['/page/3$'], minSteps: 2 }
    const columns = { case: 'user', activity: 'page', timestamp: 'time' }
    const whole = await countLog(shapeLog(await readLog(bytes, columns), shape))
    expect(whole.sessions).toBeGreaterThan(1000)
    for (const pieceEvents of [1000, 3333, 50_000]) {
      const { counts } = await countSource(gzipSync(bytes), { ...columns, shape, pieceEvents })
      expect(counts).toEqual(whole)
    }
  })

  it('reads JSON Lines and XES in pieces', async () => {
    const cases = Array.from({ length: 30 }, (_, c) => ['in', `a${c % 4}`, 'out'])
    const events = triplesOf(cases).map(([who, what, at]) => ({ who, what, at: new Date(at).toISOString() }))
    const lines = events.map((event) => JSON.stringify(event)).join('\n')
    const columns = { case: 'who', activity: 'what', timestamp: 'at' }
    const whole = await countLog(await readLog(lines, columns))
    expect((await countSource(lines, { ...columns, pieceEvents: 7 })).counts).toEqual(whole)
    const traces = cases.map(
      (_, c) =>
        `<trace><string key="concept:name" value="case ${c}"/>${events
          .slice(3 * c, 3 * c + 3)
          .map(
            ({ what, at }) =>
              `<event><string key="concept:name" value="${what}"/><date key="time:timestamp" value="${at}"/></event>`
          )
          .join('')}</trace>`
    )
    const xes = `<?xml version="1.0"?><log xes.version="1.0">${traces.join('')}</log>`
    expect((await countSource(xes, { pieceEvents: 7 })).counts).toEqual(whole)
  })

  it('settles columns and the order of day and month by the first piece, and counts bad rows over all', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `u${i},a${i % 3},${i < 30 ? 25 : 3}/04/2024 10:00`)
    rows[40] = 'u40,a1,never'
    const text = `who,what,when\n${rows.join('\n')}\n`
    const { counts, read } = await countSource(text, {
      case: 'who',
      activity: 'what',
      timestamp: 'when',
      pieceEvents: 10
    })
    expect(counts).toMatchObject({ events: 59, cases: 59, first: Date.UTC(2024, 3, 3, 10) })
    expect(read).toMatchObject({ rows: 60, badRows: 1, bad: [{ reason: 'unreadable timestamp', lines: [42] }] })
  })

  it('refuses a log that is not grouped by case and says how to sort it, or counts what comes again', async () => {
    // More than one block of 256 kB, which is the least that is read at once.
    const rows = Array.from({ length: 30_000 }, (_, i) => `u${i % 10};a${i % 3};2024-04-01T10:${10 + (i % 50)}:00Z`)
    const text = `who;what;when\n${rows.join('\n')}\n`
    const options = { case: 'who', activity: 'what', timestamp: 'when', pieceEvents: 20, name: 'my log.csv' }
    await expect(countSource(text, options)).rejects.toMatchObject({
      code: 'NOT_GROUPED',
      hint: expect.stringContaining(`cat 'my log.csv' | { IFS= read -r head;`)
    })
    await expect(countSource(text, options)).rejects.toMatchObject({ hint: expect.stringContaining("-t ';' -k 1,1") })
    const { counts, returned } = await countSource(text, { ...options, returning: 'count' })
    expect(returned).toBeGreaterThan(0)
    expect(counts).toMatchObject({ events: 30_000, cases: 10 + returned })
    // Where one piece holds all, the order within it does not matter.
    expect((await countSource(text, { ...options, pieceEvents: 30_000 })).counts.cases).toBe(10)
  })

  it('cuts sessions at activities that not every piece has, and names those that none has', async () => {
    const cases = Array.from({ length: 12 }, (_, c) => (c === 11 ? ['a', 'go', 'b'] : ['a', 'b']))
    const text = `case,activity,timestamp\n${triplesOf(cases)
      .map(([c, a, t]) => `${c},${a},${new Date(t).toISOString()}`)
      .join('\n')}\n`
    const { counts } = await countSource(text, { pieceEvents: 4, shape: { split: { start: ['go'] } } })
    expect(counts).toMatchObject({ cases: 12, sessions: 13 })
    await expect(countSource(text, { pieceEvents: 4, shape: { split: { start: ['gone'] } } })).rejects.toMatchObject({
      code: 'UNKNOWN_ACTIVITY'
    })
  })

  it('refuses options that it does not know', async () => {
    await expect(countSource('a,b\n', { pieces: 3 } as never)).rejects.toMatchObject({ code: 'UNKNOWN_OPTION' })
    await expect(countSource('a,b\n', { sampleSteps: 0 })).rejects.toMatchObject({ code: 'BAD_OPTION' })
    await expect(countSource('a,b\n', { returning: 'maybe' as never })).rejects.toMatchObject({ code: 'BAD_OPTION' })
  })
})
