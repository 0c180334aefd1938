import type { Claim, Journey, JourneyOptions, OthersAtTheTime, Similar } from '@desirepath/core'
import type { Signal } from '@preact/signals'
import type { FindForm } from './form.js'
import type {
  ChartAnswer,
  ChartRequest,
  Found,
  JourneyFacts,
  JourneySource,
  JourneyTools,
  OutageNote
} from './source.js'
import type { Told } from './told.js'

/** What others did at the chosen step. */
export interface SideAnswer {
  others: OthersAtTheTime
  similar: Similar
}

/** All that can change while journeys are looked at. */
export interface JourneyState {
  readonly source: JourneySource
  readonly tools: JourneyTools
  readonly facts: Signal<JourneyFacts | null>
  /** 0 to 1 while the log is read and indexed; null while nothing is. */
  readonly opening: Signal<number | null>
  readonly problem: Signal<Told | null>
  readonly pane: Signal<'find' | 'charts'>
  readonly form: Signal<FindForm>
  readonly found: Signal<Found | null>
  readonly findProblem: Signal<Told | null>
  /** Option of the list that the arrow keys stand on. */
  readonly active: Signal<number>
  readonly journey: Signal<Journey | null>
  readonly journeyProblem: Signal<Told | null>
  /** How the journey was asked for: to show its whole history, or only the part found. */
  readonly asked: Signal<{ customer: string; options: JourneyOptions } | null>
  /** Place in the journey's steps, or -1. */
  readonly step: Signal<number>
  /** Events that a sentence rests on. */
  readonly marked: Signal<ReadonlySet<number>>
  readonly openVisits: Signal<ReadonlySet<number>>
  readonly openFolds: Signal<ReadonlySet<number>>
  readonly openTrees: Signal<ReadonlySet<number>>
  readonly claimed: Signal<string>
  readonly claim: Signal<Claim | null>
  readonly claimProblem: Signal<Told | null>
  readonly side: Signal<SideAnswer | null>
  readonly chart: Signal<ChartRequest>
  readonly answer: Signal<ChartAnswer | null>
  readonly chartProblem: Signal<Told | null>
  readonly outages: Signal<OutageNote[] | null>
  /** Reads and indexes the log where that is not done, then looks. */
  ensure(): Promise<void>
  /** Opens the log anew after a change, which is taken back where it does not open. */
  reopen(change: () => () => void): Promise<void>
  /** Changes what is looked for, and looks. */
  look(changed: Partial<FindForm>): void
  find(): Promise<void>
  open(customer: string, options?: JourneyOptions): Promise<void>
  close(): void
  /** Points at events: opens their visits and folds, marks them, and makes the first one the selected step. */
  point(events: readonly number[]): void
  choose(place: number): void
  /** Shows a journey that is at hand. */
  show(got: Journey): void
  check(claimed: string): Promise<void>
  draw(changed?: Partial<ChartRequest>): Promise<void>
}
