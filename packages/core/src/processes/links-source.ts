import type { Kernel } from '../kernel/load.js'
import type { Phases } from '../kernel/phases.js'
import { type Evidence, type EvidencePairs, evidenceInPhases } from './evidence.js'
import { firstHubsOf, hubScoresOf, restrictEvidence } from './evidence-parts.js'
import { findHubs, firstHubs, type HubScores } from './hubs.js'
import { type Lifetimes, pickLifetimes, sessionLifetimes } from './lifetimes.js'
import { CHANCE_MOST } from './links-look.js'
import { lifetimesOf } from './lives.js'
import { ofOneComponent } from './one-component.js'
import { restrictSequences, type Sequences } from './sequences.js'

/**
 * Where learned links takes its counts from: the sessions of a log, which can be counted anew whenever activities are
 * set apart (exact), or evidence that was counted elsewhere (windows and neighbours through hubs are then estimated).
 */
export interface LinksSource {
  activities: number
  /** Evidence of everything; `pairs` may hold sessions only, or nothing where all is one component. */
  overview(): Phases<Evidence>
  /** Evidence of everything, in full. */
  full(): Phases<Evidence>
  lifetimes(): Lifetimes
  /** The activities in `ids` (ascending) by themselves, renumbered. */
  part(ids: Uint32Array): LinksPartSource
}

/** One component of a source. */
export interface LinksPartSource {
  activities: number
  firstHubs(): Uint8Array
  /** See `findHubs` of hubs.ts. */
  findHubs(clusters: Int32Array, hubs: Uint8Array): HubScores
  /**
   * Evidence of the activities in `ids` only: all pairs, or of a large log those that tell something; `rough` of a part of
   * the sessions.
   */
  evidence(ids: Uint32Array, pairs: 'all' | 'telling' | 'rough'): Phases<Evidence>
  /** Whether rough evidence is enough for a first look. */
  isLong: boolean
  lifetimes: Lifetimes
}

/** Rough evidence is that of one in so many sessions. */
const ROUGHLY = 4
/** Steps for each activity of which a quarter tells enough for a first look. */
const LONG_EACH = 40

/** Sessions in chronological order, bots left out. */
export function sequencesSource(kernel: Kernel, sequences: Sequences, threads: number): LinksSource {
  const count = (traces: Sequences, what: EvidencePairs = 'all') => evidenceInPhases(kernel, traces, what, threads)
  const lifetimes = sessionLifetimes(sequences)
  return {
    activities: sequences.activities,
    overview: () => {
      const one = ofOneComponent(sequences)
      return one ? ready(one) : count(sequences, 'sessions')
    },
    full: () => count(sequences),
    lifetimes: () => lifetimes,
    part: (ids) => {
      const own = ids.length === sequences.activities ? sequences : restrictSequences(sequences, ids)
      const isLong = ids.length > CHANCE_MOST && own.tokens.length > LONG_EACH * ids.length
      return {
        activities: ids.length,
        firstHubs: () =>
          firstHubs(
            kernel,
            isLong
              ? restrictSequences(
                  own,
                  ids.map((_, i) => i),
                  ROUGHLY
                )
              : own
          ),
        findHubs: (clusters, hubs) => findHubs(kernel, own, clusters, hubs),
        evidence: (kept, pairs) =>
          count(
            restrictSequences(own, kept, pairs === 'rough' ? ROUGHLY : 1),
            kept.length <= CHANCE_MOST ? 'all' : pairs
          ),
        isLong,
        lifetimes: pickLifetimes(lifetimes, ids)
      }
    }
  }
}

/** Evidence that was counted elsewhere, bots left out, possibly added up from parts. */
export function evidenceSource(evidence: Evidence): LinksSource {
  const n = evidence.activities
  const lifetimes = evidence.lives
    ? lifetimesOf(evidence.lives, n)
    : { from: new Float64Array(n), to: new Float64Array(n).fill(1), known: new Uint8Array(n) }
  return {
    activities: n,
    overview: () => ready(evidence),
    full: () => ready(evidence),
    lifetimes: () => lifetimes,
    part: (ids) => {
      const own = restrictEvidence(evidence, ids)
      return {
        activities: ids.length,
        firstHubs: () => firstHubsOf(own),
        findHubs: (clusters, hubs) => hubScoresOf(own, clusters, hubs),
        evidence: (kept) => ready(restrictEvidence(own, kept)),
        isLong: false,
        lifetimes: pickLifetimes(lifetimes, ids)
      }
    }
  }
}

// biome-ignore lint/correctness/useYield: a result that is there already, in the form of work
function* ready<Result>(result: Result): Phases<Result> {
  return result
}
