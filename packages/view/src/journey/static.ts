import { Clock, type Journey, sayAmount, sayDuration, sayExtent, stretchOfSteps } from '@desirepath/core'
import { countOf } from '../format.js'
import { activityName, plainName } from '../names.js'
import { escapeHtml } from '../report/escape.js'

const name = (text: string) => `<bdi>${escapeHtml(text)}</bdi>`

/** The journey as plain HTML, for readers without scripts: the sentences lead to the steps they rest on. */
export function staticJourney(journey: Journey): string {
  const { customer, customerName, summary, steps, visits, notes } = journey
  const places = new Map(steps.map(({ event }, place) => [event, place]))
  const sentences = (['cause', 'waits', 'effort'] as const).map((key) => {
    const clauses = summary[key].clauses.map(({ text, events }) => {
      const place = events.map((event) => places.get(event)).find((found) => found !== undefined)
      return place === undefined ? name(text) : `<a href="#s${place}">${name(text)}</a>`
    })
    return `<p><b>${key[0].toUpperCase()}${key.slice(1)}</b> ${clauses.join(' ')}</p>`
  })
  const who = plainName(customerName === null ? customer : `${customerName}, ${customer}`)
  return `<main class="static">
<h1>${name(who)}</h1>
<p>${escapeHtml(sayExtent(journey))}</p>
${sentences.join('\n')}
${visits.map((_, v) => visitTable(journey, v)).join('\n')}
${notes.map((note) => `<p>${name(note)}</p>`).join('\n')}
</main>`
}

function visitTable(journey: Journey, v: number): string {
  const { steps, tree, visits, knows } = journey
  const visit = visits[v]
  const clock = new Clock(journey.timeKind, journey.timeZone)
  const stretch = stretchOfSteps(journey)
  const heads = ['Time', 'Gap', 'Step', 'Process', 'Channel', 'Took', 'Status', 'Amount', 'Message']
  const rows = tree
    .filter((place) => steps[place].visit === v)
    .map((place) => {
      const step = steps[place]
      const cells = [
        clock.time(step.time),
        step.gapMs === null ? '' : `+${sayDuration(step.gapMs)}`,
        `${'\u00a0\u00a0'.repeat(step.depth)}${activityName(step.name)}`,
        plainName(stretch[place]?.name ?? ' '),
        plainName(step.channel ?? step.source ?? ' '),
        knows.duration ? sayDuration(step.durationMs) : '',
        knows.status ? step.status : '',
        step.amount === null ? '' : sayAmount(step.amount),
        plainName(step.message ?? ' ', 400)
      ]
      return `<tr id="s${place}">${cells.map((text) => `<td>${name(text)}</td>`).join('')}</tr>`
    })
  const pause = visit.gapMs === null ? '' : `${sayDuration(visit.gapMs)} later: `
  return `<table>
<caption>${escapeHtml(`${pause}${clock.moment(visit.first)}, ${countOf(visit.end - visit.start, 'event')}`)}</caption>
<thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`
}
