/**
 * Reading and describing a log in parts: for pages, which load the rest where it is asked for. `new EventLog(log)` makes of
 * what `orderColumns` gives what `readLog` does.
 * @module
 */
export { describeLog } from './log/describe.js'
export { orderColumns } from './log/order-columns.js'
export { readColumns, readTable } from './log/read.js'
export { errorMask } from './log/status.js'
