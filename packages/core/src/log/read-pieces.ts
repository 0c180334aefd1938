import { newKernel } from '../kernel/load.js'
import type { Cells } from './cells.js'
import type { CodedReceiver } from './kernel-rows.js'
import { LogBuilder } from './log-builder.js'
import { openRows, type ReadOptions, settle } from './read.js'
import type { LogSource } from './source.js'
import type { RawColumns } from './types.js'

/**
 * Reads a log piece by piece: `take` gets the coded columns of at least `events` events, of whole cases where the rows
 * of each case stand together, the place of the case among the columns of the file, and whether it was the last piece. What the columns mean, and whether day or month comes first,
 * is settled by the first piece. `read` in the columns reports on all pieces so far.
 *
 * Of the attributes only those that `options.attributes` names are kept.
 *
 * @throws InputError as `readLog`
 */
export async function readPieces(
  source: LogSource,
  options: ReadOptions,
  events: number,
  take: (columns: RawColumns, caseColumn: number, isLast: boolean) => void,
  { sessionNames = false } = {}
): Promise<void> {
  const loading = newKernel()
  loading.catch(() => undefined)
  // Several threads would hand the whole file to one piece.
  const opened = await openRows(source, { ...options, threads: 1 })
  try {
    const { reader, gzip } = opened
    const { schema, stamps, facts } = await settle(reader, options)
    facts.sessionNames = sessionNames
    schema.attributes = schema.attributes.filter(({ name }) => options.attributes?.includes(name))
    const kernel = reader.format === 'csv' ? await loading : null
    const start = kernel?.memory.mark() ?? 0
    let builder = await LogBuilder.open(schema, stamps, facts, kernel)
    // Where a piece is full, rows come one by one.
    await builder.expectRows()
    let coded: CodedReceiver | null = builder.coded()
    let byColumn = builder.byColumn()
    /** The case of the row before, where the piece is full and ends with its case. */
    let present: string | null = null
    let pieces = 0
    const endPiece = (isLast: boolean) => {
      const columns = builder.finish({
        name: options.name,
        gzip,
        encoding: reader.encoding,
        columns: reader.columns,
        notes: pieces++ === 0 ? reader.notes : [],
        bytes: opened.bytes()
      })
      kernel?.memory.release(start)
      const { timestampFormat } = columns.read
      if (timestampFormat?.includes('day/month')) facts.dateOrder = 'day-first'
      else if (timestampFormat?.includes('month/day')) facts.dateOrder = 'month-first'
      take(columns, schema.case, isLast)
    }
    const nextPiece = () => {
      builder = builder.next(facts)
      coded = builder.coded()
      byColumn = builder.byColumn()
      present = null
    }
    await reader.read({
      columns: new Set(
        [schema.case, schema.activity, schema.timestamp, schema.session ?? schema.case].concat(
          schema.attributes.map(({ column }) => column)
        )
      ),
      get coded() {
        // A full piece goes on row by row, until one of another case begins.
        return coded === null || builder.events >= events ? undefined : coded
      },
      get byColumn() {
        return byColumn === null || builder.events >= events ? undefined : byColumn
      },
      row(cells: Cells) {
        if (builder.events >= events) {
          const next = cells.broken ? present : cells.text(schema.case).trim()
          if (present !== null && next !== present) {
            endPiece(false)
            nextPiece()
          } else present = next
        }
        builder.add(cells)
        return true
      },
      broken: (line, sample) => builder.addBroken(line, sample),
      column: () => false
    })
    for (const name of reader.unseen?.() ?? [])
      throw (await import('./schema-texts.js')).unknownAttribute(name, reader.columns)
    if (builder.events > 0 || pieces === 0) endPiece(true)
  } finally {
    await opened.close()
  }
}
