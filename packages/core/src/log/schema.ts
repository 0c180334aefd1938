import { looksLikeTime } from './looks-like-time.js'
import { plainName, ROLE_NAMES, SESSIONS } from './schema-names.js'
import type { Role, Schema } from './types.js'

/** Which column plays which role, by index into the columns. */
export interface ResolvedSchema {
  case: number
  activity: number
  timestamp: number
  session: number | null
  /** Columns to keep as attributes: those of the optional roles, then those asked for. */
  attributes: { name: string; column: number }[]
  names: { case: string; activity: string; timestamp: string }
  /** All roles with their column names, given and guessed, for the report. */
  schema: Schema
  guessed: Role[]
  notes: string[]
}

/** The roles that a schema may name, besides `attributes`. */
export const ROLES: readonly Role[] = [
  'case',
  'activity',
  'timestamp',
  'session',
  'channel',
  'duration',
  'status',
  'message',
  'amount',
  'customerName',
  'parent',
  'eventId'
]
const OPTIONAL = ROLES.slice(4) as Exclude<Role, 'session'>[]

/**
 * Finds the column of each role: the given ones, then by name, then (case, activity, timestamp) by values. A `session`
 * is never guessed, because a case is not cut unless asked.
 *
 * @param columns the table's column names, distinct
 * @param rows the first rows, cell texts in the order of `columns`
 * @throws InputError MISSING_COLUMN, UNKNOWN_COLUMN, AMBIGUOUS_COLUMN, BAD_OPTION
 */
export async function resolveSchema(
  columns: readonly string[],
  rows: readonly string[][],
  given: Schema
): Promise<ResolvedSchema> {
  const notes: string[] = []
  const guessed: Role[] = []
  const found: Partial<Record<Role, number>> = {}
  for (const role of ROLES) {
    const name = given[role]
    if (name === undefined) continue
    if (typeof name !== 'string') throw (await texts()).badName(role, name)
    found[role] = columns.indexOf(name)
    if (found[role] < 0) throw (await texts()).noSuchColumn(columns, role, name)
  }
  const taken = () => new Set(Object.values(found))
  const values = (column: number) => rows.map((row) => row[column] ?? '').slice(0, 200)

  for (const role of ['timestamp', 'case', 'activity'] as const) {
    if (found[role] !== undefined) continue
    let candidates = byName(columns, role, taken())
    if (role === 'timestamp') {
      // A column called `time` that holds no stamps is not meant, where another one fits.
      const fit = await holdingTime(candidates)
      const vague = fit.length > 0 ? [] : await holdingTime(byName(columns, role, taken(), true))
      await noteClock(candidates)
      candidates = fit.length > 0 ? fit : vague.length > 0 ? vague : candidates
    }
    if (candidates.length === 0) continue
    found[role] = candidates[0]
    guessed.push(role)
    noteOthers(role, found[role], candidates)
  }
  const unnamed = (['timestamp', 'case', 'activity'] as const).filter((role) => found[role] === undefined)
  if (unnamed.length > 0) {
    const byValues = (await import('./row-path.js')).guessByValues(columns, rows, unnamed, taken())
    for (const role of unnamed) {
      found[role] = byValues[role]
      if (found[role] === undefined) {
        const without = unnamed.filter((one) => byValues[one] === undefined)
        throw (await texts()).missingRoles(columns, without, guessed, found)
      }
      guessed.push(role)
      notes.push((await texts()).takenByValues(role, columns[found[role]]))
    }
  }
  for (const role of OPTIONAL) {
    if (found[role] !== undefined) continue
    // A text for each event costs much memory: kept only where something points at it.
    if (role === 'eventId' && found.parent === undefined) continue
    const [column] = byName(columns, role, taken())
    if (column === undefined) continue
    found[role] = column
    guessed.push(role)
  }
  noteSession()
  await noteLifecycle()

  const schema: Schema = {}
  for (const role of ROLES) if (found[role] !== undefined) schema[role] = columns[found[role]]
  const attributes = await attributeColumns(columns, found, given.attributes)
  if (given.attributes !== undefined) schema.attributes = attributes.asked
  return {
    case: found.case!,
    activity: found.activity!,
    timestamp: found.timestamp!,
    session: found.session ?? null,
    attributes: attributes.all,
    names: { case: columns[found.case!], activity: columns[found.activity!], timestamp: columns[found.timestamp!] },
    schema,
    guessed: ROLES.filter((role) => guessed.includes(role)),
    notes
  }

  async function holdingTime(candidates: readonly number[]): Promise<number[]> {
    const fit: number[] = []
    for (const column of candidates) if ((await looksLikeTime(values(column))) !== null) fit.push(column)
    return fit
  }

  function noteOthers(role: Role, chosen: number, candidates: readonly number[]): void {
    const others = candidates.filter((column) => column !== chosen).map((column) => `'${columns[column]}'`)
    if (role === 'case') {
      const sessions = candidates.filter((column) => SESSIONS.includes(plainName(columns[column])))
      if (sessions.length > 0) return // said by noteSession
    }
    if (others.length === 0) return
    notes.push(`${role} is '${columns[chosen]}'; it could also be ${others.slice(0, 4).join(', ')}.`)
  }

  async function noteClock(candidates: readonly number[]): Promise<void> {
    const clock = candidates.find((column) => values(column).some((text) => /^\s*\d{1,2}:\d\d/.test(text)))
    if (clock !== undefined) notes.push((await texts()).clockOnly(columns[clock]))
  }

  async function noteLifecycle(): Promise<void> {
    const column = columns.findIndex((name) => /^(lifecycle(:transition)?|transition)$/i.test(name))
    if (column < 0) return
    const states = rows.map((row) => row[column] ?? '')
    notes.push(...(await texts()).lifecycle(columns[column], states))
  }

  function noteSession(): void {
    if (found.session !== undefined || found.case === undefined) return
    const session = columns.findIndex(
      (name, column) => column !== found.case && SESSIONS.slice(0, 5).includes(plainName(name))
    )
    if (session < 0) return
    notes.push(
      `'${columns[session]}' looks like a session within '${columns[found.case]}': give session '${columns[session]}' to cut cases by it.`
    )
  }
}

