/**
 * What starts threads, fetched by whoever wants several. A door of its own: what is fetched is not imported in the usual
 * way.
 * @module
 */
export { createPool } from './pool.js'
