import { fromStreams } from './binary.js'

/** A binary that is embedded sorted, in hex (tools/embed-kernel.mjs). */
export function binaryOf(hex: string): Uint8Array<ArrayBuffer> {
  const sorted = new Uint8Array(hex.length / 2)
  for (let i = 0; i < sorted.length; i++) sorted[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16)
  return fromStreams(sorted)
}
