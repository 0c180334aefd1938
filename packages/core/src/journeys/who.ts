import { InputError } from '../errors.js'
import type { LogIndex } from './index-log.js'

/** How a customer was found, best first. */
export type FoundBy = 'id' | 'name' | 'part' | 'likeness'

export interface FoundCustomer {
  /** Index into the log's `caseNames`. */
  case: number
  id: string
  name: string | null
  by: FoundBy
}

// The letters of every id, made on the first look-up by likeness and kept with the index.
const letters = new WeakMap<LogIndex, Uint32Array>()

function lettersOfIds(index: LogIndex): Uint32Array {
  let found = letters.get(index)
  if (found === undefined) {
    found = Uint32Array.from(index.log.caseNames, lettersOf)
    letters.set(index, found)
  }
  return found
}

/** What people call the customer: the first known value of the log's column for it. */
export const customerName = ({ named, details }: LogIndex, id: number): string | null =>
  named === null ? null : details.customerName(named[id])

/**
 * Customers by id or name: exactly, then without regard to case, then as a part, then by likeness (a few letters off).
 * A better kind of match hides the worse ones. Empty where nothing is near.
 */
export function findCustomers(index: LogIndex, text: string, most = 10): FoundCustomer[] {
  const wanted = text.trim()
  if (wanted === '') return []
  const { caseNames } = index.log
  const nameOf = (id: number) => customerName(index, id)
  const found = (id: number, by: FoundBy): FoundCustomer => ({ case: id, id: caseNames[id], name: nameOf(id), by })
  const exact = caseNames.indexOf(wanted)
  if (exact >= 0) return [found(exact, 'id')]
  const low = wanted.toLowerCase()
  const whole: FoundCustomer[] = []
  const parts: FoundCustomer[] = []
  for (let id = 0; id < caseNames.length; id++) {
    const own = caseNames[id].toLowerCase()
    const name = nameOf(id)?.toLowerCase()
    if (own === low) whole.push(found(id, 'id'))
    else if (name === low) whole.push(found(id, 'name'))
    else if (parts.length < most && (own.includes(low) || name?.includes(low))) parts.push(found(id, 'part'))
  }
  if (whole.length > 0) return whole.slice(0, most)
  return parts.length > 0 ? parts : alike(low)

  function alike(low: string): FoundCustomer[] {
    const limit = Math.max(1, Math.min(3, Math.floor(low.length / 3)))
    const own = lettersOf(low)
    const ids = lettersOfIds(index)
    const near: { id: number; distance: number }[] = []
    for (let id = 0; id < caseNames.length; id++) {
      let distance = limit + 1
      // Each edit changes at most two of the letters that occur.
      if (bits(ids[id] ^ own) <= 2 * limit) distance = editDistance(caseNames[id].toLowerCase(), low, limit)
      const name = nameOf(id)?.toLowerCase()
      if (name) {
        for (const word of [name, ...name.split(/\s+/)]) distance = Math.min(distance, editDistance(word, low, limit))
      }
      if (distance <= limit) near.push({ id, distance })
    }
    near.sort((a, b) => a.distance - b.distance || a.id - b.id)
    return near.slice(0, most).map(({ id }) => found(id, 'likeness'))
  }
}

/**
 * The one customer that is meant.
 *
 * @throws InputError UNKNOWN_CASE where there is none or more than one, naming the nearest
 */
export function theCustomer(index: LogIndex, text: string): number {
  const found = findCustomers(index, text)
  const sure = found.filter(({ by }) => by === 'id' || by === 'name')
  if (sure.length === 1) return sure[0].case
  const list = (some: FoundCustomer[]) =>
    some
      .slice(0, 5)
      .map(({ id, name }) => (name === null ? `'${id}'` : `'${id}' (${name})`))
      .join(', ')
  if (sure.length > 1) {
    throw new InputError(
      'UNKNOWN_CASE',
      `${sure.length} customers are called '${text}': ${list(sure)}.`,
      'Give the id of one.'
    )
  }
  throw new InputError(
    'UNKNOWN_CASE',
    `The log has no customer '${text}'.`,
    found.length > 0
      ? `Did you mean ${list(found)}?`
      : `Customers look like: ${index.log.caseNames
          .slice(0, 3)
          .map((name) => `'${name}'`)
          .join(', ')}.`
  )
}

/** One bit for each letter or digit that occurs (others share bits). */
function lettersOf(text: string): number {
  let mask = 0
  const low = text.toLowerCase()
  for (let i = 0; i < low.length; i++) mask |= 1 << (low.charCodeAt(i) & 31)
  return mask >>> 0
}

function bits(mask: number): number {
  let count = 0
  for (let left = mask; left !== 0; left &= left - 1) count++
  return count
}

const ROW = 64
const rows = [new Uint8Array(ROW + 1), new Uint8Array(ROW + 1), new Uint8Array(ROW + 1)]

/**
 * Edits from `a` to `b` (insert, remove, replace, swap of neighbours: optimal string alignment); more than `most` where
 * it is more. Texts above 64 letters are compared by their first 64.
 */
function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1
  const [rowsOf, columns] = [Math.min(a.length, ROW), Math.min(b.length, ROW)]
  let [before, previous, current] = rows
  for (let j = 0; j <= columns; j++) previous[j] = j
  for (let i = 1; i <= rowsOf; i++) {
    current[0] = i
    let least = i
    const letter = a.charCodeAt(i - 1)
    for (let j = 1; j <= columns; j++) {
      const other = b.charCodeAt(j - 1)
      let edits = previous[j - 1] + (letter === other ? 0 : 1)
      if (previous[j] + 1 < edits) edits = previous[j] + 1
      if (current[j - 1] + 1 < edits) edits = current[j - 1] + 1
      if (
        i > 1 &&
        j > 1 &&
        letter === b.charCodeAt(j - 2) &&
        a.charCodeAt(i - 2) === other &&
        before[j - 2] + 1 < edits
      ) {
        edits = before[j - 2] + 1
      }
      current[j] = edits
      if (edits < least) least = edits
    }
    if (least > most) return most + 1
    const free = before
    before = previous
    previous = current
    current = free
  }
  return previous[columns]
}
