import * as fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { loseWorker } from '../../test/lose-worker.js'
import { newKernel } from '../kernel/load.js'
import type { WorkOptions } from '../kernel/work.js'
import { createPool, type Pool } from '../worker/pool.js'
import { runTask } from '../worker/thread-tasks.js'
import { csvRows } from './csv-rows.js'
import { LogBuilder } from './log-builder.js'
import { type PartCounts, readParts } from './part-reader.js'
import { readColumns } from './read.js'
import { resolveSchema } from './schema.js'
import { Peekable } from './source.js'
import type { RawColumns } from './types.js'

const HEADER = 'case_id,activity,timestamp,note,count\n'

/** Runs tasks in place, as several threads would: all parts that are under way begin before the first one ends. */
const atOnce: Pool = {
  threads: 3,
  run: (name, input) => runTask(name, input) as Promise<never>,
  close() {}
}

/** Of the text read last. */
let counts: PartCounts = { parts: 0, again: 0 }

/** Reads a table in parts of so many bytes, or, as the reference, in one go. */
async function read(
  text: string,
  partBytes: number | null,
  pool: Pool = atOnce,
  work: WorkOptions = {}
): Promise<RawColumns> {
  const bytes = new TextEncoder().encode(text)
  async function* whole() {
    yield bytes
  }
  const parts =
    partBytes === null
      ? undefined
      : (parted: Omit<Parameters<typeof readParts>[1], 'readAt' | 'totalBytes'>, to: Parameters<typeof readParts>[2]) =>
          readParts(pool, { ...parted, partBytes, totalBytes: bytes.length, readAt }, to, work).then((of) => {
            counts = of
          })
  const readAt = async (target: Uint8Array, position: number) => {
    const part = bytes.subarray(position, position + target.length)
    target.set(part)
    return part.length
  }
  const reader = await csvRows(new Peekable(whole()), null, { delimiter: ',', header: true }, { parts })
  const roles = { case: 'case_id', activity: 'activity', timestamp: 'timestamp', attributes: ['note', 'count'] }
  const schema = await resolveSchema(reader.columns, reader.sample, roles)
  const stamps = reader.sample.map((row) => row[schema.timestamp] ?? '')
  const { format, delimiter, width, columns, notes, encoding } = reader
  const options = { timeZone: 'Europe/Berlin', dateOrder: undefined, strict: false, format, delimiter, width } as const
  const builder = await LogBuilder.open(schema, stamps, options, await newKernel())
  const coded = builder.coded()
  await reader.read({
    columns: null,
    ...(coded && { coded }),
    expectRows: () => builder.expectRows(),
    row(cells) {
      builder.add(cells)
      return true
    },
    broken: (line, sample) => builder.addBroken(line, sample),
    column: () => false
  })
  return builder.finish({ name: 'x', gzip: false, bytes: 0, columns, notes, encoding })
}

const ordinary = (i: number) =>
  `c${i % 7},/page/${i % 11},2024-03-0${(i % 9) + 1} 10:00:0${i % 10},n${i % 5},${i % 3}\n`

