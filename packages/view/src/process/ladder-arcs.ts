import type { ProcessResult } from '@desirepath/core'

/** Geometry of the ladder's left edge: the spine, skips arching to the left, steps back dashed at the right. */

export const rowHeight = 38
const spineX = 135
const nodeRadius = 11
/** Where the counts right of the steps begin, from the spine. */
const countsX = 23

interface Arc {
  from: number
  to: number
  count: number
  path: string
  width: number
  /** Where the count is written; null where it would cover another or the arc is rare. */
  label: { x: number; y: number } | null
}

export interface LadderArcs {
  spine: { from: number; count: number; width: number }[]
  skips: Arc[]
  backs: Arc[]
  loops: Arc[]
  /** Skips rarer than this are not drawn. */
  threshold: number
  /** Skips, steps back and loops that are not drawn, as kinds and counts. */
  hidden: { kinds: number; count: number }
  spineX: number
}

const middle = (step: number) => step * rowHeight + rowHeight / 2

export function ladderArcs(process: ProcessResult): LadderArcs {
  const forward = process.flow.filter((edge) => edge.to > edge.from)
  const most = Math.max(1, ...forward.map((edge) => edge.count))
  const width = (count: number) => 1 + (9 * count) / most
  // Three or more as a rule; where runs are many, one in two hundred.
  const threshold = Math.max(3, Math.ceil(process.runs / 200))
  const others = process.flow.filter((edge) => edge.to !== edge.from + 1)
  const drawn = others
    .filter((edge) => edge.count >= threshold)
    .sort((a, b) => b.count - a.count || a.from - b.from || a.to - b.to)
    .slice(0, 60)
  const drawnSet = new Set(drawn)
  const hidden = others.filter((edge) => !drawnSet.has(edge))
  const taken: { x: number; y: number }[] = []
  const place = (x: number, y: number) => {
    if (taken.some((other) => Math.abs(other.y - y) < 13 && Math.abs(other.x - x) < 24)) return null
    taken.push({ x, y })
    return { x, y }
  }
  const skips = drawn
    .filter((edge) => edge.to > edge.from)
    .map((edge): Arc => {
      const reach = Math.min(104, 22 + (edge.to - edge.from) * 19)
      const x = spineX - nodeRadius
      const [top, bottom] = [middle(edge.from), middle(edge.to)]
      return {
        ...edge,
        path: `M${x} ${top}C${x - reach} ${top + 6},${x - reach} ${bottom - 6},${x} ${bottom}`,
        width: width(edge.count),
        label: edge.count >= Math.max(10, 3 * threshold) ? place(x - reach * 0.75 - 9, (top + bottom) / 2 + 4) : null
      }
    })
  // Rings first: their counts stand beside their step and would be missed most.
  const loops = drawn
    .filter((edge) => edge.to === edge.from)
    .map((edge): Arc => {
      const x = spineX + nodeRadius - 1
      const y = middle(edge.from)
      return {
        ...edge,
        path: `M${x - 1} ${y - 4}C${x + 11} ${y - 9},${x + 11} ${y + 9},${x - 1} ${y + 4}`,
        width: 1.2,
        label: place(spineX + countsX, y + 4)
      }
    })
  const backs = drawn
    .filter((edge) => edge.to < edge.from)
    .map((edge): Arc => {
      // From the upper edge of a step to the lower one of an earlier step: between them, clear of their rings.
      const x = spineX + 8
      const [bottom, top] = [middle(edge.from) - 8, middle(edge.to) + 8]
      const bulge = Math.min(28, 10 + 5 * (edge.from - edge.to))
      return {
        ...edge,
        path: `M${x} ${bottom}C${x + bulge} ${bottom - 2},${x + bulge} ${top + 2},${x} ${top}`,
        width: 1.6,
        label: place(x + Math.max(countsX - 8, bulge * 0.75 + 4), (top + bottom) / 2 + 4)
      }
    })
  const spine = process.steps.slice(0, -1).map((_, from) => {
    const count = process.flow.find((edge) => edge.from === from && edge.to === from + 1)?.count ?? 0
    return { from, count, width: count > 0 ? width(count) : 0 }
  })
  return {
    spine,
    skips,
    backs,
    loops,
    threshold,
    hidden: { kinds: hidden.length, count: hidden.reduce((sum, edge) => sum + edge.count, 0) },
    spineX
  }
}

/** Position (0 to 1) of a time on the logarithmic scale of the column "to next step". */
export function logShare(ms: number, mostMs: number): number {
  return Math.max(
    0,
    Math.min(1, Math.log10(Math.max(ms, 1000) / 1000) / Math.max(0.3, Math.log10(Math.max(mostMs, 2000) / 1000)))
  )
}
