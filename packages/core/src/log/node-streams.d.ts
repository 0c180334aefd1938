// The few members of Node's streams that unpack.node.ts uses: core itself has no Node types.
declare module 'node:stream' {
  export const Readable: { from(chunks: AsyncIterable<Uint8Array>, options: { objectMode: boolean }): unknown }
  export function pipeline(from: unknown, to: AsyncIterable<Uint8Array>, done: (error: unknown) => void): void
}
declare module 'node:zlib' {
  export function createGunzip(options: { chunkSize: number }): AsyncIterable<Uint8Array>
}
