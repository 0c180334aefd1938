import { InputError } from '../errors.js'
import type { Kernel } from '../kernel/load.js'
import { inPlace } from '../kernel/phases.js'
import type { Steps } from '../kernel/work.js'
import { checkOptionNames } from '../suggest.js'
import { accidentParts } from './accidents.js'
import { featureNames } from './features.js'
import { learnedLinksInPhases } from './learned-links.js'
import { type LinksInput, type LinksOptions, type LinksResult, linksOptionNames } from './links-result.js'
import { shippedWeights } from './links-weights.js'
import { checkLinksWeights } from './links-weights-format.js'

/**
 * Finds the processes of a log by learned links: simple statistics of every pair of activities, small fixed nets that
 * turn them into P(same process), average linkage of the log-odds, a cut by silhouette, hubs set apart. Nothing is to be
 * set. Deterministic: the same log gives the same bits.
 *
 * @throws InputError TOO_FEW_ACTIVITIES (fewer than three), EMPTY_LOG
 */
export function* learnedLinks(kernel: Kernel, log: LinksInput, options: LinksOptions = {}): Steps<LinksResult> {
  checkOptionNames(options, linksOptionNames, 'learnedLinks')
  if (log.activity.length === 0) {
    throw new InputError('EMPTY_LOG', 'The log has no events to find processes in.', 'Check the filters and the file.')
  }
  const activities = log.activityNames.length
  if (activities < 3) {
    throw new InputError(
      'TOO_FEW_ACTIVITIES',
      `Finding processes needs at least 3 activities; the log has ${activities}.`,
      'Check the activity column and the filters.'
    )
  }
  if (options.weights) checkLinksWeights(options.weights, featureNames)
  const settings = { ...options, weights: options.weights ?? shippedWeights }
  const found = yield* inPlace(kernel, learnedLinksInPhases(kernel, log, settings, 1))
  return 'labels' in found ? found : yield* inPlace(kernel, found.rest(accidentParts))
}
