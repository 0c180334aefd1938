/**
 * Single stages of the way from file to processes, for measuring their speed and for evidence of pairs that is counted
 * elsewhere, in parts that add up; the steps of learned links stand in `training`. Not needed to use the package.
 * @module
 */
export { newKernel } from './kernel/load.js'
export { drive, runNow } from './kernel/work.js'
export { readColumns } from './log/read.js'
export type { RawColumns } from './log/types.js'
export { countPairs } from './processes/counts.js'
export { type EmbedOptions, embed, embedInPhases } from './processes/embed.js'
export { countEvidence, type Evidence } from './processes/evidence.js'
export { type KmeansOptions, type KmeansResult, kmeans, kmeansInPhases } from './processes/kmeans.js'
export { type Layout, type LayoutOptions, layout } from './processes/layout.js'
export { linksFromEvidence } from './processes/links-from-evidence.js'
export { mergeEvidence } from './processes/merge-evidence.js'
export { createPool } from './worker/pool.js'
export { type Crew, crewOf } from './worker/team.js'