describe('a text read in parts', () => {
  test('gives what it gives in one go, whatever stands at the cuts', async () => {
    const piece = fc.constantFrom('a', '"', '""', ' ', 'é', 'NA', '\\', ',', '\n', '\r\n', '\n\n', '"x\ny"', '/x')
    const text = fc.array(piece, { maxLength: 4 }).map((parts) => parts.join(''))
    const known = fc.constantFrom(
      'login',
      '"two\nlines"',
      '"a,\n""b"",c\n"',
      '"',
      '"NA"',
      'NULL',
      'a name of many bytes'
    )
    const cell = fc.oneof({ arbitrary: known, weight: 3 }, text)
    const stamp = fc.constantFrom('2024-02-29 23:59:59', '2024-03-31T02:30:00Z', '13/02/2024', '02/13/24', 'never', '')
    const end = fc.constantFrom('\n', '\n', '\r\n', '\r', ',extra\n', '\n\n', '')
    const odd = fc
      .tuple(cell, cell, stamp, cell, cell, end)
      .map(([a, b, c, d, e, f]) => `${[a, b, c, d, e].join(',')}${f}`)
    const row = fc.oneof({ arbitrary: odd, weight: 1 }, { arbitrary: fc.nat(99).map(ordinary), weight: 3 })
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 40 }), fc.integer({ min: 30, max: 900 }), async (rows, partBytes) => {
        const table = HEADER + Array.from({ length: 60 }, (_, i) => ordinary(i)).join('') + rows.join('')
        expect(await settled(read(table, partBytes))).toEqual(await settled(read(table, null)))
      }),
      { numRuns: 60 }
    )
  })

  test('is read once, but for the part after a quoted line break at a cut', async () => {
    const rows = Array.from({ length: 1000 }, (_, i) => ordinary(i)).join('')
    const text = HEADER + rows
    const parts = Math.ceil(rows.length / 4096)
    const raw = await read(text, 4096)
    expect(raw.time.length).toBe(1000)
    expect(counts).toEqual({ parts, again: 0 })
    // The first part ends with the line break inside this cell.
    const before = 4096 - 14
    const quoted = `${rows.slice(0, rows.lastIndexOf('\n', before) + 1)}`
    const cell = `c1,"${'x'.repeat(before - quoted.length)}\ny",2024-03-01,n,1\n`
    const cut = await read(HEADER + quoted + cell + rows, 4096)
    expect(cut).toEqual(await read(HEADER + quoted + cell + rows, null))
    expect(counts.parts).toBe(Math.ceil((quoted.length + cell.length + rows.length) / 4096))
    // Not where this thread reads it, which has the rest of the row.
    expect(counts.again).toBeLessThanOrEqual(1)
  })

  test('numbers names by their first rows, also those of parts that had to be read again', async () => {
    // Names come again some rows later, in the next part or the one after; some cells have a line break in quotes.
    const rows = Array.from({ length: 900 }, (_, i) => {
      const name = `c${Math.floor(i / 40) * 10 + (i % 10)}`
      return `${name},a${name},2024-03-01,${i % 6 === 1 ? '"x,\n and much more text"' : 'w'},1\n`
    })
    const text = HEADER + rows.join('')
    const whole = await read(text, null)
    for (const partBytes of [97, 300, 1000, 4001]) {
      expect(await read(text, partBytes)).toEqual(whole)
      expect(counts.again).toBeGreaterThan(1)
    }
  })

  test('names lines as they are numbered in the whole text', async () => {
    const rows = Array.from({ length: 400 }, (_, i) => (i === 300 ? 'c1,,2024-03-01,n,1\n' : ordinary(i)))
    const { read: report } = await read(HEADER + rows.join(''), 1000)
    expect(report.bad).toEqual([{ reason: 'missing activity', count: 1, lines: [302], sample: 'c1,,2024-03-01,n,1' }])
  })
})

describe('a text read on worker threads', () => {
  const rows = Array.from({ length: 40_000 }, (_, i) =>
    i % 9000 === 77 ? `"c,${i}","two\nlines",2024-03-01,n,1\n` : `${ordinary(i).trimEnd()}\n`
  )
  const text = HEADER + rows.join('')

  test('gives the same columns and the same report for any number of them', async () => {
    const one = await read(text, null)
    for (const threads of [1, 2, 3]) {
      const pool = createPool(threads)
      expect(await read(text, 1 << 17, pool)).toEqual(one)
      pool.close()
    }
  })

  test.each([1, 2])('gives the same where one of them ends at part %d', async (nth) => {
    const one = await read(text, null)
    const count = loseWorker('rows', { nth })
    const pool = createPool(3)
    expect(await read(text, 1 << 15, pool)).toEqual(one)
    expect(count.lost).toBe(1)
    pool.close()
    vi.restoreAllMocks()
  })

  test('stops when it is told to', async () => {
    const control = new AbortController()
    const pool = createPool(2)
    const work = { signal: control.signal, onProgress: () => control.abort() }
    await expect(read(text, 1 << 16, pool, work)).rejects.toMatchObject({ code: 'ABORTED' })
  })

  test('takes whole numbers of threads only', async () => {
    await expect(readColumns(text, { threads: 0 })).rejects.toMatchObject({ code: 'BAD_OPTION' })
  })
})

/** The result, or what was thrown. */
async function settled(promise: Promise<RawColumns>): Promise<unknown> {
  try {
    return await promise
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    return { code, message }
  }
}
