/** The least bytes of a member. */
const LEAST_MEMBER = 18
/** A member's first bytes: two that mark it, the method, and flags below 32. */
const HEAD = 4

/**
 * Unpacks gzip by the browser, whose DecompressionStream takes what follows a first member (RFC 1952) for damage. So packed
 * bytes are given to it up to where another member may begin; that the one before is at its end is told by the number of
 * unpacked bytes with which it ends.
 */
export async function* unpack(packed: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  let member = new Member()
  let held = new Uint8Array(0)
  try {
    for await (const chunk of packed) {
      const bytes = new Uint8Array(held.length + chunk.length)
      bytes.set(held)
      bytes.set(chunk, held.length)
      let from = 0
      for (let at = nextHead(bytes, 0); at >= 0; at = nextHead(bytes, at + 1)) {
        if (member.fed + at - from < LEAST_MEMBER) continue
        yield* member.feed(bytes.slice(from, at))
        from = at
        if (!(await member.isWhole())) continue
        yield* member.end()
        member = new Member()
      }
      held = bytes.slice(Math.max(from, bytes.length - HEAD + 1))
      yield* member.feed(bytes.slice(from, bytes.length - held.length))
    }
    yield* member.feed(held)
    yield* member.end()
  } finally {
    member.stop()
  }
}

function nextHead(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0x1f, from); at >= 0 && at + HEAD <= bytes.length; at = bytes.indexOf(0x1f, at + 1)) {
    if (bytes[at + 1] === 0x8b && bytes[at + 2] === 8 && bytes[at + 3] < 32) return at
  }
  return -1
}

class Member {
  /** Packed bytes that were given to it. */
  fed = 0
  #last: Uint8Array = new Uint8Array(0)
  readonly #writer: WritableStreamDefaultWriter<BufferSource>
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  readonly #reading: Promise<void>
  #unpacked: Uint8Array[] = []
  #length = 0

  constructor() {
    const { writable, readable } = new DecompressionStream('gzip')
    this.#writer = writable.getWriter()
    this.#reader = readable.getReader()
    this.#reading = this.#read()
    this.#reading.catch(() => undefined) // The writer tells of it, or whoever waits for the end.
  }

  async #read(): Promise<void> {
    for (;;) {
      const { done, value } = await this.#reader.read()
      if (done) return
      this.#unpacked.push(value)
      this.#length += value.length
    }
  }

  *#taken(): Generator<Uint8Array> {
    yield* this.#unpacked
    this.#unpacked = []
  }

  async *feed(bytes: Uint8Array<ArrayBuffer>): AsyncGenerator<Uint8Array> {
    if (bytes.length === 0) return
    this.fed += bytes.length
    this.#last = bytes.length < 4 ? new Uint8Array([...this.#last, ...bytes]).slice(-4) : bytes.slice(-4)
    await this.#writer.write(bytes)
    yield* this.#taken()
  }

  /** Whether what was given ends with the number of bytes that it holds, as members do. */
  async isWhole(): Promise<boolean> {
    // What was unpacked is all read after a turn.
    await new Promise((resolve) => setTimeout(resolve))
    return new DataView(this.#last.buffer).getUint32(0, true) === this.#length % 2 ** 32
  }

  async *end(): AsyncGenerator<Uint8Array> {
    await this.#writer.close()
    await this.#reading
    yield* this.#taken()
  }

  stop(): void {
    this.#writer.abort().catch(() => undefined)
    this.#reader.cancel().catch(() => undefined)
  }
}
