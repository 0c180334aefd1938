import { statSync } from 'node:fs'
import { type FormattedLog, formattedLogs } from './log-formats.js'
import type { Comparison, Outcome } from './measure.js'
import { node, npmPeer, python } from './peers.js'
import { type LogSize, plantedLog } from './planted-log.js'

/**
 * A CSV file to coded columns of case, activity and time, in the order of the file; and up to a million events, the same
 * log in the other formats, ours alone.
 */
export async function readingComparisons(size: LogSize): Promise<Comparison[]> {
  const { path } = plantedLog(size)
  const megabytes = statSync(path).size / 1e6
  const small = size.events <= 1_000_000
  return [
    {
      stage: 'reading',
      name: `CSV of ${megabytes.toFixed(0)} MB, ${size.events.toLocaleString('en')} events to coded columns`,
      input: { path },
      amount: { unit: 'MB', count: megabytes },
      contenders: [
        node('Desire Path', 'read-ours', { ours: true }),
        npmPeer('DuckDB', 'read-duckdb', '@duckdb/node-api', { input: { coding: small ? 'joins' : 'enums' } }),
        npmPeer('papaparse', 'read-papaparse', 'papaparse'),
        ...(small ? [npmPeer('csv-parse', 'read-csv-parse', 'csv-parse')] : []),
        python('pandas', 'read_pandas', ['pandas'])
      ],
      verify: sameDigest,
      targets: { DuckDB: 4, papaparse: 6 }
    },
    ...(small ? (await formattedLogs(size)).map((log) => formatComparison(log, size)) : [])
  ]
}

function formatComparison({ title, path, bytes, result }: FormattedLog, size: LogSize): Comparison {
  const megabytes = bytes / 1e6
  return {
    stage: 'reading',
    name: `${title} of ${megabytes.toFixed(0)} MB, ${size.events.toLocaleString('en')} events to coded columns`,
    input: { path },
    amount: { unit: 'MB', count: megabytes },
    contenders: [node('Desire Path', 'read-ours', { ours: true })],
    verify: (read) => sameDigest(read, result)
  }
}

function sameDigest(result: Outcome['result'], ours: Outcome['result']): string | null {
  const differs = Object.keys(ours).filter((key) => result[key] !== ours[key])
  return differs.length === 0 ? null : differs.map((key) => `${key} ${result[key]}, not ${ours[key]}`).join('; ')
}
