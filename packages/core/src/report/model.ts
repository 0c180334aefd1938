import { InputError } from '../errors.js'
import type { Edit } from '../processes/edits.js'
import type { Discovery, Embedding } from '../processes/types.js'

/**
 * What is needed to recognise processes in new sessions: vocabulary, vectors, processes, names. No events, no cases.
 * Plain JSON; the vectors are little-endian 32-bit floats in base64.
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
    vectors: encodeFloats(embedding.vectors)
  }
}

/**
 * Reads a model file back.
 * @throws InputError BAD_MODEL when the text is no JSON, no model, of a newer version, or inconsistent in itself
 */
export function parseModel(text: string): DiscoveryModel {
  let value: Partial<DiscoveryModel> | null
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw bad(`is no JSON (${(error as Error).message})`)
  }
  if (value === null || typeof value !== 'object' || value.format !== 'desirepath/model') {
    throw bad(
      `has the format '${value && typeof value === 'object' ? value.format : typeof value}', not 'desirepath/model'`
    )
  }
  if (value.version !== 1) throw bad(`has version ${value.version}, and this release reads version 1`)
  const model = value as DiscoveryModel
  if (
    !Array.isArray(model.activities) ||
    !Array.isArray(model.processes) ||
    !(model.dimensions > 0) ||
    typeof model.vectors !== 'string'
  ) {
    throw bad('lacks activities, processes, dimensions or vectors')
  }
  const floats = modelVectors(model).length
  const wanted = model.activities.length * model.dimensions
  if (floats !== wanted) throw bad(`holds ${floats} vector values where ${wanted} are expected`)
  for (const activity of model.activities) {
    if (typeof activity.name !== 'string' || !(activity.process >= -1 && activity.process < model.processes.length)) {
      throw bad(`names a process that is not there for the activity '${activity.name}'`)
    }
  }
  return model
}

/** [activities x dimensions] the vectors of a model. */
export function modelVectors(model: DiscoveryModel): Float32Array {
  let binary: string
  try {
    binary = atob(model.vectors)
  } catch {
    throw bad('has vectors that are not base64')
  }
  const bytes = new Uint8Array(binary.length - (binary.length % 4))
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i)
  return new Float32Array(bytes.buffer)
}

function encodeFloats(values: Float32Array): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  let binary = ''
  for (let i = 0; i < bytes.length; i += 0x8000) binary += String.fromCharCode(...bytes.subarray(i, i + 0x8000))
  return btoa(binary)
}

function bad(what: string): InputError {
  return new InputError(
    'BAD_MODEL',
    `The model file ${what}.`,
    'Give the model.json that `desirepath discover --out` wrote.'
  )
}
