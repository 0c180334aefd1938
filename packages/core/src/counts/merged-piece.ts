import { GrowingFloat64, GrowingUint32 } from '../log/columns.js'

/** Whole cases, as they come from the merge. */
export class MergedPiece {
  readonly caseNames: string[] = []
  /** Times, and the other columns. */
  readonly values: GrowingFloat64[]
  readonly activity = new GrowingUint32()
  readonly #events: number[] = []
  readonly #codes: number[] = []
  readonly #groups: number[] = []
  /** Of the case that is being added. */
  number = -1
  /** The first case of that number. */
  #first = 0
  events = 0

  constructor(columns: number) {
    this.values = Array.from({ length: columns + 1 }, () => new GrowingFloat64())
  }

  add(number: number, name: Uint16Array, events: number): void {
    if (number !== this.number) this.#first = this.caseNames.length
    this.number = number
    let code = this.#first
    while (code < this.caseNames.length && !isText(this.caseNames[code], name)) code++
    if (code === this.caseNames.length) this.caseNames.push(textOf(name))
    this.#codes.push(code)
    this.#groups.push(this.#first)
    this.#events.push(events)
    this.events += events
  }

  /** [events] */
  caseCodes(): Uint32Array {
    return this.#spread(this.#codes)
  }

  /** [events] the same for cases of one number, which may take turns. */
  groups(): Uint32Array {
    return this.#spread(this.#groups)
  }

  #spread(codes: readonly number[]): Uint32Array {
    const all = new Uint32Array(this.events)
    for (let k = 0, at = 0; k < codes.length; k++) for (let i = 0; i < this.#events[k]; i++) all[at++] = codes[k]
    return all
  }
}

function isText(text: string, units: Uint16Array): boolean {
  if (text.length !== units.length) return false
  for (let i = 0; i < units.length; i++) if (text.charCodeAt(i) !== units[i]) return false
  return true
}

const MOST_UNITS = 1 << 12

function textOf(units: Uint16Array): string {
  let text = ''
  for (let i = 0; i < units.length; i += MOST_UNITS) text += String.fromCharCode(...units.subarray(i, i + MOST_UNITS))
  return text
}
