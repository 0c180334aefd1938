import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newKernel } from '../kernel/load.js'
import { csvRows } from './csv-rows.js'
import { KernelDictionary } from './kernel-dictionary.js'
import { LogBuilder } from './log-builder.js'
import { resolveSchema } from './schema.js'
import { Peekable } from './source.js'
import { coderOf } from './text-coder.js'
import type { RawColumns } from './types.js'

const HEADER = 'case_id,activity,timestamp,channel,note,count\n'

interface Reading {
  raw: RawColumns
  /** Rows that the kernel read. */
  coded: number
}

/** Reads a table with the kernel or, as the reference, row by row without it. */
async function read(text: string, withKernel: boolean, blockBytes: number, timeZone = 'UTC'): Promise<Reading> {
  async function* whole() {
    yield new TextEncoder().encode(text)
  }
  const reader = await csvRows(new Peekable(whole()), null, { delimiter: ',', header: true, blockBytes })
  const schema = await resolveSchema(reader.columns, reader.sample, {
    case: 'case_id',
    activity: 'activity',
    timestamp: 'timestamp',
    attributes: ['note', 'count']
  })
  const stamps = reader.sample.map((row) => row[schema.timestamp] ?? '')
  const { format, delimiter, width } = reader
  const options = { timeZone, dateOrder: undefined, strict: false, format, delimiter, width } as const
  const builder = await LogBuilder.open(schema, stamps, options, withKernel ? await newKernel() : null)
  const receiver = builder.coded()
  let coded = 0
  const counting = receiver && {
    ...receiver,
    take(batch: Parameters<typeof receiver.take>[0]) {
      coded += batch.rows
      receiver.take(batch)
    }
  }
  await reader.read({
    columns: null,
    ...(counting && { coded: counting }),
    expectRows: () => builder.expectRows(),
    row(cells) {
      builder.add(cells)
      return true
    },
    broken: (line, sample) => builder.addBroken(line, sample),
    column: () => false
  })
  const { columns, notes, encoding } = reader
  return { raw: builder.finish({ name: 'x', gzip: false, bytes: 0, columns, notes, encoding }), coded }
}

const ordinary = (i: number) =>
  `c${i % 7},/page/${i % 11},2024-03-0${(i % 9) + 1} 10:00:0${i % 10},web,n${i % 5},${i % 3}\n`

