import { InputError } from '../errors.js'
import type { DiscoveryModel } from './model.js'

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
  const { discovery } = model
  if (discovery !== undefined && (discovery?.format !== 'desirepath/discovery' || discovery.version !== 1)) {
    throw bad(`holds figures of the format '${discovery?.format}', version ${discovery?.version}`)
  }
  const floats = modelVectors(model)
  const wanted = model.activities.length * model.dimensions
  if (floats.length !== wanted) throw bad(`holds ${floats.length} vector values where ${wanted} are expected`)
  if (!floats.every(Number.isFinite)) throw bad('has vectors with values that are no finite numbers')
  const isIn = (list: readonly unknown[], at: unknown) => Number.isInteger(at) && list[at as number] !== undefined
  for (const activity of model.activities) {
    if (typeof activity?.name !== 'string' || !(activity.process === -1 || isIn(model.processes, activity.process))) {
      throw bad(`names a process that is not there for the activity '${activity?.name}'`)
    }
  }
  for (const process of model.processes) {
    const { steps, terminalSteps, entrySteps = [] } = process ?? {}
    if (
      typeof process?.name !== 'string' ||
      !(Array.isArray(steps) && steps.every((activity) => isIn(model.activities, activity))) ||
      ![terminalSteps, entrySteps].every((list) => Array.isArray(list) && list.every((step) => isIn(steps, step)))
    ) {
      throw bad(`names steps that are not there for the process '${process?.name}'`)
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

function bad(what: string): InputError {
  return new InputError(
    'BAD_MODEL',
    `The model file ${what}.`,
    'Give the model.json that `desirepath discover --out` wrote.'
  )
}
