import { type Cell, copyText, countOf, Icon, saveText, toCsv, useStore } from './shared.js'

/** Copy and save what a view shows, as CSV and JSON. */
export function DataTools({
  what,
  file,
  header,
  rows,
  json
}: {
  /** Names the data for those who do not see where the buttons stand. */
  what: string
  file: string
  header: readonly string[]
  rows: () => Cell[][]
  json: () => unknown
}) {
  const { announcement } = useStore()
  const name = file.replace(/[^\w.-]+/g, '_').slice(0, 80)
  return (
    <div class="data-tools no-print">
      <button
        type="button"
        class="button ghost small"
        aria-label={`${what}: copy as CSV`}
        onClick={async () => {
          const list = rows()
          announcement.value = (await copyText(toCsv(header, list)))
            ? `Copied ${countOf(list.length, 'row')}`
            : 'The browser does not allow copying here'
        }}
      >
        <Icon name="copy" /> Copy
      </button>
      <button
        type="button"
        class="button ghost small"
        aria-label={`${what}: save as CSV`}
        onClick={() => saveText(`${name}.csv`, toCsv(header, rows()), 'text/csv;charset=utf-8')}
      >
        <Icon name="download" /> CSV
      </button>
      <button
        type="button"
        class="button ghost small"
        aria-label={`${what}: save as JSON`}
        onClick={() => saveText(`${name}.json`, `${JSON.stringify(json(), null, 2)}\n`, 'application/json')}
      >
        <Icon name="download" /> JSON
      </button>
    </div>
  )
}
