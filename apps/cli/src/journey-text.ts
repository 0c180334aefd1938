import {
  Clock,
  type Journey,
  type JourneyStep,
  sayAmount,
  sayDuration,
  sayExtent,
  stretchOfSteps
} from '@desirepath/core'
import { plural } from './format.js'
import { type Column, heading, styled, table } from './print.js'

const SENTENCES = [
  ['Cause', 'cause'],
  ['Waits', 'waits'],
  ['Effort', 'effort']
] as const

/** The journey for a terminal: three sentences, then its steps by visits. */
export function journeyText(journey: Journey, all: boolean): string {
  const { customer, customerName, summary, visits, notes } = journey
  const clock = new Clock(journey.timeKind, journey.timeZone)
  const who = customerName === null ? customer : `${customer}, ${customerName}`
  const lines = SENTENCES.map(([title, key]) => `${styled('bold', title.padEnd(6))}  ${summary[key].text}\n`).join('')
  const shown = visits
    .map((visit, v) => {
      const pause = visit.gapMs === null ? '' : `${sayDuration(visit.gapMs)} later: `
      const channels = visit.channels.length > 0 ? `, ${visit.channels.join(', ')}` : ''
      const events = plural(visit.end - visit.start, 'event')
      const errors = visit.errors ? `, ${plural(visit.errors, 'error')}` : ''
      const head = heading(`${pause}${clock.moment(visit.first)}${channels}: ${events}${errors}`)
      // Where much is shown, visits without anything to notice are one line.
      return visit.quiet && !all && visits.length > 2 ? head : head + stepsText(journey, v, all)
    })
    .join('')
  return `${styled('bold', who)}  ${sayExtent(journey)}\n\n${lines}${shown}${notes.map((note) => `\nNote: ${note}\n`).join('')}`
}

/** `error, wait (usually 0.26 s)`, the message, and how often a folded step came. */
function remarks(journey: Journey, place: number): string {
  const step = journey.steps[place]
  const fold = journey.folds.find(({ shown }) => shown[shown.length - 1] === place)
  const said = [markText(step), step.duplicate ? 'duplicate' : '', step.message ?? '']
  if (fold !== undefined && fold.hidden.length > 0) {
    said.push(
      fold.kind === 'repeat'
        ? `${fold.times} times in all`
        : `these ${fold.shown.length} steps ${fold.times} times in all`
    )
  }
  return said.filter((text) => text !== '').join('; ')
}

/** How long a step takes usually, where it took long; a long pause has no duration of its own. */
function markText({ durationMs, usual, marks }: JourneyStep): string {
  const against = durationMs !== null && usual !== null ? ` (usually ${sayDuration(usual.median)})` : ''
  return marks
    .filter((mark) => mark !== 'repeat')
    .map((mark) => (mark === 'wait' ? `wait${against}` : mark))
    .join(', ')
}

function stepsText(journey: Journey, visit: number, all: boolean): string {
  const { steps, tree, knows } = journey
  const clock = new Clock(journey.timeKind, journey.timeZone)
  const stretch = stretchOfSteps(journey)
  const amounts = steps.some(({ amount }) => amount !== null)
  const columns: Column[] = [
    { header: 'time' },
    { header: 'gap', right: true },
    { header: 'step', shrink: true },
    ...(knows.processes ? [{ header: 'process' }] : []),
    ...(knows.channel ? [{ header: 'channel' }] : []),
    ...(knows.duration ? [{ header: 'took', right: true }] : []),
    ...(knows.status ? [{ header: 'status' }] : []),
    ...(amounts ? [{ header: 'amount', right: true }] : []),
    { header: '' }
  ]
  let day = clock.day(journey.visits[visit].first)
  const rows = tree
    .filter((place) => steps[place].visit === visit && (all || steps[place].fold === null))
    .map((place) => {
      const step = steps[place]
      const before = day
      day = clock.day(step.time)
      const failed = step.status === 'error'
      return [
        day === before ? clock.time(step.time) : clock.moment(step.time),
        step.gapMs === null ? '' : `+${sayDuration(step.gapMs)}`,
        `${'  '.repeat(step.depth)}${step.depth > 0 ? '└ ' : ''}${step.name}`,
        ...(knows.processes ? [stretch[place]?.name ?? ''] : []),
        ...(knows.channel ? [step.channel ?? step.source ?? ''] : []),
        ...(knows.duration ? [sayDuration(step.durationMs)] : []),
        ...(knows.status ? [failed ? 'ERROR' : step.status] : []),
        ...(amounts ? [step.amount === null ? '' : sayAmount(step.amount)] : []),
        remarks(journey, place)
      ]
    })
  return table(columns, rows)
}
