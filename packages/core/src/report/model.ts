import type { Edit } from '../processes/edits.js'
import type { Discovery, Embedding } from '../processes/types.js'

/**
 * What is needed to recognise processes in new sessions (vocabulary, vectors, processes, names) and to draw them
 * (`discovery`). No events, no cases. Plain JSON; the vectors are little-endian 32-bit floats in base64.
 */
export interface DiscoveryModel {
  format: 'desirepath/model'
  version: 1
  /** Of the run that made it. */
  fingerprint: string
  activities: { name: string; process: number; hub: boolean; events: number }[]
  processes: {
    id: number
    name: string
    family: string
    channel: string | null
    steps: number[]
    terminalSteps: number[]
    /** Steps at which a run begins anew, and whether it is a shared subroutine. Older models lack them. */
    entrySteps?: number[]
    subroutine?: boolean
  }[]
  dimensions: number
  /** [activities x dimensions], row-major. */
  vectors: string
  /** What the user changed of the processes found, to be made again for another log. */
  edits?: readonly Edit[]
  /**
   * What every view of these processes shows: counts, times, flows, places, of the whole log. Bad rows are counted, but
   * their texts are not in it. Older models lack it; to give a model away without figures, delete it: recognising needs
   * none.
   */
  discovery?: Discovery
}

/** The model of a discovery and the vectors it was drawn from. */
export function makeModel(discovery: Discovery, embedding: Embedding): DiscoveryModel {
  return {
    format: 'desirepath/model',
    version: 1,
    fingerprint: discovery.fingerprint,
    activities: discovery.activities.map(({ name, process, hub, events }) => ({ name, process, hub, events })),
    processes: discovery.processes.map((process) => ({
      id: process.id,
      name: process.name,
      family: discovery.families[process.family]?.name ?? '',
      channel: process.channel,
      steps: process.steps.map((step) => step.activity),
      terminalSteps: process.terminalSteps,
      ...(process.entrySteps !== undefined && { entrySteps: process.entrySteps }),
      subroutine: process.subroutine
    })),
    dimensions: embedding.dimensions,
    vectors: encodeFloats(embedding.vectors),
    discovery: withoutTexts(discovery)
  }
}

/** Without what stood in rows that could not be read: it may be anything. */
function withoutTexts(discovery: Discovery): Discovery {
  const { source } = discovery
  const bad = source.read.bad.map((rows) => ({ ...rows, sample: '' }))
  return { ...discovery, source: { ...source, read: { ...source.read, bad } } }
}

/** What Node has for that: without it, a tenth as fast. */
const { Buffer } = globalThis as {
  Buffer?: { from(bytes: ArrayBufferLike, from: number, length: number): { toString(encoding: 'base64'): string } }
}

function encodeFloats(values: Float32Array): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  const fast = Buffer?.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  if (fast !== undefined) return fast
  let binary = ''
  // Not spread: that asks an iterator for each byte.
  const text = (piece: Uint8Array) => String.fromCharCode.apply(null, piece as unknown as number[])
  for (let i = 0; i < bytes.length; i += 0x8000) binary += text(bytes.subarray(i, i + 0x8000))
  return btoa(binary)
}
