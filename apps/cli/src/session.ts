import { plural } from './format.js'
import { styled } from './print.js'
import { ProgressLine } from './progress.js'

/** What every command needs beside its options: where to tell a person something, and how far the work is. */
export class Session {
  readonly #quiet: boolean
  readonly #about: string
  readonly progress: ProgressLine

  /** `about`: what the sentences are about, where it is not clear of itself. */
  constructor(options: { quiet?: boolean }, about = '') {
    this.#quiet = options.quiet === true
    this.#about = about === '' ? '' : `${about}: `
    this.progress = new ProgressLine(!this.#quiet)
  }

  /** A sentence on stderr; not with --quiet. */
  note(text: string): void {
    if (this.#quiet) return
    this.progress.clear()
    process.stderr.write(`${this.#about}${text}\n`)
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