describe('rows read by the kernel', () => {
  test('are all rows of an ordinary table', async () => {
    const text = HEADER + Array.from({ length: 500 }, (_, i) => ordinary(i)).join('')
    const { raw, coded } = await read(text, true, 1 << 16)
    expect(coded).toBe(500)
    expect(raw).toEqual((await read(text, false, 1 << 16)).raw)
  })

  test('are the same as those read one by one, whatever stands in the cells and however the bytes are cut', async () => {
    const piece = fc.constantFrom('a', 'B ', '"', '""', "'", ' ', 'é', '日本', 'NA', '\\', '\t', ',', '\n', '\r', '/x')
    const text = fc.array(piece, { maxLength: 4 }).map((parts) => parts.join(''))
    const quoted = fc.constantFrom(
      '"in quotes"',
      '"a,b"',
      '"a ""b"""',
      '""',
      '"NA"',
      '"two\nlines"',
      '"late" ',
      ' "early"'
    )
    const plain = fc.constantFrom('login', 'a long name of more than sixteen bytes', '7', 'NULL', 'nan', '')
    const cell = fc.oneof({ arbitrary: plain, weight: 6 }, { arbitrary: quoted, weight: 2 }, text)
    const stamp = fc.constantFrom(
      '2024-02-29 23:59:59',
      '2023-02-29 00:00:00',
      '2024-03-31T02:30:00',
      '2024-03-01T10:00:00Z',
      '2024-03-01T10:00:00.5+02:00',
      '2024-03-01 10:00:00.123456789-0330',
      '2024-03-01 10:00:00.1234567890',
      '2024-03-01 10:00:00+19',
      '2024-03-01 24:00:00',
      '2024-03-01 10:00:60',
      '2024-03-01',
      '2024-03-01 10:00',
      '0001-01-01 00:00:00',
      ' 2024-03-01 10:00:01 ',
      '2024/03/01 10:00:00',
      '1 March 2024',
      'never',
      ''
    )
    const row = fc
      .tuple(cell, cell, stamp, cell, cell, cell, fc.constantFrom('\n', '\n', '\n', '\r\n', '\r', ',extra\n', ',\n'))
      .map(([a, b, c, d, e, f, end]) => `${[a, b, c, d, e, f].join(',')}${end}`)
    const some = fc.oneof({ arbitrary: row, weight: 1 }, { arbitrary: fc.nat(99).map(ordinary), weight: 2 })
    await fc.assert(
      fc.asyncProperty(
        fc.array(some, { minLength: 1, maxLength: 40 }),
        fc.constantFrom(1, 37, 500, 1 << 16),
        fc.constantFrom('UTC', 'Europe/Berlin'),
        async (rows, blockBytes, zone) => {
          // Enough ordinary rows that the table is a log.
          const table = HEADER + Array.from({ length: 60 }, (_, i) => ordinary(i)).join('') + rows.join('')
          const { raw, coded } = await read(table, true, blockBytes, zone)
          // Where quotes seem to be escaped by backslashes, all rows are read one by one.
          expect(coded).toBeGreaterThanOrEqual(table.includes('\\"') ? 0 : 55)
          expect(raw).toEqual((await read(table, false, 1 << 16, zone)).raw)
        }
      ),
      { numRuns: 150 }
    )
  })

  test('hold plain numbers as times', async () => {
    const numbers = ['12', '-3.25', '+7', '.5', '123456789012345', '1234567890123456', '1e3', '3.', '0.1', 'x']
    const rows = Array.from({ length: 100 }, (_, i) => `c${i % 3},a${i % 4},${numbers[i % numbers.length]},w,n,1\n`)
    const text = HEADER + rows.join('')
    const { raw, coded } = await read(text, true, 1 << 16)
    expect(coded).toBe(70)
    expect(raw).toEqual((await read(text, false, 1 << 16)).raw)
  })

  test('may be longer than a window, and more than a batch', async () => {
    const long = 'x'.repeat(300_000)
    const rows = [...Array(20_000).keys()].map((i) =>
      i % 9000 === 5 ? `c,${long}${i},2024-03-01,w,n,1\n` : ordinary(i)
    )
    const text = HEADER + rows.join('')
    const { raw, coded } = await read(text, true, 1 << 20)
    expect(coded).toBeGreaterThan(19_900)
    expect(raw).toEqual((await read(text, false, 1 << 20)).raw)
  })
})

test('the dictionary numbers texts by first appearance, however many and long', async () => {
  const dictionary = new KernelDictionary(await newKernel(), 'names')
  const encoder = new TextEncoder()
  const texts = ['', ...Array.from({ length: 30_000 }, (_, i) => `${i % 2 ? 'é' : 'e'}${i}${'-'.repeat(i % 40)}`)]
  texts.push('y'.repeat(100_000), 'y'.repeat(100_001), '\0', '\0\0')
  const code = (text: string) => {
    const bytes = new Uint8Array([1, 2, 3, ...encoder.encode(text), 0, 0, 0, 0])
    return coderOf(dictionary).code(new DataView(bytes.buffer), 3, bytes.length - 4)
  }
  const numbers = [...texts.keys()]
  expect(texts.map(code)).toEqual(numbers)
  expect(texts.map(code)).toEqual(numbers)
  expect(dictionary.size).toBe(texts.length)
  expect(dictionary.names()).toEqual(texts)
  expect(new TextDecoder().decode(dictionary.bytes())).toBe(texts.join(''))
})
