/**
 * What starts threads and hands work out to them, fetched by whoever wants several. A door of its own: what is fetched is
 * not imported in the usual way.
 * @module
 */
export { toWorkers } from './parts.js'
export { createPool } from './pool.js'
