import type { LogData } from '../log/types.js'
import type { Accident } from './accidents.js'
import type { Cut } from './cut.js'
import type { Explained } from './explain.js'
import type { LinksWeights } from './links-weights-format.js'
import type { Counted, PpmiVectors } from './ppmi.js'
import type { Subroutine } from './subroutines.js'

/** The columns of a log that learned links reads. */
export type LinksInput = Pick<LogData, 'activity' | 'time' | 'sessionOffsets' | 'activityNames'>

export interface LinksOptions {
  /** Weights of the nets; the shipped ones by default. */
  weights?: LinksWeights
  /** Most rounds of finding hubs from clusters and clustering again. Default 3. */
  rounds?: number
  /** Told of the components as soon as they are known, long before the end. */
  onComponents?(components: Int32Array): void
}

export const linksOptionNames = ['weights', 'rounds', 'onComponents'] satisfies (keyof LinksOptions)[]

/** Activities of at most so many steps may stand where they stand by accident. */
export const FEW_STEPS = 3

/** What learned links found. */
export interface LinksResult {
  /** [activities] cluster of each, numbered by first appearance among activities; -1 = hub, or alone, or never seen. */
  labels: Int32Array
  clusters: number
  /** [activities] 1 = belongs to many processes (login, search, error). */
  hubs: Uint8Array
  /** [activities] how much the neighbours keep to one process, 0 to 1; hubs are below .4. 1 where not computed. */
  hubScores: Float64Array
  /** [activities] component (channel, product) of each. */
  components: Int32Array
  componentCount: number
  /** [clusters] 1 = a shared subroutine: other processes call it and get back from it (e-sign, step-up). */
  subroutines: Uint8Array
  /** The subroutines, with the clusters that each serves. */
  calls: Subroutine[]
  /** The chosen cut of each component that was clustered. */
  cuts: { component: number; activities: number; cut: Omit<Cut, 'labels'> }[]
  /** Activities of very few steps that seem to stand where they stand by accident; `labels` tell where they were put. */
  accidents: Pick<Accident, 'activity' | 'steps'>[]
  /** PPMI vectors of all activities over the whole log, hubs included; computed when first asked for. */
  embedding(): PpmiVectors
  /** Sessions left out as bots. */
  bots: number
  /** Sentences: what was chosen and why. */
  chosen: string[]
  warnings: string[]
  /**
   * What each component was clustered from in the last round: counts over its activities without hubs (`ids`,
   * ascending), and their PPMI vectors; counted again when first asked for.
   */
  parts: readonly LinksPart[]
  /** What `explainPair` needs to tell why two activities are together or apart. */
  explained: Explained
}

/** What one component was clustered from. */
export interface LinksPart {
  ids: Uint32Array
  counted(): Counted
}
