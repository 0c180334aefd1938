/**
 * What logs of many activities fetch, in one: what sets accidents apart, and what merges more processes than there are
 * families.
 * @module
 */
export { accidentParts } from './accidents.js'
export { kin } from './kin.js'
