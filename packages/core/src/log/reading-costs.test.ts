import { expect, test } from 'vitest'
import { type KernelExports, newKernel } from '../kernel/load.js'
import { csvRows } from './csv-rows.js'
import { LogBuilder } from './log-builder.js'
import { readColumns } from './read.js'
import { readLog } from './read-log.js'
import { resolveSchema } from './schema.js'
import { Peekable, type ReadableFile } from './source.js'

const rows = Array.from(
  { length: 200_000 },
  (_, i) =>
    `s-${String(i % 7000).padStart(8, '0')},/step/${i % 90},2024-03-01 10:${String(i % 60).padStart(2, '0')}:00\n`
)
const bytes = new TextEncoder().encode(`case_id,activity,timestamp\n${rows.join('')}`)

/** A file in memory that counts what is read of it, and into how many pieces of memory. */
function countingFile() {
  const counts = { bytes: 0, reads: 0, buffers: new Set<ArrayBufferLike>() }
  const file: ReadableFile = {
    async read(into, offset, length, position) {
      const part = bytes.subarray(position, position + length)
      into.set(part, offset)
      counts.bytes += part.length
      counts.reads++
      counts.buffers.add(into.buffer)
      return { bytesRead: part.length }
    },
    stat: async () => ({ size: bytes.length })
  }
  return { file, counts }
}

test('a file is read once, but for its head and some samples, into memory that is used again', async () => {
  const { file, counts } = countingFile()
  const raw = await readColumns(file)
  expect(raw.time.length).toBe(200_000)
  // One piece for the head, one for the samples.
  expect(counts.bytes).toBeLessThanOrEqual(bytes.length + (1 << 20) + (1 << 17))
  expect(counts.buffers.size).toBeLessThanOrEqual(5)
  expect(counts.reads).toBeLessThanOrEqual(2 * Math.ceil(bytes.length / (1 << 20)) + 12)
  expect(raw.read.bytes).toBe(bytes.length)
  // The columns were made as long as they came out: none was copied in the end, and little is spare.
  expect(raw.time.buffer.byteLength).toBeLessThan(8.5 * raw.time.length)
  expect(raw.time.buffer.byteLength).toBeGreaterThan(8 * raw.time.length)
  const other = await readColumns(bytes)
  expect(raw.read).toEqual(other.read)
  for (const name of ['case', 'activity', 'time'] as const) expect(same(raw[name], other[name]), name).toBe(true)
})

test('a row costs a hundredth of a call of the kernels at most', async () => {
  const kernel = await newKernel()
  let calls = 0
  const run = Object.fromEntries(
    Object.entries(kernel.run).map(([name, value]) => [
      name,
      typeof value === 'function'
        ? (...given: number[]) => {
            calls++
            return (value as (...given: number[]) => number)(...given)
          }
        : value
    ])
  ) as unknown as KernelExports
  async function* whole() {
    yield bytes
  }
  const reader = await csvRows(new Peekable(whole()), null, {})
  const schema = await resolveSchema(reader.columns, reader.sample, {})
  const { format, delimiter, width } = reader
  const options = { timeZone: 'UTC', dateOrder: undefined, strict: false, format, delimiter, width } as const
  const builder = await LogBuilder.open(schema, ['2024-03-01 10:00:00'], options, { run, memory: kernel.memory })
  const coded = builder.coded()
  await reader.read({
    columns: null,
    ...(coded && { coded }),
    row: () => {
      throw new Error('an ordinary row was read outside the kernels')
    },
    broken: () => undefined,
    column: () => false
  })
  expect(builder.events).toBe(200_000)
  expect(calls).toBeLessThan(2000)
})

test('a log that must be put into order holds its activities in the memory of its case codes', async () => {
  const raw = await readColumns(bytes)
  const memory = raw.case.buffer
  const reference = await readLog(bytes)
  const { EventLog } = await import('./event-log.js')
  const log = EventLog.fromColumns(raw)
  expect(log.activity.buffer).toBe(memory)
  expect(raw.time.length + raw.case.length + raw.activity.length).toBe(0)
  expect(same(log.activity, reference.activity)).toBe(true)
})

/** Element by element: matchers take seconds for this. */
function same(a: Uint32Array | Float64Array, b: Uint32Array | Float64Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i])
}
