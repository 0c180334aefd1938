import type { PartInput } from './part-rows.js'

/** Bytes of a part: some 5 ms of work; the names in it are looked up once for each part. */
export const PART = 1 << 21
/** Room before a part, for the row that was begun in the one before; and behind it, so that words may be read whole. */
const BEFORE = 1 << 16
export const BEHIND = 64
/** Parts that are being read while one is worked on: they are cut several at a time. */
const AHEAD = 4

/** A delimited text that can be read at any place. */
export interface PartedText {
  readAt(target: Uint8Array, position: number): Promise<number>
  /** First byte of the first row of data, and how many lines stand before it. */
  from: number
  line: number
  delimiter: string
  width: number
  totalBytes: number
  /** For tests: bytes of a part. */
  partBytes?: number
}

/** Cuts a text into parts that end with a line break; the next ones are being read while one is worked on. */
export class Cuts {
  /** Whether the last part was cut. */
  ended = false
  /** Bytes of the text up to the last cut, and what was read behind it. */
  reached: number
  readonly #text: PartedText
  readonly #partBytes: number
  readonly #free: Uint8Array[] = []
  #carry = new Uint8Array(0)
  readonly #reads: Promise<{ bytes: Uint8Array; length: number }>[] = []
  #position: number

  constructor(text: PartedText, partBytes: number) {
    this.#text = text
    this.#partBytes = partBytes
    this.reached = text.from
    this.#position = text.from
    this.#read()
  }

  /** Takes back the memory of a part that nothing points into any more. */
  giveBack(bytes: Uint8Array): void {
    if (bytes.length === this.#room) this.#free.push(bytes)
  }

  get #room(): number {
    return BEFORE + this.#partBytes + BEHIND
  }

  #read(): void {
    while (this.#reads.length < AHEAD) {
      const bytes = this.#free.pop() ?? sharedBytes(this.#room)
      const target = bytes.subarray(BEFORE, BEFORE + this.#partBytes)
      const read = this.#text.readAt(target, this.#position).then((length) => ({ bytes, length }))
      read.catch(() => undefined) // told when its turn comes
      this.#reads.push(read)
      this.#position += this.#partBytes
    }
  }

  async next(): Promise<Pick<PartInput, 'bytes' | 'start' | 'end' | 'last'>> {
    const read = await this.#reads[0]
    const { length } = read
    this.#reads.shift()
    this.reached += length
    this.ended = length < this.#partBytes
    if (!this.ended) this.#read()
    const carry = this.#carry
    let { bytes } = read
    let before = BEFORE
    if (carry.length > BEFORE) {
      // A row longer than the room before a part.
      before = carry.length
      bytes = sharedBytes(before + length + BEHIND)
      bytes.set(read.bytes.subarray(BEFORE, BEFORE + length), before)
      this.#free.push(read.bytes)
    }
    const start = before - carry.length
    bytes.set(carry, start)
    const stop = before + length
    const lineBreak = this.ended ? stop - 1 : bytes.lastIndexOf(10, stop - 1)
    const end = lineBreak < start ? stop : lineBreak + 1
    this.#carry = bytes.slice(end, stop)
    return { bytes, start, end, last: this.ended }
  }
}

/** A part with what is left of the row before it. */
export function withBefore(left: Uint8Array, input: PartInput): PartInput {
  const length = input.end - input.start
  const bytes = new Uint8Array(left.length + length + BEHIND)
  bytes.set(left)
  bytes.set(input.bytes.subarray(input.start, input.end), left.length)
  return { ...input, bytes, start: 0, end: left.length + length }
}

/** Memory that worker threads see without a copy, where the platform lets us have it. */
function sharedBytes(length: number): Uint8Array {
  return new Uint8Array(
    typeof SharedArrayBuffer === 'undefined' ? new ArrayBuffer(length) : new SharedArrayBuffer(length)
  )
}
