import { InputError } from '../errors.js'
import type { Kernel } from '../kernel/load.js'
import { inPlace } from '../kernel/phases.js'
import type { Steps } from '../kernel/work.js'
import { checkOptionNames } from '../suggest.js'
import type { Evidence } from './evidence.js'
import { featureNames } from './features.js'
import { findLinks, withText } from './learned-links.js'
import { type LinksOptions, type LinksResult, linksOptionNames } from './links-result.js'
import { evidenceSource } from './links-source.js'
import { shippedWeights } from './links-weights.js'
import { checkLinksWeights } from './links-weights-format.js'

/**
 * The processes by learned links from evidence alone, as it is added up from parts of a log (days, shards): no session is seen again. Sessions,
 * order, components and first hubs are exact; windows are those that were counted with the hubs in between, what follows
 * through a hub is estimated, lifetimes are known to a bucket, and subroutines are not told.
 *
 * @param names [activities]
 */
export function* linksFromEvidence(
  kernel: Kernel,
  evidence: Evidence,
  names: readonly string[],
  options: LinksOptions = {}
): Steps<LinksResult> {
  checkOptionNames(options, linksOptionNames, 'linksFromEvidence')
  if (names.length !== evidence.activities) {
    throw new InputError(
      'BAD_OPTION',
      `The evidence has ${evidence.activities} activities, but ${names.length} names were given.`,
      'Give one name for each activity, in the order of the ids.'
    )
  }
  if (options.weights) checkLinksWeights(options.weights, featureNames)
  const weights = options.weights ?? shippedWeights
  const found = yield* inPlace(
    kernel,
    findLinks(kernel, evidenceSource(evidence), names, 0, { ...options, weights }, 1)
  )
  return withText({ ...found, subroutines: new Uint8Array(found.clusters), calls: [] })
}
