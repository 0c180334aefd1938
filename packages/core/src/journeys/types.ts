import type { UsualThen } from './usual-days.js'
import type { Usual } from './usual-of.js'

/** One event of a journey. Unknown is null, never 0 or ok. */
export interface JourneyStep {
  /** Index into the log. */
  event: number
  /** ms since 1970 UTC, or the log's number. */
  time: number
  /** Index into {@link Journey.visits}. */
  visit: number
  activity: number
  name: string
  /** -1 for none. */
  process: number
  /** A hub, or an activity of no process. */
  hub: boolean
  channel: string | null
  /** Of logs that were joined. */
  source: string | null
  /** Since the step before (of those that nothing caused); null for the first one and in a log that is ordered by numbers. */
  gapMs: number | null
  durationMs: number | null
  status: 'ok' | 'error' | 'unknown'
  /** As the log words it. */
  statusText: string | null
  message: string | null
  amount: number | null
  attributes: Record<string, string | number>
  /** How long this step takes in the log; null where nothing is known. */
  usual: Usual | null
  /** How long it took on that day (UTC); null where fewer than 20 durations are known. */
  usualThatDay: UsualThen | null
  /** Place of the step that caused it in {@link Journey.steps}, or -1; and how deep it stands. */
  parent: number
  depth: number
  /** Kinds of friction that point at it. */
  marks: FrictionKind[]
  /** The channel differs from the one before. */
  channelChange: boolean
  /** The same in every column as an event before: counted once. */
  duplicate: boolean
  /** Index into {@link Journey.folds} of the fold that hides it; null where it shows. */
  fold: number | null
}

export type FrictionKind = 'error' | 'wait' | 'repeat' | 'loop' | 'back' | 'abandoned' | 'help' | 'contact'

/** Something that made the journey harder. */
export interface Friction {
  kind: FrictionKind
  /** Places in {@link Journey.steps} and the events themselves, in time order. */
  steps: number[]
  events: number[]
  /** One sentence. */
  text: string
}

/** Steps in a row without a long pause, or one session of the log. */
export interface Visit {
  /** Places in {@link Journey.steps}: the first, and one past the last. */
  start: number
  end: number
  first: number
  last: number
  /** Since the visit before; null for the first. */
  gapMs: number | null
  channels: string[]
  /** Processes with a stretch in it. */
  processes: number[]
  errors: number | null
  /** No error, wait, loop, abandonment, help or contact. */
  quiet: boolean
}

/**
 * A run of one process, as discovery counts it: within a session of the log, and so over several visits where the log has
 * one session per customer.
 */
export interface Stretch {
  process: number
  name: string
  /** Places in {@link Journey.steps}, ascending; other steps may stand between them. */
  steps: number[]
  /** Events of the whole run: more than `steps` where a part of it lies outside what is shown. */
  events: number
  /** Whether its last event comes after what is shown. */
  goesOn: boolean
  /** Whether the whole run reached a step that completes the process; null where the model does not say. */
  completed: boolean | null
}

/** Steps that are shown as one: the first stays, the others are hidden, all are counted. */
export interface Fold {
  /** The same step again and again, or a group of steps. */
  kind: 'repeat' | 'loop'
  /** The step that shows, and those that it hides. */
  shown: number[]
  hidden: number[]
  /** How often the step or the group came in all. */
  times: number
}

/** A part of a sentence and the events that it speaks of. */
export interface Clause {
  text: string
  events: number[]
}

/** A sentence that can be read aloud, and what each part of it rests on. */
export interface Statement {
  text: string
  events: number[]
  clauses: Clause[]
}

/** What one customer did, in order, with what made it hard. Plain data. */
export interface Journey {
  format: 'desirepath/journey'
  version: 1
  customer: string
  customerName: string | null
  timeKind: 'timestamp' | 'number'
  /** Zone of the times in the sentences. */
  timeZone: string
  /** The whole history of the customer. */
  whole: { events: number; visits: number; errors: number | null; first: number; last: number }
  /** The part that is shown; `to` is its last event. */
  shown: { from: number; to: number; events: number; errors: number | null; unknownStatus: number | null }
  /** What is known in this log: what is not is unknown, not fine. */
  knows: { status: boolean; duration: boolean; channel: boolean; amount: boolean; processes: boolean }
  steps: JourneyStep[]
  /** Places in `steps` in the order of the tree. */
  tree: number[]
  visits: Visit[]
  stretches: Stretch[]
  folds: Fold[]
  friction: Friction[]
  /** What the customer tried and what went wrong, how long it took, and what it cost. */
  summary: { cause: Statement; waits: Statement; effort: Statement }
  notes: string[]
}
