import { activityTable, type Discovery, handoverTable, processTable } from '@desirepath/core'
import { copyText, countOf, type Store, saveText, sayFilters, slugOf, toCsv } from '@desirepath/view/page'
import * as page from '../page-state.js'
import { reportAssets } from './report-assets.js'

/** What is saved: everything, or the sessions that the filters leave. */
export type Extent = 'all' | 'shown'

export interface Export {
  label: string
  note: string
  needsModel?: boolean
  /** @returns a sentence for the live region */
  save: (store: Store, extent: Extent) => Promise<string>
}

/** The file's name without its endings, fit for a file of its own. */
function stem(): string {
  const name = page.shown.value?.discovery.source.name ?? 'log'
  return (
    name.replace(/(\.(gz|csv|tsv|txt|jsonl|ndjson|json|xes|xml|parquet))+$/i, '').replace(/[^\w.-]+/g, '_') || 'log'
  )
}

/** The discovery to save, and which of its processes; what was counted for a part of the sessions says so. */
function partOf(
  { model, whole, filters: { value: filters }, left }: Store,
  extent: Extent
): { part: Part; slug: string } {
  const all = page.shown.value!.discovery
  if (extent === 'all' || filters.length === 0)
    return { part: { discovery: all, shown: null, hidden: new Set() }, slug: slugOf(sayFilters([], whole)) }
  const said = sayFilters(filters, whole)
  const counted = left.value
  const discovery: Discovery =
    counted === null
      ? all
      : {
          ...model.discovery,
          filtered: {
            filters: sayFilters(
              filters.filter(({ kind }) => kind !== 'hide'),
              whole
            ),
            sessions: counted.count,
            of: counted.of
          }
        }
  return { part: { discovery, shown: new Set(model.shown), hidden: hiddenOf(filters) }, slug: slugOf(said) }
}

interface Part {
  discovery: Discovery
  /** The processes in sight; null for all. */
  shown: ReadonlySet<number> | null
  /** Those that were hidden by hand: they are in no file of what is shown. */
  hidden: ReadonlySet<number>
}

/** The processes that were hidden by hand. */
export const hiddenOf = (filters: Store['filters']['value']): ReadonlySet<number> =>
  new Set(filters.flatMap((filter) => (filter.kind === 'hide' ? filter.processes : [])))

function save(ending: string, type: string, text: (part: Part) => string | Promise<string>): Export['save'] {
  return async (store, extent) => {
    if (page.shown.value === null) return 'Nothing to save'
    const { part, slug } = partOf(store, extent)
    const name = `${stem()}${slug}-${ending}`
    saveText(name, await text(part), type)
    const { size } = part.hidden
    return `Saved ${name}${size === 0 ? '' : `, without ${countOf(size, 'hidden process', 'hidden processes')}`}`
  }
}

/** A table of what is in sight, the same as the command line writes. */
const asCsv =
  (tableOf: typeof activityTable) =>
  ({ discovery, shown }: Part): string => {
    const { header, rows } = tableOf(discovery, shown)
    return toCsv(header, rows)
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
    save: save('report.html', 'text/html', async ({ discovery, hidden }) => {
      const [{ buildReport, withoutHidden }, assets] = await Promise.all([
        import('@desirepath/view/page-report'),
        reportAssets()
      ])
      return buildReport(assets, withoutHidden(discovery, hidden))
    })
  },
  {
    label: 'Model',
    note: 'with edits and vectors; opens here again, scores new sessions',
    needsModel: true,
    save: save('model.json', 'application/json', () => `${JSON.stringify(page.shown.value?.model)}\n`)
  },
  {
    label: 'Result',
    note: 'all numbers as JSON; opens here again',
    save: save('processes.json', 'application/json', async ({ discovery, hidden }) => {
      const [{ withoutHidden }, { linedJson }] = await Promise.all([
        import('@desirepath/view/page-report'),
        import('@desirepath/core/text')
      ])
      return linedJson(withoutHidden(discovery, hidden))
    })
  },
  { label: 'Activities', note: 'CSV', save: save('activities.csv', 'text/csv', asCsv(activityTable)) },
  { label: 'Processes', note: 'CSV', save: save('processes.csv', 'text/csv', asCsv(processTable)) },
  { label: 'Hand-overs', note: 'CSV', save: save('handovers.csv', 'text/csv', asCsv(handoverTable)) }
]
