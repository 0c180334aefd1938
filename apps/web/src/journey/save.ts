import type { Journey } from '@desirepath/core'
import {
  buildJourneyFile,
  type JourneyState,
  namedProcesses,
  type ProcessLooks,
  pseudonymise,
  withoutNames
} from '@desirepath/view/journey'
import { type ReportAssets, saveText } from '@desirepath/view/page'
import * as page from '../page-state.js'

declare const __SINGLE__: boolean
/** Of the script and the style of a journey's file, from the build. */
declare const __JOURNEY_HASHES__: { script: string; style: string }

/** Saves the journey as one HTML file. `looks`: those of the page. @returns what to say */
export async function saveJourney(
  state: JourneyState,
  journey: Journey,
  pseudonyms: boolean,
  looks: ProcessLooks
): Promise<string> {
  const { discovery } = page.shown.value!
  const processes = discovery.processes.map(({ id, family, channel }) => ({
    id,
    name: looks.labels[id],
    family: discovery.families[family]?.name ?? '',
    channel,
    place: looks.places[id]
  }))
  const file = {
    journey: pseudonyms ? pseudonymise(journey) : journey,
    processes: namedProcesses(journey, processes),
    channels: looks.channels,
    claim: state.claim.value,
    side: state.side.value
  }
  const name = pseudonyms ? 'journey.html' : `journey-${journey.customer.replace(/[^\w.-]+/g, '_').slice(0, 60)}.html`
  saveText(name, buildJourneyFile(await assets(), pseudonyms ? withoutNames(file) : file), 'text/html')
  return `Saved ${name}`
}

async function assets(): Promise<ReportAssets> {
  const [script, style] = await Promise.all([text('journey-script'), text('journey-style')])
  return { script, scriptHash: __JOURNEY_HASHES__.script, style, styleHash: __JOURNEY_HASHES__.style }
}

/** From beside the page, or from its own document. */
async function text(part: 'journey-script' | 'journey-style'): Promise<string> {
  if (__SINGLE__) return document.getElementById(`desirepath-${part}`)?.textContent ?? ''
  const file = part === 'journey-script' ? 'journey-file.js' : 'journey-file.css'
  const response = await fetch(file)
  if (!response.ok) throw new Error(`The server answered ${response.status} for ${file}.`)
  return response.text()
}
