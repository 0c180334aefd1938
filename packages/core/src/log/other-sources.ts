import { InputError } from '../errors.js'
import { type LogSource, type Raw, type ReadableFile, streamChunks } from './source.js'

const PIECE = 1 << 18
const FILE_PIECE = 1 << 18

/** Every source but a Blob. @throws InputError BAD_OPTION, BROKEN_FILE */
export function otherChunks(source: LogSource): Raw | Promise<Raw> {
  if (typeof source === 'string') return { chunks: textPieces(source), totalBytes: source.length }
  if (source instanceof ArrayBuffer) return fromBytes(new Uint8Array(source))
  if (source instanceof Uint8Array) return fromBytes(source)
  // Before Response: in Node its mere name loads much of the network code.
  if (source !== null && typeof source === 'object') {
    if ('getReader' in source) return { chunks: streamChunks(source), checked: bytesOf }
    if (Symbol.asyncIterator in source) return { chunks: source, checked: bytesOf }
    if ('read' in source && 'stat' in source) return fromFile(source)
  }
  if (typeof Response !== 'undefined' && source instanceof Response) {
    if (!source.ok) {
      throw new InputError(
        'BROKEN_FILE',
        `The server answered ${source.status} ${source.statusText} for ${source.url || 'the log'}.`,
        'Check the address and that you may read it.'
      )
    }
    if (source.body === null) return fromBytes(new Uint8Array(0))
    const length = source.headers.get('content-encoding') === null ? source.headers.get('content-length') : null
    return { chunks: streamChunks(source.body), totalBytes: length === null ? undefined : Number(length) }
  }
  throw noSource(source === null ? 'null' : typeof source)
}

function bytesOf(value: Uint8Array | string): Uint8Array {
  const chunk = typeof value === 'string' ? new TextEncoder().encode(value) : value
  if (!(chunk instanceof Uint8Array)) throw noSource('a stream of something other than bytes')
  return chunk
}

function noSource(got: string): InputError {
  return new InputError(
    'BAD_OPTION',
    `readLog got ${got} as its source.`,
    'Give the text itself, bytes, a Blob or File, a Response, a stream or an async iterable of bytes. In Node a file is read with await open(path) of node:fs/promises.'
  )
}

async function fromFile(file: ReadableFile): Promise<Raw> {
  const { size } = await file.stat()
  const readAt = async (target: Uint8Array, position: number) => {
    let length = 0
    while (length < target.length) {
      const { bytesRead } = await file.read(target, length, target.length - length, position + length)
      if (bytesRead === 0) break
      length += bytesRead
    }
    // A file may grow meanwhile; of one that is cut (as logs are that are begun anew) part would be missing unseen.
    if (length < target.length && position + length < size) throw cutMeanwhile(position + length, size)
    return length
  }
  async function* chunks() {
    for (let at = 0; ; ) {
      const chunk = new Uint8Array(FILE_PIECE)
      const length = await readAt(chunk, at)
      if (length > 0) yield chunk.subarray(0, length)
      if (length < FILE_PIECE) return
      at += length
    }
  }
  return {
    chunks: chunks(),
    totalBytes: size,
    readAt,
    random: {
      byteLength: size,
      async slice(start, end = size) {
        const part = new Uint8Array(Math.max(0, end - start))
        return part.buffer.slice(0, await readAt(part, start))
      }
    }
  }
}

function cutMeanwhile(missing: number, before: number): InputError {
  return new InputError(
    'BROKEN_FILE',
    `The file was made shorter while it was read: it had ${before} bytes, and byte ${missing} is missing.`,
    'Read it again, or a copy that nobody writes to.'
  )
}

function fromBytes(bytes: Uint8Array): Raw {
  return {
    chunks: pieces(bytes),
    totalBytes: bytes.length,
    random: {
      byteLength: bytes.length,
      slice: async (start, end) => bytes.slice(start, end).buffer as ArrayBuffer
    }
  }
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE)
}

async function* textPieces(text: string): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  let at = 0
  while (at < text.length) {
    let end = Math.min(text.length, at + PIECE)
    // Not between the halves of a character.
    if (end < text.length && (text.charCodeAt(end - 1) & 0xfc00) === 0xd800) end++
    yield encoder.encode(text.slice(at, end))
    at = end
  }
}