/** Columns whose name fits the role, best name first. */
function byName(
  columns: readonly string[],
  role: Exclude<Role, 'session'>,
  taken: ReadonlySet<number>,
  all = false
): number[] {
  const plain = columns.map(plainName)
  const found: number[] = []
  // The short and vague names at the end count only where nothing better is there.
  const vague = VAGUE[role] ?? []
  for (const name of ROLE_NAMES[role]) {
    if (!all && vague.includes(name) && found.length > 0) continue
    plain.forEach((candidate, column) => {
      if (candidate === name && !taken.has(column) && !found.includes(column)) found.push(column)
    })
  }
  return found
}

const VAGUE: Partial<Record<Role, string[]>> = {
  case: ['id', ...SESSIONS.slice(5)],
  activity: ['type', 'name', 'state', 'path', 'url', 'step', 'task', 'operation', 'interaction', 'intent'],
  timestamp: ['date', 'day', 'when', 'order', 'sequence', 'seq', 'index', 'position', 'created', 'visitdate']
}

async function attributeColumns(
  columns: readonly string[],
  found: Partial<Record<Role, number>>,
  asked: readonly string[] | undefined
): Promise<{ all: { name: string; column: number }[]; asked: string[] }> {
  const all: { name: string; column: number }[] = []
  const add = (column: number) => {
    if (!all.some((attribute) => attribute.column === column)) all.push({ name: columns[column], column })
  }
  for (const role of OPTIONAL) {
    const column = found[role]
    if (column !== undefined) add(column)
  }
  if (asked === undefined) return { all, asked: [] }
  if (!Array.isArray(asked)) throw (await texts()).badName('attributes', asked)
  const roles = new Set<number | undefined>([found.case, found.activity, found.timestamp])
  const names = new Set<string>()
  for (const name of asked) {
    const index = columns.indexOf(name)
    if (name !== '*' && index < 0) throw (await texts()).unknownAttribute(name, columns)
    for (const column of name === '*' ? columns.filter((_, other) => !roles.has(other)) : [name]) {
      add(columns.indexOf(column))
      names.add(column)
    }
  }
  return { all, asked: [...names] }
}

/** Texts that only odd columns need. */
const texts = () => import('./schema-texts.js')
