import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { useStore } from '../context.js'
import { type Cell, toCsv } from '../csv.js'
import { countOf, formatNumber } from '../format.js'
import { SaveTools } from './save-tools.js'
import { Hidden, ScrollArea } from './ui.js'

export interface Column<Row> {
  label: string
  /** Head of the column in a CSV, with the unit that the values have there; the label by default. */
  csvLabel?: string
  /** Left out in print, where the page is narrow. */
  minor?: boolean
  /** The log has nothing for this column. */
  absent?: boolean
  /** What is sorted and exported. */
  value: (row: Row) => Cell
  /** What is shown; the value by default. */
  show?: (row: Row) => ComponentChildren
  /** Numbers stand at the right. */
  number?: boolean
  className?: string
}

export interface TableProps<Row> {
  caption: string
  /** The caption is read out only; the card's title says the same. */
  quietCaption?: boolean
  /** Name of the file that is saved, without its ending. */
  file: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  /** Rows shown at first and added by each "Show more". */
  page?: number
  /** What a row opens, or null: by a click anywhere in it, and by the name it begins with. */
  open?: (row: Row) => (() => void) | null
  /** No menu: the card around it has one, or it stands within another table. */
  bare?: boolean
}

function compare(a: Cell, b: Cell): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  if (typeof a === 'number' && typeof b === 'number') return b - a
  const x = String(a)
  const y = String(b)
  return x < y ? -1 : x > y ? 1 : 0
}

export function csvOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  return toCsv(
    columns.map((column) => column.csvLabel ?? column.label),
    rows.map((row) => columns.map((column) => column.value(row)))
  )
}

/** Rows as objects by the heads of their columns; numbers stay numbers, what is unknown is null. */
export function jsonOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const objects = rows.map((row) =>
    Object.fromEntries(columns.map((column) => [column.csvLabel ?? column.label, column.value(row)]))
  )
  return `${JSON.stringify(objects, null, 1)}\n`
}

/** A table that can be sorted by every column, with its menu to copy or save; long ones are shown page by page, and whole in print. */
export function Table<Row>({
  caption,
  quietCaption = false,
  file,
  columns: allColumns,
  rows,
  page = 200,
  open,
  bare = false
}: TableProps<Row>) {
  const { printing } = useStore()
  const columns = allColumns.filter((column) => !column.absent && !(printing.value && column.minor))
  const [sort, setSort] = useState<{ column: number; down: boolean } | null>(null)
  const [shown, setShown] = useState(page)
  const sorted = sort
    ? [...rows].sort(
        (a, b) => compare(columns[sort.column].value(a), columns[sort.column].value(b)) * (sort.down ? 1 : -1)
      )
    : rows
  const visible = printing.value ? sorted.slice(0, 2000) : sorted.slice(0, shown)
  return (
    <div class="table-block">
      {!bare && (
        <span class="table-tools">
          <SaveTools file={file} columns={allColumns} rows={sorted} />
        </span>
      )}
      <ScrollArea name={caption} className="table-scroll">
        <table>
          <caption class={quietCaption ? 'hidden-text' : ''}>{caption}</caption>
          <thead>
            <tr>
              {columns.map((column, index) => {
                const falling = sort?.column === index ? sort.down === Boolean(column.number) : null
                return (
                  <th
                    scope="col"
                    key={column.label}
                    class={column.number ? 'number' : ''}
                    aria-sort={falling === null ? undefined : falling ? 'descending' : 'ascending'}
                  >
                    <button
                      type="button"
                      onClick={() =>
                        setSort(falling !== null && !sort!.down ? null : { column: index, down: falling === null })
                      }
                    >
                      {column.label}
                      <span class="sort-mark" aria-hidden="true">
                        {falling === null ? '' : falling ? '↓' : '↑'}
                      </span>
                    </button>
                  </th>
                )
              })}
            </tr>
          </thead>
          <tbody>
            {visible.map((row, index) => {
              const action = open?.(row) ?? undefined
              return (
                <tr key={index} class={action && 'clickable'} onClick={action}>
                  {columns.map((column, place) => {
                    const value = column.value(row)
                    const shown = column.show
                      ? column.show(row)
                      : typeof value === 'number'
                        ? formatNumber(value)
                        : value
                    const content = value === null && shown === null ? <Hidden>unknown</Hidden> : shown
                    const Cell = place > 0 ? 'td' : 'th'
                    return (
                      <Cell
                        key={column.label}
                        scope={place > 0 ? undefined : 'row'}
                        class={`${column.number ? 'number' : ''} ${column.className ?? ''}`}
                      >
                        {place > 0 || !action ? (
                          content
                        ) : (
                          // The click goes on to the row.
                          <button type="button" class="link-row">
                            {content}
                          </button>
                        )}
                      </Cell>
                    )
                  })}
                </tr>
              )
            })}
          </tbody>
        </table>
      </ScrollArea>
      {visible.length < sorted.length && (
        <p class="more">
          {formatNumber(visible.length)} of {countOf(sorted.length, 'row')} shown.{' '}
          <button type="button" class="button small no-print" onClick={() => setShown(shown + page)}>
            Show {formatNumber(Math.min(page, sorted.length - visible.length))} more
          </button>
        </p>
      )}
    </div>
  )
}
