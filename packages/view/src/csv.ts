/** One cell of a table to be exported; null is an unknown value and stays empty. */
export type Cell = string | number | null

/**
 * A text cell that a spreadsheet will not run: one that begins with `=`, `+`, `-`, `@`, a tab or a carriage return
 * (also behind a leading line feed) gets an apostrophe in front. Numbers stay numbers. Source: OWASP, CSV injection.
 */
export function safeText(text: string): string {
  return /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text
}

function csvCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : ''
  const text = safeText(cell)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** RFC 4180: CRLF, quotes where needed, one header line. */
export function toCsv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [header, ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n') + '\r\n'
}
