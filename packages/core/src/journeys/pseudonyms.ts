import { checkOptionNames } from '../suggest.js'
import type { Clause, Journey, Statement } from './types.js'

/** A customer's id and name as they stand in texts, with what stands in their place. */
export interface Pseudonym {
  id: string
  name: string | null
  alias: string
}

/**
 * The text without the customer's id and name, addresses and long numbers (accounts, cards, phones). Sums of money, times
 * and names of activities stay.
 */
export function maskText(text: string, customers: readonly Pseudonym[] = []): string {
  let masked = text.replace(/[^\s“”"'<>()]+@[^\s“”"'<>()]+\.[a-z]+/gi, '[address]')
  for (const { id, name, alias } of customers) {
    masked = replaceWord(masked, id, alias)
    if (name === null) continue
    masked = replaceWord(masked, name, alias)
    for (const part of name.split(/\s+/)) if (part.length >= 3) masked = replaceWord(masked, part, alias)
  }
  return masked.replace(/(?<![\d.,])\+?\d(?:[ -]?\d){6,}(?![\d.,]\d)/g, '[number]')
}

function replaceWord(text: string, word: string, by: string): string {
  if (word === '') return text
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return text.replace(new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'giu'), by)
}

/**
 * The journey without what names the customer: id and name become `Customer` (or `alias`), messages and sentences are
 * masked, free attributes are left out. Activities, times, amounts and event indices stay.
 */
export function pseudonymise(journey: Journey, options: { alias?: string } = {}): Journey {
  checkOptionNames(options, ['alias'], 'pseudonymise')
  const alias = options.alias ?? 'Customer'
  const who = [{ id: journey.customer, name: journey.customerName, alias }]
  const mask = (text: string) => maskText(text, who)
  const maskOr = (text: string | null) => (text === null ? null : mask(text))
  const clause = ({ text, events }: Clause): Clause => ({ text: mask(text), events })
  const statement = ({ text, events, clauses }: Statement): Statement => ({
    text: mask(text),
    events,
    clauses: clauses.map(clause)
  })
  const dropped = new Set(journey.steps.flatMap(({ attributes }) => Object.keys(attributes)))
  return {
    ...journey,
    customer: alias,
    customerName: null,
    steps: journey.steps.map((step) => ({ ...step, message: maskOr(step.message), attributes: {} })),
    friction: journey.friction.map((one) => ({ ...one, text: mask(one.text) })),
    summary: {
      cause: statement(journey.summary.cause),
      waits: statement(journey.summary.waits),
      effort: statement(journey.summary.effort)
    },
    notes: [
      ...journey.notes.map(mask),
      `The customer's id and name, addresses and long numbers are masked${
        dropped.size > 0 ? `; ${dropped.size} free ${dropped.size === 1 ? 'column is' : 'columns are'} left out` : ''
      }.`
    ]
  }
}
