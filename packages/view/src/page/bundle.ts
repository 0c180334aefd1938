/**
 * The script of every report, which is also the library of the single-file page of apps/web: that page then carries one
 * copy of the components, and a report that it writes has the same bytes as one of the command line. It starts by itself
 * only where the document holds a discovery.
 */

export * as signals from '@preact/signals'
export * as preact from 'preact'
export * as hooks from 'preact/hooks'
export * as jsx from 'preact/jsx-runtime'
export * from './exports.js'
export * from './report.js'

import '../report/main.js'
