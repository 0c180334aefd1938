import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainLog } from '../../test/plain-log.js'
import { newFigureKernel } from '../kernel/figures.js'
import { runNow } from '../kernel/work.js'
import { cutRuns } from './cut-runs.js'
import { durationHistogram } from './duration-histogram.js'
import { inOrder } from './runs-by-process.js'
import { countSteps, timesToNext } from './step-counts.js'
import { countVariants } from './variants.js'

const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), minLength: 1, maxLength: 7 }), {
  minLength: 1,
  maxLength: 40
})

/** Runs of one process of letters; the usual order is the alphabet, d completes. */
function letters(sessions: readonly string[], pace = 60_000) {
  const events = sessions.flatMap((text, s) => [...text].map((activity) => ({ session: `s${s}`, activity })))
  const log = plainLog(events.map((event, i) => ({ ...event, time: i * pace })))
  const size = log.activityNames.length
  const runs = cutRuns(log, new Int32Array(size), new Uint8Array(size), 1)
  const sorted = [...log.activityNames].sort()
  const place = Int32Array.from(log.activityNames, (name) => sorted.indexOf(name))
  const terminal = Uint8Array.from(log.activityNames, (name) => (name === 'd' ? 1 : 0))
  const order = Uint32Array.from(sorted, (name) => log.activityNames.indexOf(name))
  const ordered = inOrder(log, runs, 1, place)
  const { steps, timed } = runNow(
    countSteps(newFigureKernel(), ordered, { offsets: Uint32Array.of(0, size), order, place }, terminal)
  )
  steps.next = runNow(timesToNext(newFigureKernel(), timed))
  return { log, place, sorted, steps, list: ordered.list.list, inRuns: ordered.inRuns }
}

describe('countVariants', () => {
  it('counts each exact path, repeats in a row taken once', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 20 }), (sessions, most) => {
        const { inRuns, sorted, steps, list } = letters(sessions)
        const truth = new Map<string, number>()
        for (const text of sessions.filter((session) => session.length > 1)) {
          const path = text.replace(/(.)\1+/g, '$1')
          truth.set(path, (truth.get(path) ?? 0) + 1)
        }
        const { variants, otherVariants } = countVariants(
          newFigureKernel(),
          inRuns,
          { from: 0, to: inRuns.starts.length },
          steps.inOrder,
          most
        )
        const shown = variants.map(({ path, runs: count, completed }) => {
          const text = path.map((step) => sorted[step]).join('')
          expect(truth.get(text)).toBe(count)
          expect(completed).toBe(text.includes('d'))
          return count
        })
        expect(shown).toEqual([...shown].sort((a, b) => b - a))
        expect(variants.length + otherVariants.variants).toBe(truth.size)
        expect(shown.reduce((sum, n) => sum + n, 0) + otherVariants.runs).toBe(list.length)
        const least = shown.length === 0 ? 0 : shown[shown.length - 1]
        if (variants.length === most) expect([...truth.values()].filter((n) => n > least).length).toBeLessThan(most)
      })
    )
  })
})

describe('countSteps', () => {
  it('agrees with a count by hand', () => {
    const { log, steps, sorted } = letters(['abcd', 'abbd', 'acab', 'ab', 'd', 'bcd'])
    const at = (name: string) => log.activityNames.indexOf(name)
    const of = (counts: Uint32Array) => Object.fromEntries(sorted.map((name) => [name, counts[at(name)]]))
    expect(of(steps.reached)).toEqual({ a: 4, b: 5, c: 3, d: 3 })
    expect(of(steps.startHere)).toEqual({ a: 4, b: 1, c: 0, d: 0 })
    expect(of(steps.leaveAfter)).toEqual({ a: 0, b: 2, c: 0, d: 0 })
    expect([steps.backSteps[0], steps.repeats[0], steps.skips[0]]).toEqual([1, 1, 2])
    // a -> b: one minute each; b -> d with b repeated: two minutes from the arrival at b.
    expect(steps.next[at('a')].median).toBe(60_000)
    expect(steps.next[at('b')]).toEqual({ median: 60_000, p95: 114_000 })
    const { flow, otherFlow } = steps.flows[0]
    expect(flow[0]).toEqual({ from: 0, to: 1, count: 4 })
    expect(flow.find(({ from, to }) => from === 1 && to === 1)?.count).toBe(1)
    expect(flow.reduce((sum, { count }) => sum + count, 0)).toBe(12)
    expect(otherFlow).toEqual({ edges: 0, count: 0 })
  })

  it('counts pairs of more steps than fit into a square, and measures times that are no whole numbers', () => {
    const sessions = ['abcd', 'abbd', 'acab']
    const many = String.fromCharCode(...Array.from({ length: 1100 }, (_, i) => 1000 + i))
    const { log, steps } = letters([...sessions, many], 0.25)
    const few = letters(sessions)
    const [{ flow }] = steps.flows
    for (const edge of few.steps.flows[0].flow) expect(flow).toContainEqual(edge)
    expect(flow.reduce((sum, { count }) => sum + count, 0)).toBe(9 + 1099)
    const b = log.activityNames.indexOf('b')
    expect(steps.next[b]).toEqual({ median: 0.375, p95: 0.4875 })
    expect([steps.reached[b], steps.endHere[b], steps.leaveAfter[b]]).toEqual([3, 1, 1])
  })
})

describe('durationHistogram', () => {
  it('has bins of one eighth of a factor of ten that hold every duration', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1e9 }), { minLength: 1, maxLength: 30 }), (durations) => {
        const histogram = durationHistogram(
          durations,
          durations.map((ms) => (ms % 2 === 0 ? 1 : 0))
        )
        if (Math.max(...durations) === 0) {
          expect(histogram).toBeNull()
          return
        }
        const { edgesMs, completed, abandoned } = histogram as NonNullable<typeof histogram>
        expect([...completed, ...abandoned].reduce((sum, n) => sum + n, 0)).toBe(durations.length)
        const least = Math.min(...durations.filter((ms) => ms > 0))
        expect(edgesMs[0] <= least && least < edgesMs[1]).toBe(true)
        expect(edgesMs[edgesMs.length - 1]).toBeGreaterThan(Math.max(...durations))
        for (let i = 1; i < edgesMs.length; i++) expect(edgesMs[i] / edgesMs[i - 1]).toBeCloseTo(10 ** 0.125, 4)
      })
    )
  })
})
