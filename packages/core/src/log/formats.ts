/** How a log may be written. A file of its own: what is fetched with an error must not lead back to what fetches it. */
export type Format = 'csv' | 'jsonl' | 'xes' | 'parquet'
export const FORMATS: readonly Format[] = ['csv', 'jsonl', 'xes', 'parquet']

export const HINT = 'Give a CSV, JSON Lines, XES or Parquet file; each may be gzipped.'
