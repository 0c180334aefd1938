import { type Facts, type Failure, mainFailure } from './failure.js'
import { comparedWith, ENOUGH_VALUES, tookLong } from './friction.js'
import type { LogIndex } from './index-log.js'
import { moneyClauses } from './money.js'
import { othersAtTheTime } from './others.js'
import { sayCount, sayDuration, sayPlural, sayTimes } from './say.js'
import type { Clause, Friction, JourneyStep, Statement } from './types.js'
import type { Usual } from './usual-of.js'

/** Three sentences: the cause, the waits, the effort. Every part names the events it rests on. */
export function summarise(facts: Facts): { cause: Statement; waits: Statement; effort: Statement } {
  if (facts.line.steps.length === 0) {
    const empty = statement([{ text: 'Nothing is shown.', events: [] }])
    return { cause: empty, waits: empty, effort: empty }
  }
  const failure = mainFailure(facts)
  return {
    cause: statement(failure === null ? causeWithoutError(facts) : causeOf(facts, failure)),
    waits: statement(waitClauses(facts)),
    effort: statement(effortClauses(facts, failure))
  }
}

const statement = (clauses: Clause[]): Statement => ({
  text: clauses.map(({ text }) => text).join(' '),
  events: [...new Set(clauses.flatMap(({ events }) => events))],
  clauses
})

function causeOf(facts: Facts, failure: Failure): Clause[] {
  const { clock, line, index } = facts
  const { step, said, chain, place } = failure
  const quoted = said.message === null ? '' : `: ${quote(said.message)}`
  // A status like 503 says more than that it failed.
  const code =
    said.message === null && said.statusText !== null && /\d/.test(said.statusText) ? ` with ${said.statusText}` : ''
  const after = tookLong(step) ? ` after ${sayDuration(step.durationMs)}` : ''
  const clauses: Clause[] = [
    {
      text: `${named(index, step)}${inChannel(step)} failed${after}${code} ${clock.when(step.time)}${end(quoted)}`,
      events: [...new Set([step.event, said.event])]
    },
    ...moneyClauses(chain, line.steps.slice(line.visits[step.visit].start, place)),
    ...nextClauses(facts, failure)
  ]
  const others = othersAtTheTime(index, said.event)
  if (others.verdict === 'many') clauses.push({ text: others.text, events: others.examples })
  const rest = line.steps.filter((other) => other.status === 'error' && !other.duplicate && !chain.includes(other))
  if (rest.length > 0) {
    clauses.push({
      text: `${sayPlural(rest.length, 'other step')} failed in what is shown.`,
      events: rest.map(({ event }) => event)
    })
  }
  return clauses
}

/** What the customer did after a failure: tried again, turned to somebody, went on, left. */
function nextClauses({ line, clock, index }: Facts, { place, step, solved, contact, chain }: Failure): Clause[] {
  const { steps } = line
  const clauses: Clause[] = []
  const until = contact ?? solved ?? steps.length
  const again = steps.filter(
    (later, k) => k > place && k < until && later.depth === 0 && !later.duplicate && later.activity === step.activity
  )
  const since = (later: JourneyStep) =>
    clock.zoneName === '' ? 'Later' : `${sayDuration(later.time - step.time)} later`
  if (again.length > 0) {
    clauses.push({
      text: `The customer tried again ${again.length === 1 ? 'once' : sayTimes(again.length)} without known success.`,
      events: again.map(({ event }) => event)
    })
  }
  if (contact !== null) {
    const turned = steps[contact]
    const title = titleOf(turned)
    clauses.push({
      text: `${since(turned)} the customer turned to ${turned.name}${inChannel(turned)}${end(title === null ? '' : `: ${quote(title)}`)}`,
      events: [turned.event]
    })
  }
  if (solved !== null) {
    const done = steps[solved]
    clauses.push({
      text: `${since(done)} ${named(index, done)}${inChannel(done)} succeeded.`,
      events: [done.event]
    })
  }
  if (clauses.length > 0) return clauses
  const next = steps.find((later, k) => k > place && later.depth === 0 && !later.duplicate && !chain.includes(later))
  if (next === undefined) return [{ text: 'Nothing is known after it.', events: [step.event] }]
  return [
    { text: `The next step was ${next.name}${inChannel(next)}, ${since(next).toLowerCase()}.`, events: [next.event] }
  ]
}

