import { styleText } from 'node:util'

/** Whether text on this stream may be coloured: a terminal, and not switched off (no-color.org). */
function colours(stream: { isTTY?: boolean }): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '0') return true
  return stream.isTTY === true && TERM !== 'dumb'
}

type Style = Parameters<typeof styleText>[0]

/** `text` in a style where the stream shows it. */
export const styled = (style: Style, text: string, stream: { isTTY?: boolean } = process.stdout): string =>
  // What the stream shows was looked at: Node would look at stdout, for the messages on stderr too.
  colours(stream) ? styleText(style, text, { validateStream: false }) : text

export interface Column {
  header: string
  /** Numbers stand right. Default left. */
  right?: boolean
  /** Names are cut at the left to fit a terminal; the last part tells them apart. */
  shrink?: boolean
}

/** Names in a log may hold anything; a table shows line breaks, tabs and terminal escapes as a mark. */
const visible = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '␣')

/** Columns aligned by spaces under a bold header; on a terminal no wider than it. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map(visible))
  const widths = columns.map(({ header }, c) =>
    cells.reduce((most, row) => Math.max(most, width(row[c])), width(header))
  )
  fit(columns, widths)
  const line = (row: readonly string[]) =>
    row
      .map((cell, c) => {
        const cut = shorten(cell, widths[c])
        const space = ' '.repeat(widths[c] - width(cut))
        return columns[c].right ? space + cut : c === row.length - 1 ? cut : cut + space
      })
      .join('  ')
      .trimEnd()
  const header = styled('bold', line(columns.map((column) => column.header)))
  return `${[header, ...cells.map(line)].join('\n')}\n`
}

function fit(columns: readonly Column[], widths: number[]): void {
  if (!process.stdout.isTTY) return
  const room = (process.stdout.columns || 80) - 2 * (columns.length - 1)
  let over = widths.reduce((sum, one) => sum + one, 0) - room
  while (over > 0) {
    const widest = columns.reduce(
      (best, column, c) => (column.shrink && (best < 0 || widths[c] > widths[best]) ? c : best),
      -1
    )
    if (widest < 0 || widths[widest] <= 12) return
    widths[widest]--
    over--
  }
}

function shorten(text: string, most: number): string {
  if (width(text) <= most) return text
  const characters = [...text]
  let from = characters.length
  for (let cells = 0; from > 0; from--) {
    cells += width(characters[from - 1])
    if (cells > most - 1) break
  }
  return `…${characters.slice(from).join('')}`
}

/** Cells of a terminal: East Asian wide characters and most emoji take two, combining marks none. */
export function width(text: string): number {
  let cells = 0
  for (const character of text) {
    if (/\p{M}|\u200d|\ufe0f/u.test(character)) continue
    cells +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u.test(
        character
      )
        ? 2
        : 1
  }
  return cells
}

/** `name   value` lines. */
export function figures(pairs: readonly (readonly [string, string])[]): string {
  const most = pairs.reduce((longest, [name]) => Math.max(longest, width(name)), 0)
  return pairs
    .map(([name, value]) => `${styled('dim', name)}${' '.repeat(most - width(name))}  ${visible(value)}\n`)
    .join('')
}

export const heading = (text: string): string => `\n${styled('bold', text)}\n`
