import { createReadStream, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { sharedFile } from '../../../../tools/testing/shared.js'
import { readColumns } from './read.js'
import type { RawColumns } from './types.js'

interface Reference {
  events: number
  cases: number
  activities: number
  activity_counts: Record<string, number>
}

function counts(raw: RawColumns): { events: number; cases: number; activities: number } {
  return { events: raw.case.length, cases: raw.caseNames.length, activities: raw.activityNames.length }
}

function activityCounts(raw: RawColumns): Map<string, number> {
  const byCode = new Uint32Array(raw.activityNames.length)
  for (const code of raw.activity) byCode[code]++
  return new Map(raw.activityNames.map((name, code) => [name, byCode[code]]))
}

const referencePath = sharedFile('reference/process-logs.json')

describe.skipIf(referencePath === null)('logs of process mining have the events that others count', () => {
  const reference: Record<string, Reference> =
    referencePath === null ? {} : JSON.parse(readFileSync(referencePath, 'utf8'))
  it.each([
    ['running-example.xes', 'pm4py_small/running-example.xes'],
    ['running-example.xes', 'pm4py_small/01_running-example.xes.gz'],
    ['running-example.xes', 'pm4py_small/running-example.csv'],
    ['running-example.xes', 'pm4py_small/running-example-transformed.csv'],
    ['receipt', 'pm4py_small/receipt.csv'],
    ['receipt', 'pm4py_small/08_receipt.xes.gz'],
    ['roadtraffic100traces', 'pm4py_small/roadtraffic100traces.csv'],
    ['roadtraffic100traces', 'pm4py_small/roadtraffic100traces.xes'],
    ['helpdesk', 'pm4py_small/helpdesk.xes.gz'],
    ['reviewing', 'pm4py_small/reviewing.csv'],
    ['reviewing', 'pm4py_small/04_reviewing.xes.gz'],
    ['teleclaims', 'pm4py_small/02_teleclaims.xes.gz']
  ])('%s from %s', async (name, file) => {
    const raw = await readColumns(createReadStream(sharedFile(`data/${file}`)!))
    const { events, cases, activities, activity_counts } = reference[name]
    expect(counts(raw)).toEqual({ events, cases, activities })
    expect(raw.read.badRows).toBe(0)
    const counted = activityCounts(raw)
    for (const [activity, count] of Object.entries(activity_counts))
      expect([activity, counted.get(activity)]).toEqual([activity, count])
  })

  it('sepsis: its case NA is missing, as the reference has it', async () => {
    const raw = await readColumns(createReadStream(sharedFile('data/sepsis/sepsis.csv.gz')!), { attributes: ['*'] })
    const { events, cases, activities } = reference['sepsis (eventdataR)']
    expect(counts(raw)).toEqual({ events: events - 24, cases, activities })
    expect(raw.read).toMatchObject({ rows: events, badRows: 24, delimiter: ';', timestampFormat: 'year/month/day' })
    expect(raw.read.bad[0]).toMatchObject({ reason: 'missing case', count: 24, lines: [443, 444, 445, 446, 447] })
    expect(raw.attributes.get('CRP')!.kind).toBe('number')
    expect(raw.attributes.get('Diagnose')!.kind).toBe('category')
  })
})

describe('other real logs', () => {
  const logs: [
    file: string,
    expected: { events: number; cases: number; activities: number },
    first: string,
    last: string
  ][] = [
    ['rete_ecom/ecom.csv.gz', { events: 31_106, cases: 600, activities: 19 }, '2024-01-04', '2024-06-29'],
    ['bank_100k/events.csv.gz', { events: 100_022, cases: 881, activities: 773 }, '2024-01-01', '2024-03-30'],
    ['sepsis/traffic_fines.csv.gz', { events: 34_724, cases: 10_000, activities: 11 }, '2006-06-17', '2012-03-26'],
    ['sepsis/hospital_billing.csv.gz', { events: 49_950, cases: 9_999, activities: 16 }, '2012-12-13', '2015-12-13']
  ]
  for (const [file, expected, first, last] of logs) {
    const path = sharedFile(`data/${file}`)
    it.skipIf(path === null)(file, async () => {
      const raw = await readColumns(createReadStream(path!))
      expect(counts(raw)).toEqual(expected)
      const times = [...raw.time].sort((a, b) => a - b)
      expect([times[0], times.at(-1)!].map((ms) => new Date(ms).toISOString().slice(0, 10))).toEqual([first, last])
    })
  }

  const bank = sharedFile('data/bank_100k/events.csv.gz')
  it.skipIf(bank === null)('the bank log has its roles typed', async () => {
    const raw = await readColumns(createReadStream(bank!), { session: 'session_id' })
    expect(raw.read.schema).toEqual({
      case: 'customer_id',
      activity: 'activity',
      timestamp: 'timestamp',
      session: 'session_id',
      channel: 'channel',
      duration: 'duration_ms',
      status: 'status',
      amount: 'amount'
    })
    expect(raw.attributes.get('channel')).toMatchObject({ kind: 'category', values: ['', 'app', 'web', 'ivr'] })
    expect(raw.attributes.get('duration_ms')!.kind).toBe('number')
    expect(new Set(raw.session!).size).toBe(6472)
  })

  const retail = sharedFile('data/online_retail/online_retail.csv.gz')
  it.skipIf(retail === null)(
    'transactions are read by naming the activity, and their missing customers counted',
    async () => {
      await expect(readColumns(createReadStream(retail!))).rejects.toMatchObject({ code: 'AMBIGUOUS_COLUMN' })
      const raw = await readColumns(createReadStream(retail!), { activity: 'StockCode' })
      expect(counts(raw)).toMatchObject({ events: 541_909 - 135_080, cases: 4372 })
      expect(raw.read).toMatchObject({ rows: 541_909, badRows: 135_080 })
      expect(raw.read.bad.map(({ reason }) => reason)).toEqual(['missing case'])
    }
  )
})
