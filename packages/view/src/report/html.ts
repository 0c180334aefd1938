import type { Discovery } from '@desirepath/core'
import { inPlainEnglish } from '../format.js'
import { plainName } from '../names.js'
import { escapeHtml, escapeJson } from './escape.js'
import { staticSummary } from './static.js'

/** The report's program and style, as text that may stand in a `<script>` and a `<style>`, with their CSP hashes. */
export interface ReportAssets {
  script: string
  /** `sha256-...`, base64. */
  scriptHash: string
  style: string
  styleHash: string
}

export interface ReportOptions {
  /** Title of the document; the log's name by default. */
  title?: string
}

/** The whole report as one HTML file that needs and allows no network. The same discovery gives the same bytes. */
export function buildReport(assets: ReportAssets, discovery: Discovery, options: ReportOptions = {}): string {
  const title = plainName(options.title ?? `${discovery.source.name ?? 'Activity log'}, its processes`)
  const policy = [
    "default-src 'none'",
    `script-src '${assets.scriptHash}'`,
    `style-src '${assets.styleHash}'`,
    'img-src data: blob:',
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'"
  ].join('; ')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Desire Path">
<title>${escapeHtml(title)}</title>
<style>${assets.style}</style>
</head>
<body>
<div id="desirepath-report"></div>
<noscript>${inPlainEnglish(() => staticSummary(discovery))}</noscript>
<script type="application/json" id="desirepath-discovery">${escapeJson(discovery)}</script>
<script>${assets.script}</script>
</body>
</html>
`
}
