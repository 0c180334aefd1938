/** What the page of apps/web needs to write a report. */
export { buildReport, type ReportAssets } from '../report/html.js'
