/**
 * What an ordinary CSV with stamps of ISO 8601 does not need, because the kernel reads its rows: rows one by one, stamps of
 * other kinds or zones, numbers as times, rows that cannot be used, columns by their values. Fetched with the first needed.
 * @module
 */
export { kindOfTexts } from './kind-of-texts.js'
export { LocalZone } from './local-zone.js'
export { NumberTimes } from './number-times.js'
export { RowJudge } from './row-judge.js'
export { guessByValues } from './schema-values.js'
