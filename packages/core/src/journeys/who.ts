import { InputError } from '../errors.js'
import { eachNamed, searchable } from './customer-names.js'
import type { LogIndex } from './index-log.js'
import { nearestCases } from './nearest-names.js'
import { BOUND, eachWith } from './text-list.js'

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
  const { names } = index
  const whole = [
    ...first((met) => eachWith(names.ids, BOUND + low + BOUND, met)).map((id) => found(id, 'id')),
    ...first((met) => eachNamed(names, low, true, met)).map((id) => found(id, 'name'))
  ]
  if (whole.length > 0) return sorted(whole)
  const parts = [...first((met) => eachWith(names.ids, low, met)), ...first((met) => eachNamed(names, low, false, met))]
  if (parts.length > 0) return sorted(parts.map((id) => found(id, 'part')))
  return nearestCases(names, low, most).map((id) => found(id, 'likeness'))

  function first(each: (met: (id: number) => boolean) => void): number[] {
    const ids: number[] = []
    each((id) => ids.push(id) < most)
    return ids
  }
  /** In the order of the log, nobody twice. */
  function sorted(all: FoundCustomer[]): FoundCustomer[] {
    const each = new Map(all.toReversed().map((one) => [one.case, one]))
    return [...each.values()].sort((a, b) => a.case - b.case).slice(0, most)
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
  const ids = (some: FoundCustomer[]) => some.slice(0, 5).map(({ id }) => id)
  if (sure.length > 1) {
    throw new InputError(
      'UNKNOWN_CASE',
      `${sure.length} customers are called '${text}': ${list(sure)}.`,
      'Give the id of one.',
      { choices: ids(sure) }
    )
  }
  const choices = found.length > 0 ? ids(found) : index.log.caseNames.slice(0, 3)
  throw new InputError(
    'UNKNOWN_CASE',
    `The log has no customer '${text}'.`,
    found.length > 0
      ? `Did you mean ${list(found)}?`
      : `Customers look like: ${choices.map((name) => `'${name}'`).join(', ')}.`,
    { choices }
  )
}
