/**
 * The script of every report, which is also the library of the page of apps/web: the page then carries one copy of the
 * components, and a report that it writes has the same bytes as one of the command line. It starts by itself only where
 * the document holds a discovery.
 */

export * as signals from '@preact/signals'
export * as preact from 'preact'
export * as hooks from 'preact/hooks'
export * as jsx from 'preact/jsx-runtime'
export * from '../components.js'
export { countOf, formatDuration, formatNumber, formatShare, formatSpan, listOf } from '../format.js'
export { activityName, cutRight, plainName } from '../names.js'
export { Icon, Logo } from '../parts/icon.js'
export { copyText, saveText } from '../parts/table.js'
export { Card, Figure, ScrollArea, Segmented } from '../parts/ui.js'
export { connectPage, storedTheme } from '../report/connect.js'
export { buildReport, type ReportAssets } from '../report/html.js'
export type { Theme } from '../state.js'

import '../report/main.js'
