import { plural } from './format.js'
import { styled } from './print.js'
import { ProgressLine } from './progress.js'

/** What every command needs beside its options: where to tell a person something, and how far the work is. */
export class Session {
  readonly #quiet: boolean
  readonly progress: ProgressLine

  constructor(options: { quiet?: boolean }) {
    this.#quiet = options.quiet === true
    this.progress = new ProgressLine(!this.#quiet)
  }

  /** A sentence on stderr; not with --quiet. */
  note(text: string): void {
    if (this.#quiet) return
    this.progress.clear()
    process.stderr.write(`${text}\n`)
  }

  /** A sentence that should not be missed; not with --quiet. */
  warn(text: string): void {
    this.note(`${styled('yellow', 'Note:', process.stderr)} ${text}`)
  }

  /** How many more lines there are than were listed. */
  more(count: number, what: string): void {
    if (count > 0) this.note(`... and ${plural(count, what)} more.`)
  }
}
