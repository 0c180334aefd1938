/** The byte of a quote. */
export const QUOTE = 34

// What ends a run of ordinary bytes.
export const IS_DELIMITER = 1
export const IS_BREAK = 2
export const IS_QUOTE = 3
