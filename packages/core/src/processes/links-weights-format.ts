import { InputError } from '../errors.js'
import { contextNames } from './context.js'

/**
 * The weights of learned links, as plain data: loadable from JSON, and easily replaced by retrained ones. Several small
 * nets share their inputs; the link probability is the mean of their answers.
 */
export interface LinksWeights extends LinksNets {
  format: 'desirepath/links-weights'
  version: 1
  /** How these numbers came about: generators, seeds, command. */
  provenance: string
  /**
   * A second look at the pairs that the first one did not rule out: besides the features of the first look it sees what
   * that found for the neighbours of the two (`contextNames`). Absent: one look only.
   */
  second?: LinksNets
  /** By what the tree of these links is cut; absent: {@link usualCut}. */
  cut?: CutWeights
}

/** Weights of what speaks for a cut of the tree; `away` is subtracted for each unit between the threshold and `around`. */
export interface CutWeights {
  vectorSilhouette: number
  linkSilhouette: number
  expectedRand: number
  away: number
  around: number
}

export const usualCut: CutWeights = {
  vectorSilhouette: 1,
  linkSilhouette: 0.15,
  expectedRand: 0.3,
  away: 0.05,
  around: 0.55
}

/** Several small nets that share their inputs. */
export interface LinksNets {
  /** Names of the inputs in order; each is one of `featureNames`, or for the second look of `contextNames`. */
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
  const { cut, second } = weights
  if (cut && !Object.keys(usualCut).every((name) => Number.isFinite(cut[name as keyof CutWeights])))
    return 'a weight of the cut that is not a number'
  return problemOfNets(weights, known) ?? (second ? problemOfNets(second, [...known, ...contextNames]) : null)
}

function problemOfNets({ features, mean, deviation, nets }: LinksNets, known: readonly string[]): string | null {
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
