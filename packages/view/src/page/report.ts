/** What the page of apps/web needs to write a report. */
export type { ReportAssets } from '../report/document.js'
export { buildReport } from '../report/html.js'
export { withoutHidden } from '../report/without-hidden.js'
