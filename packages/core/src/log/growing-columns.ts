import type { Schema } from './types.js'

/** The columns of a format without a header (JSON, XES): they are found while the records are read. */
export class GrowingColumns {
  readonly names: string[] = []
  readonly #index = new Map<string, number>()
  readonly #seen: boolean[] = []
  /** By column: whether its texts are needed. */
  readonly wanted: boolean[] = []
  /** Asked about every new column: whether it is needed. */
  onNew: (name: string, index: number) => boolean = () => true

  /** The index of a column that a record has. */
  find(name: string): number {
    const known = this.#index.get(name)
    if (known !== undefined) {
      this.#seen[known] = true
      return known
    }
    const index = this.#add(name)
    this.#seen[index] = true
    this.wanted[index] = this.onNew(name, index)
    return index
  }

  /** The index of a column that a record had before; -1 of any other. */
  seen(name: string): number {
    const known = this.#index.get(name)
    return known !== undefined && this.#seen[known] ? known : -1
  }

  /** Adds what options ask for by name: it may come after the sample. */
  declare(options: Schema): void {
    const { session, channel, duration, status, message, amount, customerName, eventId, parent } = options
    const roles = [session, channel, duration, status, message, amount, customerName, eventId, parent]
    for (const name of [...roles, ...(options.attributes ?? [])]) {
      if (typeof name === 'string' && name !== '*' && !this.#index.has(name)) this.#add(name)
    }
  }

  #add(name: string): number {
    const index = this.names.push(name) - 1
    this.#index.set(name, index)
    this.#seen.push(false)
    this.wanted.push(true)
    return index
  }

  /** Columns that were declared and never came. */
  unseen(): string[] {
    return this.names.filter((_, index) => !this.#seen[index])
  }

  /** Says which of the columns known so far are needed (null: all), and asks `onNew` about later ones. */
  want(columns: ReadonlySet<number> | null, onNew: (name: string, index: number) => boolean): void {
    this.onNew = onNew
    if (columns === null) return
    for (let index = 0; index < this.names.length; index++) this.wanted[index] = columns.has(index)
  }
}
