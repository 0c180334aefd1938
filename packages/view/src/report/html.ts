import type { Discovery } from '@desirepath/core'

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

/** Text that is safe between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** JSON that may stand in a `<script>`: no `<` that could end it, no line separator that a script parser would see. */
export function escapeJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  )
}

/** The whole report as one HTML file that needs and allows no network. The same discovery gives the same bytes. */
export function buildReport(assets: ReportAssets, discovery: Discovery, options: ReportOptions = {}): string {
  const title = options.title ?? discovery.source.name ?? 'Activity log'
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
<script type="application/json" id="desirepath-discovery">${escapeJson(discovery)}</script>
<script>${assets.script}</script>
</body>
</html>
`
}
