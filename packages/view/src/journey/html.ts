import { maskText } from '@desirepath/core'
import { plainName } from '../names.js'
import { escapeHtml, escapeJson } from '../report/escape.js'
import type { ReportAssets } from '../report/html.js'
import type { JourneyFileData } from './journey-file.js'
import { inPlainEnglish } from './shared.js'
import { staticJourney } from './static.js'

/**
 * One journey as one HTML file that needs and allows no network. The same journey gives the same bytes. Where scripts are
 * off, the three sentences and all steps are there as plain tables.
 */
export function buildJourneyFile(assets: ReportAssets, file: JourneyFileData): string {
  const { journey } = file
  const title = plainName(journey.customerName ?? journey.customer)
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
<title>${escapeHtml(`${title}, a journey`)}</title>
<style>${assets.style}</style>
</head>
<body>
<div id="desirepath-report"></div>
<noscript>${inPlainEnglish(() => staticJourney(journey))}</noscript>
<script type="application/json" id="desirepath-journey">${escapeJson(file)}</script>
<script>${assets.script}</script>
</body>
</html>
`
}

/** The answers about others without what names them. */
export function withoutNames(file: JourneyFileData): JourneyFileData {
  const { side, claim } = file
  return {
    ...file,
    claim,
    side: side && {
      others: { ...side.others, examples: [] },
      similar: {
        ...side.similar,
        text: maskText(side.similar.text),
        journeys: side.similar.journeys.map((one, k) => ({ ...one, customer: `Customer ${k + 2}` }))
      }
    }
  }
}
