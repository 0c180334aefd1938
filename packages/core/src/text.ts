/**
 * Results as the text of files: JSON with a line for each element of its lists.
 * @module
 */
export { type JsonPieces, jsonPieces, linedJson } from './report/lined-json.js'
