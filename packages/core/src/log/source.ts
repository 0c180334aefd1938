import { nextTurn, stopped, type WorkOptions } from '../kernel/work.js'

/** A file that can be read at any place into given memory: in Node what `open` of `node:fs/promises` gives. Stays open. */
export interface ReadableFile {
  read(into: Uint8Array, offset: number, length: number, position: number): Promise<{ bytesRead: number }>
  stat(): Promise<{ size: number }>
}

/**
 * Where a log comes from: the text itself, bytes, a file (`Blob`, or Node's `FileHandle`, which is read fastest), a
 * fetched `Response`, a web stream, or anything that yields bytes (in Node: a file's read stream, `process.stdin`).
 */
export type LogSource =
  | string
  | Uint8Array
  | ArrayBuffer
  | Blob
  | ReadableFile
  | Response
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>

/** A source that is being read. */
export interface OpenSource {
  chunks: AsyncGenerator<Uint8Array>
  /** Where any part can be read at any time, as Parquet needs. */
  random: { byteLength: number; slice(start: number, end?: number): Promise<ArrayBuffer> } | null
  /** Reads the bytes from `position` on into `target` until that is full or the file ends, and says how many. */
  readAt: ((target: Uint8Array, position: number) => Promise<number>) | null
  totalBytes: number | undefined
  /** Bytes read so far, before unpacking. */
  bytes: () => number
}

const PAUSE_AFTER_MS = 12
const REPORT_EVERY_MS = 50

/**
 * Opens a source. Its chunks come with progress reports, pauses for the event loop and abort checks.
 *
 * @throws InputError BAD_OPTION for something that is no source, BROKEN_FILE for a failed response
 */
export async function openSource(
  source: LogSource,
  options: WorkOptions & { totalBytes?: number }
): Promise<OpenSource> {
  const opened = await rawChunks(source)
  const totalBytes = options.totalBytes ?? opened.totalBytes
  let bytes = 0
  return {
    chunks: paced(
      opened.chunks,
      opened.checked ?? ((chunk) => chunk),
      (chunk) => (bytes += chunk.length),
      totalBytes,
      options
    ),
    random: opened.random ?? null,
    readAt: opened.readAt ?? null,
    totalBytes,
    bytes: () => bytes
  }
}

/**
 * The same pieces with progress reports, pauses for the event loop and abort checks.
 *
 * @param checked the piece itself, or an error
 * @param reached bytes of the source up to and with this piece; called once for each
 * @throws InputError ABORTED
 */
export async function* paced<Given, Piece>(
  pieces: AsyncIterable<Given>,
  checked: (piece: Given) => Piece,
  reached: (piece: Piece) => number,
  totalBytes: number | undefined,
  options: WorkOptions
): AsyncGenerator<Piece> {
  const iterator = pieces[Symbol.asyncIterator]()
  const aborted = abortion(options.signal)
  let bytes = 0
  let sliceStart = performance.now()
  let lastReport = Number.NEGATIVE_INFINITY
  try {
    for (;;) {
      if (options.signal?.aborted) throw stopped('reading')
      const { done, value } = await (aborted === null
        ? iterator.next()
        : Promise.race([iterator.next(), aborted.happens]))
      const now = performance.now()
      if (done) {
        options.onProgress?.({ stage: 'reading', done: 1 })
        return
      }
      if (now - lastReport >= REPORT_EVERY_MS) {
        lastReport = now
        options.onProgress?.({ stage: 'reading', done: totalBytes ? Math.min(1, bytes / totalBytes) : 0 })
      }
      const piece = checked(value)
      bytes = reached(piece)
      yield piece
      if (performance.now() - sliceStart >= PAUSE_AFTER_MS) {
        await nextTurn()
        sliceStart = performance.now()
      }
    }
  } finally {
    aborted?.forget()
    // Not awaited: a generator that hangs in its read would never return.
    void iterator.return?.()?.then(undefined, () => undefined)
  }
}

/** Rejects when the signal fires, so that a stream that never answers can be left. */
function abortion(signal: AbortSignal | undefined): { happens: Promise<never>; forget: () => void } | null {
  if (signal === undefined) return null
  let onAbort = () => {}
  const happens = new Promise<never>((_, reject) => {
    onAbort = () => reject(stopped('reading'))
    signal.addEventListener('abort', onAbort, { once: true })
  })
  happens.catch(() => undefined)
  return { happens, forget: () => signal.removeEventListener('abort', onAbort) }
}

/** What is known of a source before it is read. */
export interface Raw {
  chunks: AsyncIterable<Uint8Array>
  /** Makes bytes of a chunk, or throws: of sources that may yield something else. */
  checked?: (chunk: Uint8Array) => Uint8Array
  totalBytes?: number
  random?: OpenSource['random']
  readAt?: NonNullable<OpenSource['readAt']>
}

async function rawChunks(source: LogSource): Promise<Raw> {
  // By what it can do: in Node the mere name of Blob loads much of the network code.
  if (!(typeof source === 'object' && source !== null && 'stream' in source && 'size' in source)) {
    return (await import('./other-sources.js')).otherChunks(source)
  }
  return {
    chunks: streamChunks(source.stream()),
    totalBytes: source.size,
    random: { byteLength: source.size, slice: (start, end) => source.slice(start, end).arrayBuffer() },
    async readAt(target, position) {
      const part = new Uint8Array(await source.slice(position, position + target.length).arrayBuffer())
      target.set(part)
      return part.length
    }
  }
}

export async function* streamChunks(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader()
  let finished = false
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) {
        finished = true
        return
      }
      yield value
    }
  } finally {
    if (!finished) await reader.cancel().catch(() => undefined)
    reader.releaseLock()
  }
}

/** Chunks whose first bytes can be looked at before they are read. */
export class Peekable {
  readonly #iterator: AsyncIterator<Uint8Array>
  #kept: Uint8Array[] = []
  #length = 0
  #done = false

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#iterator = chunks[Symbol.asyncIterator]()
  }

  /** The first `most` bytes, fewer where the text is shorter. */
  async peek(most: number): Promise<Uint8Array> {
    while (this.#length < most && !this.#done) {
      const { done, value } = await this.#iterator.next()
      if (done) this.#done = true
      else {
        this.#kept.push(value)
        this.#length += value.length
      }
    }
    const head = joined(this.#kept, this.#length)
    this.#kept = [head]
    return head.subarray(0, most)
  }

  /** Everything, from the first byte on; also closes the source when left early. */
  async *chunks(): AsyncGenerator<Uint8Array> {
    try {
      for (const chunk of this.#kept.splice(0)) yield chunk
      while (!this.#done) {
        const { done, value } = await this.#iterator.next()
        if (done) return
        yield value
      }
    } finally {
      await this.close()
    }
  }

  async close(): Promise<void> {
    await this.#iterator.return?.()
  }
}

export function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  if (chunks.length === 1) return chunks[0]
  const all = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.length
  }
  return all
}

/** Chunks of at least `least` bytes (but the last), so that tiny ones cost no more than large ones. */
export async function* blocks(chunks: AsyncIterable<Uint8Array>, least: number): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunks) {
    waiting.push(chunk)
    length += chunk.length
    if (length < least) continue
    yield joined(waiting, length)
    waiting = []
    length = 0
  }
  if (length > 0) yield joined(waiting, length)
}
