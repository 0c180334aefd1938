import type { Kernel } from '../kernel/load.js'
import { inPlace } from '../kernel/phases.js'
import type { Steps } from '../kernel/work.js'
import { findAccidents } from './accidents.js'
import { featureNames } from './features.js'
import { learnedLinksInPhases } from './learned-links.js'
import type { LinksInput, LinksOptions, LinksResult } from './links-result.js'
import { checkLinksWeights } from './links-weights-format.js'

/**
 * Finds the processes of a log by learned links: simple statistics of every pair of activities, small fixed nets that
 * turn them into P(same process), average linkage of the log-odds, a cut by silhouette, hubs set apart. Nothing is to be
 * set. Deterministic: the same log gives the same bits.
 *
 * @throws InputError TOO_FEW_ACTIVITIES (fewer than three), EMPTY_LOG
 */
export function* learnedLinks(kernel: Kernel, log: LinksInput, options: LinksOptions = {}): Steps<LinksResult> {
  if (options.weights) checkLinksWeights(options.weights, featureNames)
  const found = yield* inPlace(kernel, learnedLinksInPhases(kernel, log, options, 1))
  return 'labels' in found ? found : yield* inPlace(kernel, found.rest(findAccidents))
}
