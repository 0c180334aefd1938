import type { TableHead } from './csv-dialect.js'
import { looksLikeTime } from './looks-like-time.js'
import { filledCells, modalWidth } from './row-widths.js'
import { isKnownName } from './schema-names.js'

/** The head of any table, by its first rows. */
export async function oddHead(rows: readonly string[][], header: boolean | undefined): Promise<TableHead> {
  const notes: string[] = []
  if (rows.length === 0) return { columns: [], skip: 0, width: 0, notes }
  const titles = header === false ? 0 : await titleRows(rows)
  const has = header ?? (await isHeader(rows[titles], rows.slice(titles + 1, titles + 200)))
  if (!has) {
    const width = modalWidth(rows.map((row) => row.length))
    notes.push('The table has no header: its columns are called column_1, column_2, ….')
    return { columns: Array.from({ length: width }, (_, i) => `column_${i + 1}`), skip: 0, width, notes }
  }
  if (titles > 0) notes.push(`${titles} rows above the header were skipped.`)
  const names = rows[titles]
  const data = rows.slice(titles + 1)
  const width = data.length === 0 ? names.length : modalWidth(data.map((row) => row.length))
  if (width === names.length + 1 && data.some((row) => (row[width - 1] ?? '').trim() !== '')) {
    // R's write.table: the row names have no header of their own.
    notes.push("The header is one column shorter than the rows: the first column is taken as row names ('row').")
    return { columns: distinctNames(['row', ...names], notes), skip: titles + 1, width, notes }
  }
  return { columns: distinctNames(names, notes), skip: titles + 1, width: names.length, notes }
}

/** Leading rows that are much emptier than the others, followed by one that looks like a header. */
async function titleRows(rows: readonly string[][]): Promise<number> {
  const filled = rows.map(filledCells)
  const usual = modalWidth(filled)
  if (usual < 2) return 0
  const enough = usual === 2 ? 2 : usual - 1
  const at = filled.slice(0, 50).findIndex((count) => count >= enough)
  if (at <= 0 || filled.slice(0, at).some((count) => count > usual / 2)) return 0
  return (await isHeader(rows[at], rows.slice(at + 1, at + 200))) ? at : 0
}

async function isHeader(first: readonly string[], rest: readonly string[][]): Promise<boolean> {
  if (first.filter(isKnownName).length >= 2) return true
  let against = 0
  for (let column = 0; column < first.length; column++) {
    const cell = first[column].trim()
    const kind = cell === '' ? null : await looksLikeTime([cell])
    if (kind === null) continue
    const below = rest.map((row) => row[column] ?? '').filter((text) => text.trim() !== '')
    if (below.length > 0 && (await looksLikeTime(below)) !== kind) continue
    // Years head columns of other numbers.
    if (isYear(cell) && below.length > 0 && !below.every(isYear)) continue
    against++
  }
  return against === 0
}

function isYear(text: string): boolean {
  return /^(19|20)\d\d$/.test(text.trim())
}

/** Distinct, non-empty column names: `column_3` for an unnamed one, `time_2` for the second `time`. */
function distinctNames(header: readonly string[], notes: string[]): string[] {
  const names: string[] = []
  header.forEach((raw, index) => {
    const wanted = raw.trim() === '' ? `column_${index + 1}` : raw.trim()
    let name = wanted
    for (let i = 2; names.includes(name); i++) name = `${wanted}_${i}`
    if (name !== wanted) notes.push(`Two columns are called '${wanted}': the second is '${name}' here.`)
    names.push(name)
  })
  return names
}
