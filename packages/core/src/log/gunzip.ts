import { unpack } from '#unpack'
import { InputError } from '../errors.js'

/** Unpacks gzip. @throws InputError BROKEN_FILE where the data is damaged or cut off. */
export async function* gunzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let failed: unknown = null
  async function* packed(): AsyncGenerator<Uint8Array> {
    try {
      yield* chunks
    } catch (error) {
      failed = error
      throw error
    }
  }
  let bytes = 0
  try {
    for await (const chunk of unpack(packed())) {
      bytes += chunk.length
      yield chunk
    }
  } catch (error) {
    if (failed !== null) throw failed
    if (error instanceof InputError) throw error
    throw new InputError(
      'BROKEN_FILE',
      `The gzip data is damaged or cut off after ${bytes} unpacked bytes.`,
      'Fetch or write the file again; `gzip -t FILE` tells whether it is whole.'
    )
  }
}
