import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newFigureKernel } from '../kernel/figures.js'
import { logFromTriples, type Triple } from '../log/memory-log.js'
import { tallyActivities } from '../log/tally.js'
import type { LogData } from '../log/types.js'
import { linedJson } from '../report/lined-json.js'
import { type FlowOptions, flow, listVariants, nameFlow } from './flow.js'
import { flowColumns } from './flow-columns.js'
import { flowToCsv, flowToDot, flowToMermaid } from './flow-export.js'
import { flowText } from './flow-text.js'
import { follows } from './follows.js'
import { countVariants } from './trace-variants.js'

const anyLog = fc
  .array(
    fc.tuple(fc.constantFrom('u1', 'u2', 'u3', 'u4', 'u5'), fc.constantFrom(...'abcdef'), fc.nat({ max: 99_999 })),
    {
      minLength: 1,
      maxLength: 250
    }
  )
  .map((triples) => logFromTriples(triples))

const named = (log: LogData, options: FlowOptions = {}) => nameFlow(log, flow(log, options))

/** Edges, ends and variants by plain JavaScript: the oracle. */
function oracle(log: LogData) {
  const edges = new Map<string, number[]>()
  const start = new Map<string, number>()
  const end = new Map<string, number>()
  const variants = new Map<string, number>()
  const bump = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1)
  for (let s = 0; s < log.sessionCase.length; s++) {
    const [from, to] = [log.sessionOffsets[s], log.sessionOffsets[s + 1]]
    const path = Array.from(log.activity.subarray(from, to), (id) => log.activityNames[id])
    bump(start, path[0])
    bump(end, path[path.length - 1])
    bump(variants, path.join(' > '))
    for (let i = 1; i < path.length; i++) {
      const key = `${path[i - 1]} > ${path[i]}`
      edges.set(key, [...(edges.get(key) ?? []), log.time[from + i] - log.time[from + i - 1]])
    }
  }
  return { edges, start, end, variants }
}

describe('flow', () => {
  it('counts edges, times, ends and variants exactly', () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        const found = named(log, { mostVariants: 1000 })
        const wanted = oracle(log)
        expect(Object.fromEntries(found.edges.map(({ from, to, count }) => [`${from} > ${to}`, count]))).toEqual(
          Object.fromEntries([...wanted.edges].map(([key, gaps]) => [key, gaps.length]))
        )
        for (const { from, to, meanMs, medianMs, p95Ms } of found.edges) {
          const gaps = wanted.edges.get(`${from} > ${to}`)!.sort((a, b) => a - b)
          expect(meanMs).toBeCloseTo(gaps.reduce((a, b) => a + b) / gaps.length, 6)
          const half = gaps.length >> 1
          expect(medianMs).toBe(gaps.length % 2 === 1 ? gaps[half] : (gaps[half - 1] + gaps[half]) / 2)
          expect(p95Ms!).toBeLessThanOrEqual(gaps[gaps.length - 1])
        }
        expect(found.start).toEqual(Object.fromEntries(wanted.start))
        expect(found.end).toEqual(Object.fromEntries(wanted.end))
        expect(Object.fromEntries(found.variants.map(({ path, sessions }) => [path.join(' > '), sessions]))).toEqual(
          Object.fromEntries(wanted.variants)
        )
      })
    )
  })

  it('always says what it does not list', () => {
    fc.assert(
      fc.property(anyLog, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 6 }), (log, minCount, top) => {
        const whole = named(log)
        const part = named(log, { minCount, mostEdges: top, mostVariants: top, durations: false })
        const shown = part.edges.reduce((sum, { count }) => sum + count, 0)
        const all = whole.edges.reduce((sum, { count }) => sum + count, 0)
        expect(part.coverage).toEqual({ count: shown, of: all })
        expect(part.otherEdges).toEqual({ edges: whole.edges.length - part.edges.length, count: all - shown })
        expect(part.edges.every(({ count }) => count >= minCount)).toBe(true)
        const sessions = part.variants.reduce((sum, variant) => sum + variant.sessions, 0)
        expect(sessions + part.otherVariants.sessions).toBe(log.sessionCase.length)
      })
    )
  })

  it('counts the same however few steps are put together at a time', () => {
    fc.assert(
      fc.property(anyLog, fc.integer({ min: 1, max: 40 }), fc.boolean(), (log, mostSteps, times) => {
        const { events } = tallyActivities(log)
        expect(follows(newFigureKernel(), log, events, times, { mostSteps })).toEqual(
          follows(newFigureKernel(), log, events, times)
        )
      })
    )
  })

  it('is written as the JSON of its names, without an object for every edge', () => {
    const names = fc.constantFrom('a', 'é"', '12', '', 'line\nbreak')
    const times = fc.oneof(
      fc.nat({ max: 999 }),
      fc.nat({ max: 2 ** 48 }),
      fc.double({ min: 0, max: 1e12, noNaN: true })
    )
    const anyNames = fc.array(fc.tuple(fc.constantFrom('u1', 'u2'), names, times), { minLength: 1 })
    const pieces = fc.constantFrom(1, 1000, 1 << 20)
    fc.assert(
      fc.property(
        anyNames,
        fc.constantFrom('timestamp', 'number'),
        pieces,
        fc.nat({ max: 20 }),
        (triples, timeKind, piece, most) => {
          const log = { ...logFromTriples(triples), timeKind } as LogData
          const tally = tallyActivities(log)
          const columns = flowColumns(newFigureKernel(), log, tally.events, {
            durations: true,
            most,
            listed: listVariants(log, 20)
          })
          const written = [...flowText(log, log.caseNames.length, tally, columns, piece)]
          const text = Buffer.concat(written).toString()
          const asked = nameFlow(log, flow(log, { mostEdges: most }))
          expect(JSON.parse(text)).toEqual(asked)
          expect(text).toBe(linedJson(asked))
        }
      )
    )
  })

  it('finds edges among thousands of activities', () => {
    const triples: Triple[] = []
    for (let i = 0; i < 30_000; i++) triples.push([`u${i % 3}`, `a${(i * 7919) % 5003}`, i])
    const log = logFromTriples(triples)
    const found = named(log)
    expect(found.edges.length).toBe(oracle(log).edges.size)
    expect(found.edges.reduce((sum, { count }) => sum + count, 0)).toBe(30_000 - 3)
  })

  it('gives no times for a log that is ordered by numbers', () => {
    const log = logFromTriples(
      [
        ['u', 'a', 1],
        ['u', 'b', 2]
      ],
      { timeKind: 'number' }
    )
    expect(named(log).edges).toEqual([{ from: 'a', to: 'b', count: 1, medianMs: null, meanMs: null, p95Ms: null }])
  })

  it('counts names such as __proto__ like any other', () => {
    const found = named(
      logFromTriples([
        ['u', '__proto__', 1],
        ['u', 'constructor', 2]
      ])
    )
    expect(Object.entries(found.start)).toEqual([['__proto__', 1]])
    expect(JSON.parse(JSON.stringify(found)).edges[0]).toMatchObject({ from: '__proto__', to: 'constructor' })
  })
})

