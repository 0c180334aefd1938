import { InputError } from '../errors.js'
import type { Moment } from './range.js'

/** One id of one system belongs to a customer, for a time. */
export interface CustomerLink {
  /** Name of the log; all logs where not given. */
  source?: string
  /** The id there. */
  id: string
  customer: string
  /** First moment, included; from ever where not given. */
  from?: Moment
  /** Up to this moment, excluded (a date without a time: the end of that day); for ever where not given. */
  to?: Moment
}

interface Span {
  customer: string
  from: number
  to: number
}

/** Looks up whose an id was. */
export interface LinkTable {
  size: number
  /** The customer of an id in a log at a time; null where no link holds. `null` itself for an id without links. */
  of(log: number, id: string): ((time: number) => string | null) | null
}

/**
 * @throws InputError BAD_OPTION for a link to a log that is not there, an empty span, or two links of one id that give
 * different customers at one time: events of one customer must never be shown as another's
 */
export function linkTable(
  links: readonly CustomerLink[],
  names: readonly string[],
  momentOf: (moment: Moment, which: 'from' | 'to') => number
): LinkTable {
  const tables = names.map(() => new Map<string, Span[]>())
  for (const { source, id, customer, from, to } of links) {
    const place = source === undefined ? -1 : names.indexOf(source)
    if (source !== undefined && place < 0) {
      throw new InputError(
        'BAD_OPTION',
        `idMap links '${id}' in '${source}', but no log is called so.`,
        `The logs are ${names.map((name) => `'${name}'`).join(', ')}.`
      )
    }
    const span = {
      customer,
      from: from === undefined ? Number.NEGATIVE_INFINITY : momentOf(from, 'from'),
      to: to === undefined ? Number.POSITIVE_INFINITY : momentOf(to, 'to')
    }
    if (!(span.from < span.to)) {
      throw new InputError(
        'BAD_OPTION',
        `The link of '${id}' to '${customer}' ends before it begins.`,
        'Correct from and to.'
      )
    }
    tables.forEach((table, log) => {
      if (place >= 0 && place !== log) return
      const known = table.get(id)
      if (known === undefined) table.set(id, [span])
      else known.push(span)
    })
  }
  tables.forEach((table, log) => {
    for (const [id, spans] of table) {
      spans.sort((a, b) => a.from - b.from)
      for (let k = 1; k < spans.length; k++) {
        if (spans[k].from >= spans[k - 1].to || spans[k].customer === spans[k - 1].customer) continue
        throw new InputError(
          'BAD_OPTION',
          `idMap gives '${id}' in '${names[log]}' to '${spans[k - 1].customer}' and '${spans[k].customer}' at the same time.`,
          'Let one link end (to) before the other begins (from).'
        )
      }
    }
  })
  return {
    size: links.length,
    of(log, id) {
      const spans = tables[log].get(id)
      if (spans === undefined) return null
      return (time) => spans.find(({ from, to }) => time >= from && time < to)?.customer ?? null
    }
  }
}
