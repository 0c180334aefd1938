/**
 * What starts threads, fetched by whoever wants several. A door of its own: what is fetched is not imported in the usual
 * way.
 * @module
 */
export { orderTogether } from './order-together.js'
export { createPool, startAhead } from './pool.js'
