/** The most frequent width; the larger of equally frequent ones. */
export function modalWidth(widths: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1)
  let best = 0
  for (const [width, count] of counts) {
    const most = counts.get(best) ?? 0
    if (count > most || (count === most && width > best)) best = width
  }
  return best
}

/** Cells of a row that hold something. */
export function filledCells(row: readonly string[]): number {
  let filled = 0
  for (const cell of row) {
    const first = cell === '' ? 32 : cell.charCodeAt(0)
    if ((first > 32 && first < 128) || cell.trim() !== '') filled++
  }
  return filled
}
