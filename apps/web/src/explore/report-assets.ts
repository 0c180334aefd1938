import type { ReportAssets } from '@desirepath/view/page-report'

declare const __SINGLE__: boolean
/** Of the script and the style of the report, from the build. */
declare const __REPORT_HASHES__: { script: string; style: string }

/**
 * The script and the style that a report carries: those that this page itself runs on, taken from beside it or from its
 * own document, so that they are not carried twice.
 */
export async function reportAssets(): Promise<ReportAssets> {
  const [script, style] = await Promise.all([
    text('desirepath-library', 'library.js'),
    text('desirepath-style', 'library.css')
  ])
  return { script, scriptHash: __REPORT_HASHES__.script, style, styleHash: __REPORT_HASHES__.style }
}

async function text(id: string, file: string): Promise<string> {
  if (__SINGLE__) return document.getElementById(id)?.textContent ?? ''
  const response = await fetch(file)
  if (!response.ok) throw new Error(`The server answered ${response.status} for ${file}.`)
  return response.text()
}
