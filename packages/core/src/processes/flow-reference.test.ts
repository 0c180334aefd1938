import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { sharedBytes, sharedFile } from '../../../../tools/testing/shared.js'
import { describeLog } from '../log/describe.js'
import type { Spread } from '../log/quantile.js'
import type { ReadOptions } from '../log/read.js'
import { readLog } from '../log/read-log.js'
import { flow, nameFlow } from './flow.js'

/** Counts of a log by others: PM4Py, and pandas for eventdataR's sepsis. */
interface Reference {
  events: number
  cases: number
  activities: number
  variants: number
  dfg_edges: number
  dfg_total: number
  start: [string, number][]
  end: [string, number][]
  top_edges: [string, number][]
  all_edges?: [string, number][]
  top_variant: [string[], number]
  top10_variant_counts: number[]
  median_case_seconds: number
  mean_case_seconds: number
  activity_counts: Record<string, number>
}

const COLUMNS = { case: 'case:concept:name', activity: 'concept:name', timestamp: 'time:timestamp' }
const logs: [file: string, reference: string, options: ReadOptions][] = [
  ['pm4py_small/running-example.xes', 'running-example.xes', {}],
  ['pm4py_small/receipt.csv', 'receipt', COLUMNS],
  ['pm4py_small/08_receipt.xes.gz', 'receipt', {}],
  ['pm4py_small/roadtraffic100traces.csv', 'roadtraffic100traces', COLUMNS],
  ['pm4py_small/roadtraffic100traces.xes', 'roadtraffic100traces', {}],
  ['pm4py_small/helpdesk.xes.gz', 'helpdesk', {}],
  ['pm4py_small/reviewing.csv', 'reviewing', COLUMNS],
  ['pm4py_small/04_reviewing.xes.gz', 'reviewing', {}],
  ['pm4py_small/02_teleclaims.xes.gz', 'teleclaims', {}],
  [
    'sepsis/sepsis.csv.gz',
    'sepsis (eventdataR)',
    { case: 'Case ID', activity: 'Activity', timestamp: 'Complete Timestamp' }
  ]
]

const referencePath = sharedFile('reference/process-logs.json')

describe.skipIf(referencePath === null)('the directly-follows graph', () => {
  const references: Record<string, Reference> =
    referencePath === null ? {} : JSON.parse(readFileSync(referencePath, 'utf8'))

  it('is checked on every log of the reference', () => {
    expect(new Set(logs.map(([, reference]) => reference))).toEqual(new Set(Object.keys(references)))
  })

  for (const [file, reference, options] of logs) {
    const path = sharedFile(`data/${file}`)
    it.skipIf(path === null)(`equals the reference on ${file}`, async () => {
      const log = await readLog(sharedBytes(path as string), options)
      const found = nameFlow(log, flow(log, { mostVariants: 1e9 }))
      const wanted = references[reference]
      const edges = found.edges.map(({ from, to, count }): [string, number] => [`${from} -> ${to}`, count])
      expect({
        // Of sepsis, the reference (and we) miss the 24 events of the case that is called NA, but it counts their rows.
        events: log.read.rows,
        cases: found.cases,
        activities: found.activities.length,
        variants: found.variants.length,
        dfg_edges: edges.length,
        dfg_total: found.steps,
        top10_variant_counts: found.variants.slice(0, 10).map(({ sessions }) => sessions)
      }).toEqual({
        events: wanted.events,
        cases: wanted.cases,
        activities: wanted.activities,
        variants: wanted.variants,
        dfg_edges: wanted.dfg_edges,
        dfg_total: wanted.dfg_total,
        top10_variant_counts: wanted.top10_variant_counts
      })
      expect(Object.fromEntries(edges)).toMatchObject(Object.fromEntries(wanted.top_edges))
      if (wanted.all_edges) expect(Object.fromEntries(edges)).toEqual(Object.fromEntries(wanted.all_edges))
      expect(found.start).toEqual(Object.fromEntries(wanted.start))
      // The reference lists the eight most frequent ends.
      expect(found.end).toMatchObject(Object.fromEntries(wanted.end))
      if (wanted.end.length < 8) expect(Object.keys(found.end).length).toBe(wanted.end.length)
      // Long paths are cut in the reference.
      const [topPath, topCount] = wanted.top_variant
      const same = found.variants.filter(
        ({ path: steps }) => steps.slice(0, topPath.length).join('\n') === topPath.join('\n')
      )
      expect(same.map(({ sessions }) => sessions)).toContain(topCount)
      const events = new Map(found.activities.map((row) => [row.activity, row.events]))
      const missed = Object.entries(wanted.activity_counts).map(
        ([activity, count]) => count - (events.get(activity) ?? 0)
      )
      expect(Math.min(...missed)).toBeGreaterThanOrEqual(0)
      expect(missed.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(log.read.badRows)
      const { mean, median } = describeLog(log).sessionSpan as Spread
      expect(mean / 1000).toBeCloseTo(wanted.mean_case_seconds, 2)
      expect(median / 1000).toBeCloseTo(wanted.median_case_seconds, 2)
    })
  }
})
