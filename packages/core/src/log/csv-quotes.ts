/**
 * What reads quotes, fetched with the first of them. A door of its own: what is fetched is not imported in the usual way.
 * @module
 */
export { QuoteReader } from './quote-reader.js'
