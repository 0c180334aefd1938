import { isMissing, parseNumber } from './numbers.js'
import { TextCells } from './text-cells.js'
import { TimeZone } from './time-zone.js'
import { STAMP, TimeParser } from './timestamps.js'

const scratch = new TextCells()

/**
 * What most of the non-empty texts are: dates, plain numbers, or neither (null). Numbers that are written like
 * `20240131` or `20240131235959` count as dates when all of them are.
 */
export function kindOfTexts(texts: readonly string[]): 'date' | 'number' | null {
  const parser = new TimeParser(UTC)
  let given = 0
  let dates = 0
  let numbers = 0
  let compact = 0
  for (const text of texts) {
    scratch.begin(1, 1)
    scratch.put(0, text.trim(), false)
    const { buffer, starts, ends } = scratch
    if (isMissing(buffer, starts[0], ends[0])) continue
    given++
    const isNumber = !Number.isNaN(parseNumber(buffer, starts[0], ends[0]))
    const stamp = parser.parse(buffer, starts[0], ends[0])
    const isDate = !Number.isNaN(stamp) || (parser.kind === STAMP.dayMonth && !Number.isNaN(parser.monthFirst))
    parser.kind = -1
    if (isNumber) {
      numbers++
      if (isDate && stamp >= YEAR_1900 && stamp < YEAR_2100) compact++
    } else if (isDate) dates++
  }
  if (given === 0) return null
  if (compact > 0 && compact >= 0.9 * numbers && compact + dates > given / 2) return 'date'
  if (numbers > given / 2) return 'number'
  return dates > given / 2 ? 'date' : null
}

const UTC = new TimeZone('UTC')
const YEAR_1900 = Date.UTC(1900, 0, 1)
const YEAR_2100 = Date.UTC(2100, 0, 1)
