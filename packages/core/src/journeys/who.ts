import { InputError } from '../errors.js'
import { AFTER_ID, BEFORE_ID, type CustomerNames, eachWith, lettersOf, searchable } from './customer-names.js'
import { bitsSet, type LogIndex } from './index-log.js'
import { Likeness } from './likeness.js'

/** How a customer was found, best first. */
export type FoundBy = 'id' | 'name' | 'part' | 'likeness'

export interface FoundCustomer {
  /** Index into the log's `caseNames`. */
  case: number
  id: string
  name: string | null
  by: FoundBy
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
  const found = (id: number, by: FoundBy): FoundCustomer => ({
    case: id,
    id: caseNames[id],
    name: customerName(index, id),
    by
  })
  const exact = caseNames.indexOf(wanted)
  if (exact >= 0) return [found(exact, 'id')]
  const low = searchable(wanted)
  const whole: FoundCustomer[] = []
  const add = (list: FoundCustomer[], by: FoundBy) => (id: number) => list.push(found(id, by)) < most
  eachWith(index.names, BEFORE_ID + low + AFTER_ID, add(whole, 'id'))
  if (whole.length < most) eachWith(index.names, AFTER_ID + low + BEFORE_ID, add(whole, 'name'))
  if (whole.length > 0) return whole.sort((a, b) => a.case - b.case)
  const parts: FoundCustomer[] = []
  eachWith(index.names, low, add(parts, 'part'))
  return parts.length > 0 ? parts : nearest(index.names, low, most).map((id) => found(id, 'likeness'))
}

/** The cases whose id, name or a word of it is at most a few edits off, the nearest first. */
function nearest({ parts, starts, idLetters, nameLetters }: CustomerNames, low: string, most: number): number[] {
  const limit = Math.max(1, Math.min(3, Math.floor(low.length / 3)))
  const own = lettersOf(low)
  const likeness = new Likeness(low)
  const near: { id: number; distance: number }[] = []
  for (const [p, { text, firstCase }] of parts.entries()) {
    const end = parts[p + 1]?.firstCase ?? starts.length
    for (let id = firstCase; id < end; id++) {
      // Each edit changes at most two of the letters that occur; a word has no letter that its name has not.
      const likeId = bitsSet(idLetters[id] ^ own) <= 2 * limit
      const likeName = nameLetters !== null && nameLetters[id] !== 0 && bitsSet(own & ~nameLetters[id]) <= limit
      if (!likeId && !likeName) continue
      const start = starts[id] + 1
      const tab = text.indexOf(AFTER_ID, start)
      let distance = limit + 1
      if (likeId) distance = distanceTo(start, tab)
      if (likeName) {
        const last = id + 1 < end ? starts[id + 1] : text.length - 1
        distance = Math.min(distance, distanceTo(tab + 1, last))
        for (let from = tab + 1; from < last; ) {
          const space = text.indexOf(' ', from)
          const to = space < 0 || space > last ? last : space
          distance = Math.min(distance, distanceTo(from, to))
          from = to + 1
        }
      }
      if (distance <= limit) near.push({ id, distance })
    }
    function distanceTo(from: number, to: number): number {
      return Math.abs(to - from - low.length) > limit ? limit + 1 : likeness.distance(text, from, to)
    }
  }
  near.sort((a, b) => a.distance - b.distance || a.id - b.id)
  return near.slice(0, most).map(({ id }) => id)
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
