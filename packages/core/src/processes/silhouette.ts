import { InputError } from '../errors.js'
import type { Kernel } from '../kernel/load.js'
import type { Steps } from '../kernel/work.js'
import { checkOptionNames } from '../suggest.js'
import { checkPoints } from './points.js'
import { type SilhouetteOptions, type SilhouetteResult, silhouetteInSteps } from './silhouette-steps.js'

export type { SilhouetteOptions, SilhouetteResult } from './silhouette-steps.js'

/**
 * Exact silhouettes of `points` [n x d] under `labels` (-1 is noise and left out): (b - a) / max(a, b), with a the mean
 * distance to the other points of its cluster and b the least mean distance to the points of another. O(n^2 d) time,
 * O(n d) memory. Throws BAD_OPTION for points that are not finite or labels of another length.
 *
 * Source: Rousseeuw 1987.
 */
export function* silhouette(
  kernel: Kernel,
  points: Float32Array,
  n: number,
  d: number,
  labels: ArrayLike<number>,
  options: SilhouetteOptions = {}
): Steps<SilhouetteResult> {
  checkOptionNames(options, ['metric', 'workPerSlice'], 'silhouette')
  const { metric = 'euclidean' } = options
  if (metric !== 'euclidean' && metric !== 'cosine') {
    throw new InputError('BAD_OPTION', `silhouette got the metric '${metric}'.`, "Choose 'euclidean' or 'cosine'.")
  }
  yield* checkPoints(points, n, d, 'silhouette')
  if (labels.length !== n) {
    throw new InputError(
      'BAD_OPTION',
      `silhouette got ${labels.length} labels for ${n} points.`,
      'Give one label each.'
    )
  }
  return yield* silhouetteInSteps(kernel, points, n, d, labels, options)
}
