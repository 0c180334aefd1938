import type { Discovery, ProcessResult } from '@desirepath/core'
import { formatNumber } from '../format.js'
import { formatShareOf } from '../format-further.js'
import { activityName, plainName } from '../names.js'
import { escapeHtml } from './escape.js'

const stepsShown = 40
const processesShown = 500

const name = (text: string) => `<bdi>${escapeHtml(text)}</bdi>`

function stepList(discovery: Discovery, process: ProcessResult): string {
  const items = process.steps
    .slice(0, stepsShown)
    .map(
      (step) =>
        `<li>${name(activityName(discovery.activities[step.activity].name))}: ${formatShareOf(step.reached, process.runs)}</li>`
    )
  const rest = process.steps.length - items.length
  return `<ol>${items.join('')}</ol>${rest > 0 ? `<p>and ${formatNumber(rest)} more steps</p>` : ''}`
}

/** The main findings as plain HTML, for readers without scripts: what was read, every process with its figures and steps. */
export function staticSummary(discovery: Discovery): string {
  const { log, source, quality, processes, method, filtered } = discovery
  const rows = processes
    .slice(0, processesShown)
    .map(
      (process) =>
        `<tr><td><details><summary>${name(plainName(process.name))}</summary>${stepList(discovery, process)}</details></td><td>${formatNumber(process.runs)}</td><td>${formatShareOf(process.completed.count, process.completed.of)}</td><td>${formatNumber(process.steps.length)}</td></tr>`
    )
  const rest = processes.length - rows.length
  const notes = [...method.warnings, ...method.chosen].map((sentence) => `<li>${name(plainName(sentence, 600))}</li>`)
  return `<main class="static">
<h1>Processes of ${name(plainName(source.name ?? 'the log'))}</h1>
<p>${formatNumber(processes.length)} processes in ${formatNumber(log.events)} events, ${formatNumber(log.sessions)} sessions and ${formatNumber(log.cases)} cases. ${formatShareOf(quality.coverage.count, quality.coverage.of)} events belong to a process. Rows not usable: ${formatShareOf(source.read.badRows, source.read.rows)}.</p>
${
  filtered
    ? `<p>Only ${filtered.filters.map((said) => name(plainName(said, 200))).join(', ')}: ${formatShareOf(filtered.sessions, filtered.of)} sessions.</p>
`
    : ''
}<p>This page shows its map, flows and tables with a script of its own. Scripts are off here, so this is the short form.</p>
<table>
<caption>Processes, by runs</caption>
<thead><tr><th scope="col">Process and its usual steps</th><th scope="col">Runs</th><th scope="col">Completed</th><th scope="col">Steps</th></tr></thead>
<tbody>${rows.join('\n')}</tbody>
</table>
${rest > 0 ? `<p>and ${formatNumber(rest)} more processes</p>` : ''}
<ul>${notes.join('')}</ul>
<p>Fingerprint ${escapeHtml(discovery.fingerprint)}</p>
</main>`
}
