import { maskText } from '@desirepath/core'
import { plainName } from '../names.js'
import { buildDocument, type ReportAssets } from '../report/document.js'
import type { JourneyFileData } from './journey-file.js'
import { inPlainEnglish } from './shared.js'
import { staticJourney } from './static.js'

/**
 * One journey as one HTML file that needs and allows no network. The same journey gives the same bytes. Where scripts are
 * off, the three sentences and all steps are there as plain tables.
 */
export function buildJourneyFile(assets: ReportAssets, file: JourneyFileData): string {
  const { journey } = file
  return buildDocument(assets, {
    title: `${plainName(journey.customerName ?? journey.customer)}, a journey`,
    dataId: 'desirepath-journey',
    data: JSON.stringify(file),
    withoutScript: inPlainEnglish(() => staticJourney(journey))
  })
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
