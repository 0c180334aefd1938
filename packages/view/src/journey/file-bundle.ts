import { assets } from './file-assets.generated.js'
import { buildJourneyFile, withoutNames } from './html.js'
import type { JourneyFileData } from './journey-file.js'

export type { NamedProcess } from './empty-discovery.js'
export type { JourneyFileData } from './journey-file.js'

/** One self-contained HTML file for a journey; `pseudonyms` also masks what is told of others. */
export function journeyHtml(file: JourneyFileData, pseudonyms = false): string {
  return buildJourneyFile(assets, pseudonyms ? withoutNames(file) : file)
}
