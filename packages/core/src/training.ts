/**
 * What training the weights of learned links needs: the steps before and after the nets, one by one. Not needed to use
 * the package; the training itself is in the repository's benchmarks.
 * @module
 */
export { newKernel } from './kernel/load.js'
export { runNow } from './kernel/work.js'
export { findComponents } from './processes/components.js'
export { contextNames, type PairContext, pairContext } from './processes/context.js'
export { linkedPartners, writeContext } from './processes/context-rows.js'
export { countEvidence, type Evidence } from './processes/evidence.js'
export { explainLink } from './processes/explain-link.js'
export { featureNames } from './processes/features.js'
export { firstHubs } from './processes/hubs.js'
export { learnedLinks } from './processes/learned-links-steps.js'
export { LinkNets } from './processes/links.js'
export type { LinksInput, LinksResult } from './processes/links-result.js'
export type { LinksNets, LinksWeights } from './processes/links-weights-format.js'
export { packWeights, unpackWeights } from './processes/links-weights-text.js'
export { PairRows } from './processes/pair-rows.js'
export { type PpmiVectors, ppmiVectors } from './processes/ppmi.js'
export {
  botLimits,
  chronologicalSequences,
  measureLengths,
  restrictSequences,
  type Sequences,
  withoutBots
} from './processes/sequences.js'
