import { escapeHtml, escapeJson } from './escape.js'

/** The program and style of a document, as text that may stand in a `<script>` and a `<style>`, with their CSP hashes. */
export interface ReportAssets {
  script: string
  /** `sha256-...`, base64. */
  scriptHash: string
  style: string
  styleHash: string
}

interface Content {
  title: string
  /** Where the program finds what it shows. */
  dataId: 'desirepath-discovery' | 'desirepath-journey'
  /** JSON. */
  data: string
  /** HTML of the same where scripts are off; in plain English, so that its bytes do not depend on who writes it. */
  withoutScript: string
}

/** One HTML file that needs and allows no network. The same content gives the same bytes. */
export function buildDocument(assets: ReportAssets, { title, dataId, data, withoutScript }: Content): string {
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
<noscript>${withoutScript}</noscript>
<script type="application/json" id="${dataId}">${escapeJson(data)}</script>
<script>${assets.script}</script>
</body>
</html>
`
}
