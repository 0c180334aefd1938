/** Bytes of a file as they were read: buffer[start, end), with room before and behind. */
export interface FileBlock {
  buffer: Uint8Array
  start: number
  end: number
}

const BLOCK = 1 << 20
/** Room before a block, for the row that was begun in the one before; longer ones are copied elsewhere. */
const BEFORE = 1 << 16
const BEHIND = 64
/** One block is worked on, one is being read, and one still holds the row that was begun. */
const BUFFERS = 3

/**
 * A file block by block, the next one read while one is worked on. The memory is used again: a block is valid until the
 * second one after it is asked for.
 *
 * @param readAt reads from a position on into the target, until that is full or the file ends
 * @param from first byte
 */
export async function* fileBlocks(
  readAt: (target: Uint8Array, position: number) => Promise<number>,
  from: number
): AsyncGenerator<FileBlock> {
  const buffers = Array.from({ length: BUFFERS }, () => new Uint8Array(BEFORE + BLOCK + BEHIND))
  const read = (turn: number) => readAt(buffers[turn % BUFFERS].subarray(BEFORE, BEFORE + BLOCK), from + turn * BLOCK)
  let next = read(0)
  for (let turn = 0; ; turn++) {
    const length = await next
    if (length === BLOCK) {
      next = read(turn + 1)
      next.catch(() => undefined) // told when its turn comes
    }
    if (length > 0) yield { buffer: buffers[turn % BUFFERS], start: BEFORE, end: BEFORE + length }
    if (length < BLOCK) return
  }
}

const SAMPLES = 8
const SAMPLE_LENGTH = 1 << 14

/** Line breaks per byte by samples from all over the file: rows at its beginning are often shorter than the others. */
export async function breaksPerByte(
  readAt: (target: Uint8Array, position: number) => Promise<number>,
  totalBytes: number
): Promise<number> {
  const sample = new Uint8Array(SAMPLE_LENGTH)
  let bytes = 0
  let breaks = 0
  for (let i = 0; i < SAMPLES; i++) {
    const length = await readAt(sample, Math.floor((Math.max(0, totalBytes - SAMPLE_LENGTH) * i) / (SAMPLES - 1)))
    bytes += length
    for (let at = sample.indexOf(10); at >= 0 && at < length; at = sample.indexOf(10, at + 1)) breaks++
  }
  return bytes > 0 ? breaks / bytes : 0
}
