import { createHash } from 'node:crypto'
import { type Journey, sayAmount, sayDuration, sayExtent } from '@desirepath/core'
import { plural } from './format.js'
import { clockOf, remarks, stretchOfSteps, tookText } from './journey-text.js'

// The page's colours and type (light and dark), without a script.
const STYLE = `:root{--bg:#f6f6f3;--surface:#fff;--line:#e3e3dd;--ink:#1a1b18;--ink-2:#4a4c46;--ink-3:#676961;--bad:#b3261e;--bad-bg:#fbecea;--warn:#8a5300;--warn-bg:#fbf1de}
@media (prefers-color-scheme:dark){:root{--bg:#111210;--surface:#181916;--line:#2c2d29;--ink:#eeeee9;--ink-2:#bdbeb6;--ink-3:#969890;--bad:#ff8a80;--bad-bg:#3a1d1a;--warn:#f0b860;--warn-bg:#33270f}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);font:13px/18px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:920px;margin:0 auto;padding:24px 16px}h1{font-size:22px;line-height:28px;font-weight:620;margin:0}h2{font-size:15px;line-height:20px;font-weight:550;margin:24px 0 4px}
p{margin:4px 0}.extent,caption,th,.gap,.note{color:var(--ink-3)}dl{display:grid;grid-template-columns:72px 1fr;margin:16px 0;border-bottom:1px solid var(--line)}dt,dd{margin:0;padding:8px 0;border-top:1px solid var(--line)}dt{font-weight:550}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;background:var(--surface)}caption{text-align:left;padding:4px 8px}th,td{text-align:left;vertical-align:top;padding:3px 8px;border-top:1px solid var(--line);font-weight:400}th{font-weight:550}
.number{text-align:right;white-space:nowrap}.name{font-family:ui-monospace,"SF Mono","Cascadia Mono",Menlo,Consolas,monospace}tr.error td{background:var(--bad-bg)}tr.error .status{color:var(--bad);font-weight:620}tr.wait .took{color:var(--warn);font-weight:620}
.d1{padding-left:24px}.d2{padding-left:40px}.d3{padding-left:56px}a{color:inherit;text-decoration-color:var(--line);text-underline-offset:3px}a:hover{text-decoration-color:currentColor}:target td{outline:2px solid var(--ink);outline-offset:-2px}
@media print{body{background:#fff}main{max-width:none}tr{break-inside:avoid}}`

const escapeHtml = (text: string): string =>
  text
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '␣')

/**
 * The journey as one HTML file without scripts, which needs and allows no network. Each part of the three sentences links
 * to the events that it rests on. The same journey gives the same bytes.
 */
export function journeyHtml(journey: Journey): string {
  const who = journey.customerName === null ? journey.customer : `${journey.customer}, ${journey.customerName}`
  const hash = createHash('sha256').update(STYLE).digest('base64')
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Desire Path">
<title>${escapeHtml(who)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(who)}</h1>
<p class="extent">${escapeHtml(sayExtent(journey))}</p>
<dl>
${sentences(journey)}
</dl>
${journey.visits.map((_, v) => visitHtml(journey, v)).join('\n')}
${journey.notes.map((note) => `<p class="note">${escapeHtml(note)}</p>`).join('\n')}
</main>
</body>
</html>
`
}

function sentences({ summary, steps }: Journey): string {
  const places = new Map(steps.map(({ event }, place) => [event, place]))
  return (['cause', 'waits', 'effort'] as const)
    .map((key) => {
      const clauses = summary[key].clauses.map(({ text, events }) => {
        const place = events.map((event) => places.get(event)).find((found) => found !== undefined)
        return place === undefined ? escapeHtml(text) : `<a href="#step-${place}">${escapeHtml(text)}</a>`
      })
      return `<dt>${key[0].toUpperCase()}${key.slice(1)}</dt><dd>${clauses.join(' ')}</dd>`
    })
    .join('\n')
}

function visitHtml(journey: Journey, v: number): string {
  const { steps, tree, visits, knows } = journey
  const visit = visits[v]
  const clock = clockOf(journey)
  const stretch = stretchOfSteps(journey)
  const amounts = steps.some(({ amount }) => amount !== null)
  const heads = [
    'Time',
    'Gap',
    'Step',
    ...(knows.processes ? ['Process'] : []),
    ...(knows.channel ? ['Channel'] : []),
    ...(knows.duration ? ['Took'] : []),
    ...(knows.status ? ['Status'] : []),
    ...(amounts ? ['Amount'] : []),
    'Remarks'
  ]
  const rows = tree
    .filter((place) => steps[place].visit === v)
    .map((place) => {
      const step = steps[place]
      const cell = (name: string, text: string) => `<td class="${name}">${escapeHtml(text)}</td>`
      const classes = [step.status === 'error' ? 'error' : '', step.marks.includes('wait') ? 'wait' : ''].filter(
        Boolean
      )
      return `<tr id="step-${place}" class="${classes.join(' ')}">${[
        cell('', clock.time(step.time)),
        cell('number gap', step.gapMs === null ? '' : `+${sayDuration(step.gapMs)}`),
        cell(`name d${Math.min(3, step.depth)}`, step.name),
        ...(knows.processes ? [cell('', stretch[place]?.name ?? '')] : []),
        ...(knows.channel ? [cell('', step.channel ?? step.source ?? '')] : []),
        ...(knows.duration ? [cell('number took', tookText(step))] : []),
        ...(knows.status ? [cell('status', step.status)] : []),
        ...(amounts ? [cell('number', step.amount === null ? '' : sayAmount(step.amount))] : []),
        cell('', remarks(journey, place))
      ].join('')}</tr>`
    })
  const pause = visit.gapMs === null ? '' : `${sayDuration(visit.gapMs)} later: `
  const title = `${pause}${clock.moment(visit.first)}${visit.channels.length > 0 ? `, ${visit.channels.join(', ')}` : ''}`
  const caption = `${plural(visit.end - visit.start, 'event')}${visit.errors ? `, ${plural(visit.errors, 'error')}` : ''}`
  return `<section>
<h2>${escapeHtml(title)}</h2>
<div class="scroll"><table>
<caption>${caption}</caption>
<thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></div>
</section>`
}
