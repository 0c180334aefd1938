import { InputError } from '../errors.js'
import { checkOptionNames } from '../suggest.js'
import { LogBuilder } from './log-builder.js'
import { SAMPLE_ROWS } from './rows.js'
import { ROLES, resolveSchema } from './schema.js'
import { TextCells } from './text-cells.js'
import type { RawColumns, Schema } from './types.js'

type Row = Readonly<Record<string, unknown>>

/**
 * Codes plain objects, one per event, by the same rules as a file is read: the keys are the columns, guessed where the
 * schema does not name them; rows without a case, an activity or a readable time are left out and counted.
 */
export async function fromRows(rows: readonly Row[], given: Schema = {}): Promise<RawColumns> {
  checkOptionNames(given, [...ROLES, 'attributes'], 'fromRows')
  const columns = keysOf(rows)
  if (columns.length === 0) {
    throw new InputError('EMPTY_LOG', 'fromRows got no rows.', 'Give one object per event.')
  }
  const texts = (row: Row) => columns.map((column) => textOf(row[column]))
  const sample = rows.slice(0, SAMPLE_ROWS).map(texts)
  const schema = await resolveSchema(columns, sample, given)
  const stamps = sample.map((row) => row[schema.timestamp])
  const builder = await LogBuilder.open(schema, stamps, {
    timeZone: 'UTC',
    dateOrder: undefined,
    strict: false,
    format: 'jsonl',
    delimiter: null,
    width: 0
  })
  const cells = new TextCells()
  rows.forEach((row, index) => {
    cells.begin(columns.length, index + 1)
    columns.forEach((column, place) => {
      const text = textOf(row[column])
      if (text !== '') cells.put(place, text, typeof row[column] === 'string')
    })
    builder.add(cells)
  })
  const raw = builder.finish({ gzip: false, encoding: 'utf-8', columns, notes: [], bytes: 0 })
  return { ...raw, read: { ...raw.read, format: 'memory' } }
}

function keysOf(rows: readonly Row[]): string[] {
  const keys = new Set<string>()
  for (const row of rows) for (const key of Object.keys(row)) keys.add(key)
  return [...keys]
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString()
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
