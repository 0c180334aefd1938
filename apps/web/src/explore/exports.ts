import type { Discovery } from '@desirepath/core'
import { type Cell, copyText, saveText, toCsv } from '@desirepath/view/page'
import * as page from '../page-state.js'
import { reportAssets } from './report-assets.js'

export interface Export {
  label: string
  note: string
  needsModel?: boolean
  /** @returns a sentence for the live region */
  save: () => Promise<string>
}

/** The file's name without its endings, fit for a file of its own. */
function stem(): string {
  const name = page.shown.value?.discovery.source.name ?? 'log'
  return (
    name.replace(/(\.(gz|csv|tsv|txt|jsonl|ndjson|json|xes|xml|parquet))+$/i, '').replace(/[^\w.-]+/g, '_') || 'log'
  )
}

function save(ending: string, type: string, text: (discovery: Discovery) => string | Promise<string>) {
  return async (): Promise<string> => {
    const result = page.shown.value
    if (result === null) return 'Nothing to save'
    const name = `${stem()}-${ending}`
    saveText(name, await text(result.discovery), type)
    return `Saved ${name}`
  }
}

declare const __SINGLE__: boolean

export const exports: readonly Export[] = [
  ...(__SINGLE__
    ? []
    : [
        {
          label: 'Copy link',
          note: 'to what is shown; the log is not in it',
          save: async () => ((await copyText(location.href)) ? 'Copied the link' : 'The link could not be copied')
        }
      ]),
  {
    label: 'Report',
    note: 'one HTML file with all views',
    save: save('report.html', 'text/html', async (discovery) => {
      const [{ buildReport }, assets] = await Promise.all([import('@desirepath/view/page-report'), reportAssets()])
      return buildReport(assets, discovery)
    })
  },
  {
    label: 'Model',
    note: 'names, edits, vectors; to score new sessions',
    needsModel: true,
    save: save('model.json', 'application/json', () => `${JSON.stringify(page.shown.value?.model)}\n`)
  },
  {
    label: 'Result',
    note: 'everything found, as JSON; opens here again',
    save: save('processes.json', 'application/json', (discovery) => `${JSON.stringify(discovery, null, 2)}\n`)
  },
  { label: 'Activities', note: 'CSV', save: save('activities.csv', 'text/csv', activitiesCsv) },
  { label: 'Processes', note: 'CSV', save: save('processes.csv', 'text/csv', processesCsv) },
  { label: 'Hand-overs', note: 'CSV', save: save('handovers.csv', 'text/csv', handoversCsv) }
]

export function activitiesCsv({ activities, processes }: Discovery): string {
  return toCsv(
    [
      'activity',
      'process',
      'process_name',
      'hub',
      'x',
      'y',
      'volume_percentile',
      'cases',
      'events',
      'sessions',
      'channel',
      'certainty'
    ],
    activities.map((activity): Cell[] => [
      activity.name,
      activity.process,
      processes[activity.process]?.name ?? '',
      activity.hub ? 1 : 0,
      activity.x,
      activity.y,
      activity.volumePercentile,
      activity.cases,
      activity.events,
      activity.sessions,
      activity.channel,
      activity.certainty
    ])
  )
}

export function processesCsv({ processes, families }: Discovery): string {
  return toCsv(
    [
      'process',
      'name',
      'family',
      'channel',
      'runs',
      'completed',
      'sessions',
      'cases',
      'events',
      'steps',
      'median_ms',
      'p95_ms',
      'errors',
      'stability'
    ],
    processes.map((process): Cell[] => [
      process.id,
      process.name,
      families[process.family]?.name ?? '',
      process.channel,
      process.runs,
      process.completed.count,
      process.sessions,
      process.cases,
      process.events,
      process.steps.length,
      process.medianMs,
      process.p95Ms,
      process.errors,
      process.stability
    ])
  )
}

export function handoversCsv({ handovers, processes }: Discovery): string {
  return toCsv(
    ['from', 'to', 'count'],
    handovers.map(({ from, to, count }): Cell[] => [processes[from].name, processes[to].name, count])
  )
}