function causeWithoutError({ line, index, friction, clock }: Facts): Clause[] {
  const { steps, stretches } = line
  const roots = steps.filter(({ depth, duplicate }) => depth === 0 && !duplicate)
  const clauses: Clause[] = []
  const unknown = steps.filter(({ status }) => status === 'unknown')
  if (!index.details.has.status) clauses.push({ text: 'The log does not say whether steps failed.', events: [] })
  else if (unknown.length === 0)
    clauses.push({ text: `None of the ${sayPlural(steps.length, 'step')} failed.`, events: [] })
  else {
    clauses.push({
      text: `No step is known to have failed; ${sayCount(unknown.length)} of ${sayCount(steps.length)} have no known status.`,
      events: unknown.map(({ event }) => event)
    })
  }
  const left = friction.filter(({ kind }) => kind === 'abandoned')
  const last = left[left.length - 1]
  if (last !== undefined) clauses.push({ text: last.text, events: last.events })
  // Of a run that goes on, only where what completes it is shown.
  const completes = (place: number) => index.processes?.terminal[steps[place].activity] === 1
  const done = stretches.filter(({ completed, steps: own }) => completed === true && own.some(completes))
  if (done.length > 0) {
    const names = [...new Set(done.map(({ name }) => name))]
    clauses.push({
      text: `Completed: ${names.slice(0, 4).join(', ')}${names.length > 4 ? ` and ${names.length - 4} more` : ''}.`,
      events: done.map(({ steps: own }) => steps[own[own.length - 1]].event)
    })
  }
  const [first, final] = [roots[0], roots[roots.length - 1]]
  const turned = friction.find(({ kind }) => kind === 'contact' || kind === 'help')
  if (turned !== undefined) {
    const step = steps[turned.steps[0]]
    const title = titleOf(step)
    clauses.push({
      text: `The customer turned to ${step.name}${inChannel(step)} ${clock.when(step.time)}${end(title === null ? '' : `: ${quote(title)}`)}`,
      events: turned.events
    })
  } else if (last === undefined && done.length === 0) {
    clauses.push({
      text: roots.length === 1 ? `The only step was ${first.name}.` : `It went from ${first.name} to ${final.name}.`,
      events: roots.length === 1 ? [first.event] : [first.event, final.event]
    })
  }
  return clauses
}

function waitClauses({ line, index, friction }: Facts): Clause[] {
  const { steps } = line
  const waits = friction
    .filter(({ kind }) => kind === 'wait')
    .map((found) => {
      const of = steps[found.steps[0]]
      const pause = found.steps.length > 1
      const ms = (pause ? steps[found.steps[1]].gapMs : of.durationMs) ?? 0
      const usual = pause ? index.usual.gap[of.activity] : comparedWith(of)
      return { found, of, ms, usual, pause }
    })
  if (waits.length === 0) return [noWait({ line, index })]
  const worst = waits.reduce((most, one) =>
    one.ms - (one.usual?.median ?? 0) > most.ms - (most.usual?.median ?? 0) ? one : most
  )
  const { usual, ms, of } = worst
  const where = worst.pause
    ? `between ${of.name} and ${steps[worst.found.steps[1]].name}`
    : `at ${of.name}${inChannel(of)}`
  let against = ', with too few others to compare.'
  if (usual !== null && usual.n >= ENOUGH_VALUES) {
    const thatDay = 'thatDay' in usual && usual.thatDay ? ' that day' : ''
    const rank =
      ms >= usual.max
        ? `the slowest of ${sayCount(usual.n)}${thatDay || ' in this log'}`
        : `${sayTimes(ms / Math.max(usual.median, 1))} the median and longer than 95% of ${sayCount(usual.n)}${thatDay}`
    against = `, usually ${sayDuration(usual.median)}${thatDay}: ${rank}.${worst.pause ? '' : slowForAll(of, usual)}`
  }
  const clauses: Clause[] = [{ text: `${sayDuration(ms)} ${where}${against}`, events: worst.found.events }]
  const others = waits.filter((one) => one !== worst)
  if (others.length > 0) {
    const total = others.reduce((sum, one) => sum + one.ms, 0)
    clauses.push({
      text: `${sayPlural(others.length, 'other long wait')}, ${sayDuration(total)} in all.`,
      events: others.flatMap(({ found }) => found.events)
    })
  }
  return clauses
}

