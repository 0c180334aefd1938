import type { Table } from '../log/read.js'
import { ROLES, resolveSchema } from '../log/schema.js'
import type { AttributeColumn, LogData, Schema } from '../log/types.js'
import type { Runs } from './runs.js'

/** So many columns are chosen by themselves, and so many are read for it alone (4 bytes an event each). */
const MOST_COLUMNS = 6
const MOST_READ = 4
/** A column of more values names single customers or pages rather than groups of them. */
const MOST_VALUES = 40
/** At least this share of the runs has a value. */
const LEAST_KNOWN = 0.5
/** At least this share of the events has the value of the event before in the session: it says who or where, not what. */
const LEAST_STEADY = 0.9
/** Roles whose values are of one event or of one customer. */
const NO_GROUPS = ROLES.filter((role) => role !== 'channel')

/**
 * The columns that the process mix is shown by where nobody says: the channel first, then kept columns in their order
 * with 2 to 40 values that hardly change within a session and are known for at least half of the runs. At most six.
 */
export function mixColumns(log: LogData, runs: Runs): string[] {
  if (runs.count === 0) return []
  return perhapsGrouping(log)
    .filter((name) => isGrouping(log, runs, log.attributes.get(name) as AttributeColumn))
    .slice(0, MOST_COLUMNS)
}

/** The columns that {@link mixColumns} chooses from, the channel first. */
export function perhapsGrouping({ schema, attributes }: LogData): string[] {
  const excluded = new Set(NO_GROUPS.map((role) => schema[role]))
  const names = [...attributes.keys()].filter((name) => !excluded.has(name))
  return names.sort((a, b) => Number(b === schema.channel) - Number(a === schema.channel))
}

function isGrouping(log: LogData, runs: Runs, column: AttributeColumn): boolean {
  const valueAt = column.kind === 'category' ? column.codes : column.values
  const isKnown = (value: number) => (column.kind === 'category' ? value > 0 : !Number.isNaN(value))
  const seen = new Set<number>()
  let known = 0
  for (let r = 0; r < runs.count; r++) {
    const value = valueAt[runs.events[runs.offsets[r]]]
    if (!isKnown(value)) continue
    known++
    if (seen.add(value).size > MOST_VALUES) return false
  }
  return seen.size >= 2 && known >= LEAST_KNOWN * runs.count && isSteady(log, valueAt)
}

function isSteady({ sessionOffsets }: LogData, valueAt: ArrayLike<number>): boolean {
  let steps = 0
  let changes = 0
  for (let s = 0; s + 1 < sessionOffsets.length; s++) {
    for (let i = sessionOffsets[s] + 1; i < sessionOffsets[s + 1]; i++) {
      steps++
      if (valueAt[i] !== valueAt[i - 1]) changes++
    }
  }
  return changes <= (1 - LEAST_STEADY) * steps
}

/** A longer text is no name of a group. */
const LONGEST_VALUE = 40
/** Of so many rows fewer than half as many values as rows, and of a few rows nothing is believed. */
const FEWEST_ROWS = 20

/**
 * Which columns of a table to keep for `mixColumns`, by its first rows: those without a role whose values are
 * few, short, mostly there and mostly the same as in the row before of the same case. At most four, in their order.
 *
 * @param table the first rows, 500 or more if there are as many
 * @param given what is known of the columns' roles, as for `readLog`
 */
export async function guessMixColumns(
  { columns, rows }: Pick<Table, 'columns' | 'rows'>,
  given: Schema = {}
): Promise<string[]> {
  const roles = await rolesOf(columns, rows, given)
  if (roles === null || rows.length < FEWEST_ROWS) return []
  return columns
    .filter((name, at) => !roles.taken.has(name) && columns.indexOf(name) === at && looksGrouping(rows, at, roles.case))
    .slice(0, MOST_READ)
}

async function rolesOf(
  columns: string[],
  rows: string[][],
  given: Schema
): Promise<{ case: number; taken: Set<string> } | null> {
  try {
    const { schema, case: at } = await resolveSchema(columns, rows, given)
    const { attributes, ...named } = schema
    return { case: at, taken: new Set([...Object.values(named), ...(attributes ?? [])]) }
  } catch {
    return null // Whoever reads the log is told what is wrong with its columns.
  }
}

function looksGrouping(rows: string[][], at: number, caseAt: number): boolean {
  const seen = new Set<string>()
  const last = new Map<string, string>() // the value that each case had last
  let known = 0
  let steps = 0
  let changes = 0
  for (const row of rows) {
    const value = (row[at] ?? '').trim()
    if (value.length > LONGEST_VALUE) return false
    const before = last.get(row[caseAt])
    if (before !== undefined) {
      steps++
      if (before !== value) changes++
    }
    last.set(row[caseAt], value)
    if (value === '') continue
    known++
    if (seen.add(value).size > MOST_VALUES || 2 * seen.size > rows.length) return false
  }
  return seen.size >= 2 && known >= LEAST_KNOWN * rows.length && changes <= (1 - LEAST_STEADY) * steps
}
