/**
 * Results as the text of files: JSON with a line for each element of its lists.
 * @module
 */
export { compactJson, linedJson, linedPieces } from './report/lined-json.js'