/** Says where everybody waited on that day. */
function slowForAll({ usualThatDay: day }: JourneyStep, usual: Usual): string {
  if (day === null || day.n === usual.n || day.median < 2 * usual.median) return ''
  return ` That day it was slow for everybody: median ${sayDuration(day.median)} of ${sayCount(day.n)}.`
}

function noWait({ line, index }: Pick<Facts, 'line' | 'index'>): Clause {
  if (!index.details.has.duration) {
    return { text: 'The log does not say how long steps took; no pause between them was unusually long.', events: [] }
  }
  const known = line.steps.filter(({ durationMs }) => durationMs !== null)
  if (known.length === 0) return { text: 'How long these steps took is unknown.', events: [] }
  const slowest = known.reduce((most, step) => ((step.durationMs ?? 0) > (most.durationMs ?? 0) ? step : most))
  const unknown = line.steps.length - known.length
  const rest =
    unknown === 0 ? '' : ` ${sayCount(unknown)} of ${sayCount(line.steps.length)} steps have no known duration.`
  return {
    text: `No long wait: the slowest step, ${slowest.name}, took ${sayDuration(slowest.durationMs)}.${rest}`,
    events: [slowest.event]
  }
}

function effortClauses({ line, friction, clock }: Facts, failure: Failure | null): Clause[] {
  const { steps, visits } = line
  const parts: Clause[] = []
  const count = (kind: Friction['kind'], say: (n: number) => string) => {
    const found = friction.filter((one) => one.kind === kind)
    if (found.length > 0) parts.push({ text: say(found.length), events: found.flatMap(({ events }) => events) })
  }
  const roots = steps.filter(({ depth, duplicate }) => depth === 0 && !duplicate)
  parts.push({
    text: `${sayPlural(roots.length, 'step')} in ${sayPlural(visits.length, 'visit')}`,
    events: [roots[0].event, roots[roots.length - 1].event]
  })
  count('repeat', (n) => sayPlural(n, 'step repeated', 'steps repeated'))
  count('back', (n) => sayPlural(n, 'step back', 'steps back'))
  count('loop', (n) => sayPlural(n, 'loop'))
  count('abandoned', (n) => `${sayPlural(n, 'process', 'processes')} left unfinished`)
  const changes = steps.filter(({ channelChange }) => channelChange)
  if (changes.length > 0) {
    const channels = new Set(visits.flatMap((visit) => visit.channels))
    parts.push({ text: `${channels.size} channels`, events: changes.map(({ event }) => event) })
  }
  count('help', (n) => sayPlural(n, 'visit to help', 'visits to help'))
  count('contact', (n) => sayPlural(n, 'contact'))
  const span = roots[roots.length - 1].time - roots[0].time
  if (failure === null && clock.zoneName !== '' && span > 0) {
    parts.push({
      text: `${sayDuration(span)} from the first to the last`,
      events: [roots[0].event, roots[roots.length - 1].event]
    })
  }
  if (failure !== null && clock.zoneName !== '') {
    const [to, what] =
      failure.solved !== null
        ? [failure.solved, 'success']
        : failure.contact !== null
          ? [failure.contact, 'contact']
          : [-1, '']
    if (to >= 0) {
      parts.push({
        text: `${sayDuration(steps[to].time - failure.step.time)} from failure to ${what}`,
        events: [failure.step.event, steps[to].event]
      })
    }
  }
  const clauses = parts.map((part, k) => ({ ...part, text: `${part.text}${k + 1 < parts.length ? ',' : '.'}` }))
  if (failure !== null && failure.solved === null) {
    clauses.push({ text: 'Not solved in what is shown.', events: [failure.step.event] })
  }
  return clauses
}

function named(index: LogIndex, { name, process }: JourneyStep): string {
  const known = process < 0 ? undefined : index.processes?.processes[process].name
  return known === undefined || known.toLowerCase() === name.toLowerCase() ? name : `${name} (${known})`
}

const inChannel = ({ channel }: JourneyStep): string => (channel === null ? '' : ` in ${channel}`)

const LONGEST_QUOTE = 160

function quote(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim()
  return `“${flat.length > LONGEST_QUOTE ? `${flat.slice(0, LONGEST_QUOTE - 1)}…` : flat}”`
}

const end = (text: string): string => `${text}.`

/** What a chat or a call was about. */
function titleOf({ message, attributes }: JourneyStep): string | null {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'string' && /title|subject|topic|reason/i.test(name)) return value
  }
  return message
}
