/**
 * Reading and describing a log without the ways to shape it: for pages, which load the rest where it is asked for.
 * Everything here is also part of `@desirepath/core`; `new EventLog(log)` gives a log its methods.
 * @module
 */
export { describe } from './log/describe.js'
export { orderColumns } from './log/order-columns.js'
export { readColumns, readTable } from './log/read.js'
export { errorMask } from './log/status.js'
