import { type Cell, SaveTools } from './shared.js'

/** Copy and save what a view shows that is no card: its rows, and its picture where there is one. */
export function DataTools({
  file,
  header,
  rows,
  json,
  svg
}: {
  file: string
  header: readonly string[]
  rows: () => Cell[][]
  json: () => unknown
  svg?: () => string | null
}) {
  return (
    <SaveTools
      file={file.replace(/[^\w.-]+/g, '_').slice(0, 80)}
      columns={header.map((label, k) => ({ label, value: (row: Cell[]) => row[k] }))}
      rows={[]}
      all={async () => rows()}
      json={json}
      svg={svg}
      picture={svg !== undefined}
    />
  )
}
