import { streamChunks } from './source.js'

/** Unpacks gzip by the browser. */
export function unpack(packed: AsyncGenerator<Uint8Array>): AsyncIterable<Uint8Array> {
  const stream = new ReadableStream<BufferSource>({
    async pull(controller) {
      try {
        const { done, value } = await packed.next()
        if (done) controller.close()
        else controller.enqueue(value as Uint8Array<ArrayBuffer>)
      } catch (error) {
        controller.error(error)
      }
    },
    async cancel() {
      await packed.return(undefined)
    }
  })
  return streamChunks(stream.pipeThrough(new DecompressionStream('gzip')))
}
