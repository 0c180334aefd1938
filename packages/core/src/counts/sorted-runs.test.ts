import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readLog } from '../log/read-log.js'
import { shapeLog } from '../log/shape.js'
import { countLog, countSource } from './count.js'
import type { RunStore } from './run-store.js'

/** A store in memory that refuses what no store need do: to read what was not written. */
function memoryStore(): RunStore & { bytes: number[] } {
  const bytes: number[] = []
  return {
    bytes,
    append: (more) => void bytes.push(...more),
    read(at, into) {
      if (at + into.length > bytes.length) throw new RangeError('Read behind the end.')
      for (let i = 0; i < into.length; i++) into[i] = bytes[at + i]
    }
  }
}

/** Rows of cases in any order, also at equal times, where the order of the rows decides. */
const anyRows = fc.array(
  fc.record({
    who: fc.constantFrom('a', 'b', 'Ä ö', '"quoted', 'a longer name than the others', 'x'),
    what: fc.constantFrom(...'pqrstuv'),
    second: fc.nat(20),
    visit: fc.constantFrom('', 'v1', 'v2', 'V1'),
    device: fc.constantFrom('', 'app', 'web')
  }),
  { minLength: 1, maxLength: 120, size: 'max' }
)

/** Bytes that are read at a time. */
const anyBlock = fc.integer({ min: 1, max: 300 })

type Row = { who: string; what: string; second: number; visit: string; device: string }

function csvOf(rows: readonly Row[], more: readonly ('visit' | 'device')[]): string {
  const cells = (row: Row) => [
    `"${row.who.replaceAll('"', '""')}"`,
    `"${row.what}\n"`, // a line break in quotes: read row by row, so that pieces may end anywhere
    new Date(Date.UTC(2024, 0, 1) + 1000 * row.second).toISOString(),
    ...more.map((name) => row[name])
  ]
  return `${['case', 'activity', 'timestamp', ...more].join(',')}\n${rows.map((row) => cells(row).join(',')).join('\n')}\n`
}

describe('counting a log in sorted runs', () => {
  it('gives the counts of the log that was read whole, whatever the order of its rows and the pieces', async () => {
    let stored = 0
    await fc.assert(
      fc.asyncProperty(anyRows, fc.integer({ min: 1, max: 40 }), anyBlock, async (rows, pieceEvents, blockBytes) => {
        const text = csvOf(rows, [])
        const whole = await countLog(await readLog(text))
        const store = memoryStore()
        const { counts, read, returned } = await countSource(text, { pieceEvents, blockBytes, runs: store })
        expect(counts).toEqual(whole)
        expect([read.rows, returned]).toEqual([rows.length, 0])
        stored += store.bytes.length > 0 ? 1 : 0
      }),
      { numRuns: 20 }
    )
    expect(stored).toBeGreaterThan(6)
  })

  it('keeps the sessions of a column, and those that shaping cuts', async () => {
    await fc.assert(
      fc.asyncProperty(anyRows, fc.integer({ min: 1, max: 40 }), anyBlock, async (rows, pieceEvents, blockBytes) => {
        const text = csvOf(rows, ['visit', 'device'])
        const pieces = { pieceEvents, blockBytes }
        const columns = { case: 'case', activity: 'activity', timestamp: 'timestamp' }
        const bySession = { ...columns, session: 'visit' }
        const inSessions = await countSource(text, { ...bySession, ...pieces, runs: memoryStore() })
        expect(inSessions.counts).toEqual(await countLog(await readLog(text, bySession)))
        const shape = { split: { column: 'device', timeout: '5s' }, collapseRepeats: true }
        const shaped = await countSource(text, { ...columns, ...pieces, shape, runs: memoryStore() })
        const log = await readLog(text, { ...columns, attributes: ['device'] })
        expect(shaped.counts).toEqual(await countLog(shapeLog(log, shape)))
      }),
      { numRuns: 20 }
    )
  })

  it('reads JSON Lines by runs, and long cases that no buffer holds', async () => {
    const rows = Array.from({ length: 30_000 }, (_, i) => ({
      who: i % 3 === 0 ? 'one of very many events' : `u${(i * 7919) % 400}`,
      what: `step ${i % 11}`,
      at: new Date(Date.UTC(2024, 0, 1) + ((i * 7) % 30_000) * 1000).toISOString()
    }))
    const text = rows.map((row) => JSON.stringify(row)).join('\n')
    const columns = { case: 'who', activity: 'what', timestamp: 'at' }
    const store = memoryStore()
    const { counts } = await countSource(text, { ...columns, pieceEvents: 2000, runs: store })
    expect(counts).toEqual(await countLog(await readLog(text, columns)))
    expect(store.bytes.length).toBeGreaterThan(12 * rows.length)
  })

  it('writes nothing where one piece holds the log', async () => {
    const store = memoryStore()
    const { counts } = await countSource('case,activity,timestamp\nu,a,2024-01-01\nu,b,2024-01-02\n', { runs: store })
    expect([counts.events, store.bytes.length]).toEqual([2, 0])
  })

  it('stops when asked to while the runs are merged', async () => {
    const rows = Array.from({ length: 30_000 }, (_, i) => `u${i % 50},"a\n${i % 3}",${1_700_000_000 + i}`)
    const control = new AbortController()
    const store = memoryStore()
    const work = countSource(`case,activity,timestamp\n${rows.join('\n')}\n`, {
      pieceEvents: 500,
      blockBytes: 1000,
      runs: {
        append: store.append,
        read(at, into) {
          control.abort()
          store.read(at, into)
        }
      },
      signal: control.signal
    })
    await expect(work).rejects.toMatchObject({ code: 'ABORTED' })
  })
})
