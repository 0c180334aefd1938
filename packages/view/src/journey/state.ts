import type { Claim, FindQuery, Journey } from '@desirepath/core'
import { batch, signal } from '@preact/signals'
import { emptyForm, type FindForm, queryOf } from './form.js'
import type { JourneyState, SideAnswer } from './journey-state.js'
import { loudTrees, openedVisits } from './opened.js'
import type {
  ChartAnswer,
  ChartRequest,
  Found,
  JourneyFacts,
  JourneySource,
  JourneyTools,
  OutageNote
} from './source.js'
import { plainDuration, type Told, tellOf } from './told.js'

/** Begins a work and tells, when it ends, whether another has begun since. */
function latest(): () => () => boolean {
  let turn = 0
  return () => {
    const mine = ++turn
    return () => mine === turn
  }
}

export function createJourneyState(
  source: JourneySource,
  tools: JourneyTools = {},
  before: JourneyState | null = null
): JourneyState {
  const facts = signal<JourneyFacts | null>(null)
  const opening = signal<number | null>(null)
  const problem = signal<Told | null>(null)
  const form = signal<FindForm>(before?.form.value ?? emptyForm)
  const found = signal<Found | null>(null)
  const findProblem = signal<Told | null>(null)
  const active = signal(0)
  const journey = signal<Journey | null>(null)
  const journeyProblem = signal<Told | null>(null)
  const asked = signal(before?.asked.value ?? null)
  const step = signal(-1)
  const marked = signal<ReadonlySet<number>>(new Set())
  const openVisits = signal<ReadonlySet<number>>(new Set())
  const openFolds = signal<ReadonlySet<number>>(new Set())
  const openTrees = signal<ReadonlySet<number>>(new Set())
  const claimed = signal('')
  const claim = signal<Claim | null>(null)
  const claimProblem = signal<Told | null>(null)
  const side = signal<SideAnswer | null>(null)
  const chart = signal<ChartRequest>(before?.chart.value ?? { by: 'all', range: null, limit: 12 })
  const answer = signal<ChartAnswer | null>(null)
  const chartProblem = signal<Told | null>(null)
  const outages = signal<OutageNote[] | null>(null)
  const turns = { find: latest(), open: latest(), side: latest(), claim: latest(), draw: latest() }
  let waiting: ReturnType<typeof setTimeout> | undefined
  let resting: ReturnType<typeof setTimeout> | undefined
  let ready: Promise<void> | null = null

  async function start(): Promise<void> {
    opening.value = 0
    try {
      const known = await source.open((share) => {
        opening.value = share
      })
      batch(() => {
        facts.value = known
        opening.value = null
        problem.value = null
      })
    } catch (error) {
      batch(() => {
        opening.value = null
        problem.value = tellOf(error)
      })
      ready = null
      return
    }
    await state.find()
    const again = asked.value
    if (again !== null) await state.open(again.customer, again.options)
  }

  async function askAbout(place: number): Promise<void> {
    const isLast = turns.side()
    side.value = null
    const event = journey.value?.steps[place]?.event
    if (event === undefined) return
    const got = await source.others(event).catch(() => null)
    if (isLast()) side.value = got
  }

  const state: JourneyState = {
    source,
    tools,
    facts,
    opening,
    problem,
    pane: signal(before?.pane.value ?? 'find'),
    form,
    found,
    findProblem,
    active,
    journey,
    journeyProblem,
    asked,
    step,
    marked,
    openVisits,
    openFolds,
    openTrees,
    claimed,
    claim,
    claimProblem,
    side,
    chart,
    answer,
    chartProblem,
    outages,

    ensure() {
      ready ??= start()
      return ready
    },

    async reopen(change) {
      const undo = change()
      try {
        facts.value = await source.open(() => undefined)
      } catch (error) {
        undo()
        // What was there before is in the worker no more.
        facts.value = await source.open(() => undefined)
        throw error
      }
      answer.value = null
      outages.value = null
      await state.find()
      if (state.pane.value === 'charts') void state.draw()
      const again = asked.value
      if (again !== null) await state.open(again.customer, again.options)
    },

    look(changed) {
      form.value = { ...form.value, limit: emptyForm.limit, ...changed }
      clearTimeout(waiting)
      waiting = setTimeout(() => void state.find(), 120)
    },

    async find() {
      clearTimeout(waiting)
      const known = facts.value
      if (known === null) return
      const isLast = turns.find()
      try {
        const query: FindQuery = queryOf(form.value, known)
        const got = await source.find(query)
        if (!isLast()) return
        batch(() => {
          found.value = got
          findProblem.value = null
          active.value = 0
        })
      } catch (error) {
        if (!isLast()) return
        batch(() => {
          found.value = null
          findProblem.value = tellOf(error)
        })
      }
    },

    async open(customer, options = {}) {
      const isLast = turns.open()
      asked.value = { customer, options }
      try {
        const got = await source.journey(customer, options)
        if (isLast()) show(got)
      } catch (error) {
        if (!isLast()) return
        batch(() => {
          journey.value = null
          journeyProblem.value = tellOf(error)
        })
      }
    },

    close() {
      batch(() => {
        journey.value = null
        asked.value = null
        step.value = -1
        marked.value = new Set()
      })
    },

    point(events) {
      const shown = journey.value
      if (shown === null) return
      const places = shown.steps.flatMap(({ event }, place) => (events.includes(event) ? [place] : []))
      if (places.length === 0) return
      batch(() => {
        reveal(places)
        marked.value = new Set(events)
        state.choose(places[0])
      })
    },

    show,

    choose(place) {
      if (journey.value === null) return
      step.value = place
      if (place < 0) {
        side.value = null
        return
      }
      reveal([place])
      // Whoever runs through the steps with the arrow keys does not ask about each.
      clearTimeout(resting)
      resting = setTimeout(() => {
        void askAbout(place)
        void state.check(claimed.value)
      }, 60)
    },

    async check(text) {
      claimed.value = text
      const isLast = turns.claim()
      const event = journey.value?.steps[step.value]?.event
      if (event === undefined) return
      try {
        const plain = plainDuration(text)
        const got = await source.claim(event, plain === '' ? null : plain)
        if (!isLast()) return
        batch(() => {
          claim.value = got
          claimProblem.value = null
        })
      } catch (error) {
        if (isLast()) claimProblem.value = tellOf(error)
      }
    },

    async draw(changed = {}) {
      const request = { ...chart.value, ...changed }
      chart.value = request
      const isLast = turns.draw()
      try {
        const got = await source.charts(request)
        if (!isLast()) return
        batch(() => {
          answer.value = got
          chartProblem.value = null
        })
      } catch (error) {
        if (isLast()) chartProblem.value = tellOf(error)
      }
    }
  }
  return state

  /** Opens what hides these steps. */
  function reveal(places: readonly number[]): void {
    const { steps } = journey.value!
    const visits = new Set(openVisits.value)
    const folds = new Set(openFolds.value)
    const trees = new Set(openTrees.value)
    for (const place of places) {
      const one = steps[place]
      visits.add(one.visit)
      if (one.fold !== null) folds.add(one.fold)
      for (let above = one.parent; above >= 0; above = steps[above].parent) trees.add(above)
    }
    batch(() => {
      openVisits.value = visits
      openFolds.value = folds
      openTrees.value = trees
    })
  }

  function show(got: Journey): void {
    const { steps, summary } = got
    batch(() => {
      journey.value = got
      journeyProblem.value = null
      openVisits.value = new Set(openedVisits(got))
      openFolds.value = new Set()
      openTrees.value = new Set(loudTrees(steps))
      marked.value = new Set()
      claim.value = null
      const spoken = [...summary.cause.events, ...summary.waits.events]
      const first = spoken.map((event) => steps.findIndex((one) => one.event === event)).find((place) => place >= 0)
      state.choose(first ?? (steps.length > 0 ? 0 : -1))
    })
  }
}
