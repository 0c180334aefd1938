import { InputError } from '../errors.js'

/**
 * The weights of learned links, as plain data: loadable from JSON, and easily replaced by retrained ones. Several small
 * nets share their inputs; the link probability is the mean of their answers.
 */
export interface LinksWeights {
  format: 'desirepath/links-weights'
  version: 1
  /** How these numbers came about: generators, seeds, date, command. */
  provenance: string
  /** Names of the inputs in order; each is one of `featureNames`. */
  features: string[]
  /** Mean and standard deviation of each input over the training pairs, after clipping to [-1, 1.5]. */
  mean: number[]
  deviation: number[]
  nets: {
    hidden: number
    /** [features x hidden] row-major. */
    inputWeights: number[]
    /** [hidden] */
    inputBias: number[]
    /** [hidden] */
    outputWeights: number[]
    outputBias: number
  }[]
}

/** Checks weights that were read from JSON. Throws BAD_MODEL where they do not fit together or name unknown features. */
export function checkLinksWeights(weights: LinksWeights, known: readonly string[]): LinksWeights {
  const problem = problemOf(weights, known)
  if (problem) {
    throw new InputError(
      'BAD_MODEL',
      `The weights of learned links cannot be used: ${problem}.`,
      'Train them again, or leave the option out to use the shipped ones.'
    )
  }
  return weights
}

function problemOf(weights: LinksWeights, known: readonly string[]): string | null {
  if (weights?.format !== 'desirepath/links-weights' || weights.version !== 1) return 'not of the format version 1'
  const { features, mean, deviation, nets } = weights
  const inputs = features.length
  const strange = features.filter((name) => !known.includes(name))
  if (strange.length > 0) return `unknown features ${strange.join(', ')}`
  if (inputs === 0 || mean.length !== inputs || deviation.length !== inputs) return 'mean or deviation of wrong length'
  if (deviation.some((value) => !(value > 0))) return 'a deviation is not positive'
  if (nets.length === 0) return 'no nets'
  for (const net of nets) {
    if (net.inputWeights.length !== inputs * net.hidden || net.inputBias.length !== net.hidden)
      return 'a layer of wrong size'
    if (net.outputWeights.length !== net.hidden) return 'a layer of wrong size'
    const numbers = [...net.inputWeights, ...net.inputBias, ...net.outputWeights, net.outputBias]
    if (!numbers.every(Number.isFinite)) return 'a weight that is not a number'
  }
  return null
}