describe('countVariants', () => {
  it('keeps traces apart whatever their hashes', () => {
    // All traces of two steps over 700 activities: far more than a table of 2^20 slots holds without collisions.
    const tokens = new Uint32Array(2 * 700 * 700)
    for (let v = 0; v < 700 * 700; v++) {
      tokens[2 * v] = Math.floor(v / 700)
      tokens[2 * v + 1] = v % 700
    }
    const offsets = Uint32Array.from({ length: 700 * 700 + 1 }, (_, s) => 2 * s)
    const { counts, example } = countVariants({ tokens, offsets, activities: 700 })
    expect(counts.length).toBe(700 * 700)
    expect(counts.every((count) => count === 1)).toBe(true)
    expect(example.every((session, v) => session === v)).toBe(true)
  })
})

describe('exports', () => {
  const names = ['say "hi"', 'a\\b', '=1+1', 'two\nlines', 'x, y']
  const found = named(logFromTriples(names.map((name, i): Triple => ['u', name, i * 1000])))

  it('writes DOT with escaped names', () => {
    const dot = flowToDot(found)
    expect(dot).toContain('a0 [label="say \\"hi\\"\\n1"]')
    expect(dot).toContain('a1 [label="a\\\\b\\n1"]')
    expect(dot).toContain('a3 [label="two\\nlines\\n1"]')
    expect(dot).toContain('a0 -> a1 [label="1", penwidth=4.00]')
    expect(dot).toContain('start -> a0 [label="1", style=dashed]')
  })

  it('writes Mermaid with escaped names', () => {
    const mermaid = flowToMermaid(found)
    expect(mermaid).toContain('a0["say #34;hi#34;<br/>1"]')
    expect(mermaid).toContain('a2["#61;1#43;1<br/>1"]')
    expect(mermaid).toContain('  a3 -->|1| a4')
    expect(mermaid).toContain('  a4 -.->|1| finish')
  })

  it('writes CSV that a spreadsheet does not run', () => {
    expect(flowToCsv(found).split('\n').slice(0, 4)).toEqual([
      'from,to,count,median_ms,mean_ms,p95_ms',
      '"say ""hi""",a\\b,1,1000,1000,1000',
      "a\\b,'=1+1,1,1000,1000,1000",
      '\'=1+1,"two'
    ])
  })
})
