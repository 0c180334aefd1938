/** A column that doubles its room. */
export class Growing {
  #values = new Float64Array(1 << 12)
  #length = 0

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Float64Array(this.#length * 2)
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values[this.#length++] = value
  }

  finish(): Float64Array {
    return this.#values.subarray(0, this.#length)
  }
}

/** What a user of a parser that yields strings writes to code a column. */
export class Interned {
  readonly codes = new Growing()
  readonly #known = new Map<string, number>()

  add(text: string): void {
    let code = this.#known.get(text)
    if (code === undefined) {
      code = this.#known.size
      this.#known.set(text, code)
    }
    this.codes.push(code)
  }
}
