import { InputError } from '../errors.js'
import type { BadRowReason, BadRows } from './types.js'

const MOST_LINES = 5

/** Counts the rows that cannot be used, by reason, with the first places and one sample. */
export class BadRowCounter {
  total = 0
  readonly #strict: boolean
  readonly #byReason = new Map<BadRowReason, BadRows>()

  /** @param strict makes the first bad row an error */
  constructor(strict: boolean) {
    this.#strict = strict
  }

  /** @throws InputError BAD_ROWS when strict. */
  add(reason: BadRowReason, line: number, sample: () => string): void {
    this.total++
    let bad = this.#byReason.get(reason)
    if (bad === undefined) {
      bad = { reason, count: 0, lines: [], sample: sample() }
      this.#byReason.set(reason, bad)
    }
    bad.count++
    if (bad.lines.length < MOST_LINES) bad.lines.push(line)
    if (this.#strict) {
      throw new InputError(
        'BAD_ROWS',
        `Line ${line}: ${reason}: ${bad.sample}`,
        'Mend the line, or read without strict: then such rows are left out, counted and shown.'
      )
    }
  }

  /** Adds rows that were found bad together, at the end. */
  addMany(bad: BadRows): void {
    if (bad.count === 0) return
    this.add(bad.reason, bad.lines[0], () => bad.sample)
    const mine = this.#byReason.get(bad.reason)!
    mine.count += bad.count - 1
    this.total += bad.count - 1
    mine.lines = [...new Set([...mine.lines, ...bad.lines])].sort((a, b) => a - b).slice(0, MOST_LINES)
  }

  /** Most frequent reason first. */
  list(): BadRows[] {
    return [...this.#byReason.values()].sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1))
  }

  /** For people: `3 x unreadable timestamp (lines 5, 8, 9; "…")`. */
  describe(): string {
    return this.list()
      .map(({ reason, count, lines, sample }) => {
        const places = `line${lines.length > 1 ? 's' : ''} ${lines.join(', ')}${count > lines.length ? ', …' : ''}`
        return `${count} x ${reason} (${places}: ${JSON.stringify(sample)})`
      })
      .join('; ')
  }
}
