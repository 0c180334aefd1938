import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { useStore } from '../context.js'
import { type Cell, toCsv } from '../csv.js'
import { countOf, formatNumber } from '../format.js'
import { Icon } from './icon.js'
import { savePicture } from './picture-file.js'
import { copyText, saveText } from './save-text.js'
import { savedAs } from './saved-as.js'
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
  onRow?: (row: Row) => void
  /** No tools: the table is small and stands within another. */
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

/** The numbers as CSV and JSON, and the card around them as a picture. */
export function TableTools<Row>({
  file: plainFile,
  columns,
  rows
}: Pick<TableProps<Row>, 'file' | 'columns' | 'rows'>) {
  const store = useStore()
  const { announcement } = store
  const { name: file } = savedAs(store, plainFile)
  const save = async (kind: 'CSV' | 'JSON' | 'SVG' | 'PNG', button: Element) => {
    if (kind === 'CSV') saveText(`${file}.csv`, csvOf(columns, rows), 'text/csv;charset=utf-8')
    else if (kind === 'JSON') saveText(`${file}.json`, jsonOf(columns, rows), 'application/json')
    else if (!(await savePicture(file, kind, button.closest('.card') ?? button.closest('.table-block')!)))
      announcement.value = 'This browser does not make the picture; save it as SVG'
  }
  return (
    <span class="table-tools no-print">
      <button
        type="button"
        class="button ghost small"
        title="Copy as CSV"
        onClick={async () => {
          announcement.value = (await copyText(csvOf(columns, rows)))
            ? `Copied ${countOf(rows.length, 'row')}`
            : 'The browser does not allow copying here'
        }}
      >
        <Icon name="copy" /> Copy
      </button>
      <Icon name="download" tone="quiet" />
      {(['CSV', 'JSON', 'SVG', 'PNG'] as const).map((kind) => (
        <button
          type="button"
          key={kind}
          class="button ghost small"
          title={`Save as ${kind}`}
          onClick={(event) => void save(kind, event.currentTarget)}
        >
          {kind}
        </button>
      ))}
    </span>
  )
}

/** A table that can be sorted by every column, with its CSV; long ones are shown page by page, and whole in print. */
export function Table<Row>({
  caption,
  quietCaption = false,
  file,
  columns: allColumns,
  rows,
  page = 200,
  onRow,
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
      {!bare && <TableTools file={file} columns={columns} rows={sorted} />}
      <ScrollArea name={caption} className="table-scroll">
        <table>
          <caption class={quietCaption ? 'hidden-text' : ''}>{caption}</caption>
          <thead>
            <tr>
              {columns.map((column, index) => (
                <th
                  scope="col"
                  key={column.label}
                  class={column.number ? 'number' : ''}
                  aria-sort={
                    sort?.column === index
                      ? sort.down === Boolean(column.number)
                        ? 'descending'
                        : 'ascending'
                      : undefined
                  }
                >
                  <button
                    type="button"
                    onClick={() =>
                      setSort(
                        sort?.column === index
                          ? sort.down
                            ? { column: index, down: false }
                            : null
                          : { column: index, down: true }
                      )
                    }
                  >
                    {column.label}
                    <span class="sort-mark" aria-hidden="true">
                      {sort?.column === index ? (sort.down === Boolean(column.number) ? '↓' : '↑') : ''}
                    </span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {visible.map((row, index) => (
              <tr key={index} class={onRow ? 'clickable' : ''} onClick={onRow ? () => onRow(row) : undefined}>
                {columns.map((column) => {
                  const value = column.value(row)
                  const content = column.show
                    ? column.show(row)
                    : typeof value === 'number'
                      ? formatNumber(value)
                      : value
                  return (
                    <td key={column.label} class={`${column.number ? 'number' : ''} ${column.className ?? ''}`}>
                      {value === null && content === null ? <Hidden>unknown</Hidden> : content}
                    </td>
                  )
                })}
              </tr>
            ))}
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
