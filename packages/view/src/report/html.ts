import type { Discovery } from '@desirepath/core'
import { inPlainEnglish } from '../format-further.js'
import { plainName } from '../names.js'
import { buildDocument, type ReportAssets } from './document.js'
import { staticSummary } from './static.js'

export interface ReportOptions {
  /** Title of the document; the log's name by default. */
  title?: string
  /** `JSON.stringify` of the discovery, where it was made already. */
  json?: string
}

/** The whole report as one HTML file that needs and allows no network. The same discovery gives the same bytes. */
export function buildReport(assets: ReportAssets, discovery: Discovery, options: ReportOptions = {}): string {
  return buildDocument(assets, {
    title: plainName(options.title ?? `${discovery.source.name ?? 'Activity log'}, its processes`),
    dataId: 'desirepath-discovery',
    data: options.json ?? JSON.stringify(discovery),
    withoutScript: inPlainEnglish(() => staticSummary(discovery))
  })
}
