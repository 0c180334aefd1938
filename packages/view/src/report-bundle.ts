import type { Discovery } from '@desirepath/core'
import { assets } from './report/assets.generated.js'
import { buildReport, type ReportOptions } from './report/html.js'

export type { ReportOptions } from './report/html.js'

/** One self-contained HTML file for a discovery: no network, the same bytes for the same input. */
export function reportHtml(discovery: Discovery, options: ReportOptions = {}): string {
  return buildReport(assets, discovery, options)
}
