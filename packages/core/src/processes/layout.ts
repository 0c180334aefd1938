import type { Kernel } from '../kernel/load.js'
import { addMethodFunctions } from '../kernel/methods.js'
import type { Steps } from '../kernel/work.js'
import { checkOptionNames } from '../suggest.js'
import { type Layout, type LayoutOptions, layoutInSteps } from './layout-steps.js'
import { checkNumber, checkPoints, checkWhole } from './points.js'

export { defaultPerplexity, type Layout, type LayoutOptions } from './layout-steps.js'

const OPTIONS = ['perplexity', 'iterations', 'seed', 'theta', 'workPerSlice']

/**
 * The 2-D map of `vectors` [n x d]: t-SNE with affinities over the 3 perplexity + 1 nearest neighbours (exact), a start
 * from the first two principal components, early exaggeration, momentum and gains, and the learning rate max(n / 48, 50)
 * (Belkina et al. 2019, in scikit-learn's units). Linear memory: O(n (d + perplexity)). The same seed gives the same
 * bits, however the work is sliced. No vectors give no places, one vector the origin.
 *
 * Throws BAD_OPTION for vectors that are not finite, perplexity < 1, theta < 0 and iterations < 1.
 *
 * Sources: van der Maaten & Hinton 2008; van der Maaten 2014 (Barnes-Hut); Kobak & Berens 2019 (start).
 */
export function* layout(
  kernel: Kernel,
  vectors: Float32Array,
  n: number,
  d: number,
  options: LayoutOptions = {}
): Steps<Layout> {
  checkOptionNames(options, OPTIONS, 'layout')
  yield* checkPoints(vectors, n, d, 'layout')
  const { perplexity = 1, theta = 0, iterations = 1 } = options
  checkNumber(perplexity, 'perplexity', 1)
  checkNumber(theta, 'theta', 0)
  checkWhole(iterations, 'iterations', 1)
  addMethodFunctions(kernel.run, kernel.memory.whole)
  return yield* layoutInSteps(kernel, vectors, n, d, options)
}
