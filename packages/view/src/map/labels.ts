import type { Box } from './geometry.js'

/** A name to be written near its owner; earlier requests are more important. */
export interface LabelRequest {
  owner: number
  text: string
  /** Measured width of the text in pixels. */
  width: number
  height: number
  /** Middle of the owner and half of its height and width, in pixels. */
  x: number
  y: number
  reach: number
  halfWidth: number
  /** Of an owner that is no blob: its outermost points, beside which a name may stand too; `margin` from their middle. */
  tips?: { top: Tip; bottom: Tip; left: Tip; right: Tip; margin: number }
  /** Must be shown wherever there is any room. */
  forced: boolean
}

interface Tip {
  x: number
  y: number
}

export interface Obstacle {
  x: number
  y: number
  radius: number
  owner: number
}

export interface PlacedLabel {
  request: LabelRequest
  /** Middle of the text. */
  x: number
  y: number
  box: Box
}

/** Above, below, four corners, sides, inside. */
export const aroundHulls: readonly (readonly [dx: number, dy: number])[] = [
  [0, -1],
  [0, 1],
  [0.8, -0.75],
  [-0.8, -0.75],
  [0.8, 0.75],
  [-0.8, 0.75],
  [1, 0],
  [-1, 0],
  [0, 0]
]

/** Right, left, below, above: for names of single points, which are read like a list. */
export const besidePoints: typeof aroundHulls = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1]
]

const cell = 8
const bucket = 96

/** Boxes in square buckets, to ask quickly whether a new one overlaps any. */
class BoxIndex {
  private readonly buckets = new Map<number, Box[]>()

  private *keys(box: Box): Generator<number> {
    for (let x = Math.floor(box.left / bucket); x <= Math.floor(box.right / bucket); x++) {
      for (let y = Math.floor(box.top / bucket); y <= Math.floor(box.bottom / bucket); y++) yield x * 0x100000 + y
    }
  }

  overlaps(box: Box): boolean {
    for (const key of this.keys(box)) {
      for (const other of this.buckets.get(key) ?? []) {
        if (box.left < other.right && box.right > other.left && box.top < other.bottom && box.bottom > other.top)
          return true
      }
    }
    return false
  }

  add(box: Box): void {
    for (const key of this.keys(box)) {
      const list = this.buckets.get(key)
      if (list) list.push(box)
      else this.buckets.set(key, [box])
    }
  }
}

/** Most cells of a map that is written down whole; one that is zoomed far in has only those that are taken. */
const mostCells = 1 << 20

/** Which cells of 8 x 8 pixels hold a point (level 2) or only its hull (1), and whose; 0 where there is nothing. */
function occupancy(obstacles: readonly Obstacle[]): (x: number, y: number) => number {
  let [left, top, right, bottom] = [0, 0, 0, 0]
  for (const { x, y, radius } of obstacles) {
    left = Math.min(left, x - radius)
    right = Math.max(right, x + radius)
    top = Math.min(top, y - radius)
    bottom = Math.max(bottom, y + radius)
  }
  // Room for the hulls at every side.
  const fromX = (Math.floor(left / cell) - 2) * cell
  const fromY = (Math.floor(top / cell) - 2) * cell
  const columns = Math.ceil((right - fromX) / cell) + 3
  const rows = Math.ceil((bottom - fromY) / cell) + 3
  const key = (x: number, y: number) => {
    const column = ((x - fromX) / cell) | 0
    const row = ((y - fromY) / cell) | 0
    return x < fromX || y < fromY || column >= columns || row >= rows ? -1 : row * columns + column
  }
  const few = columns * rows <= mostCells
  const all = new Int32Array(few ? columns * rows : 0)
  const taken = new Map<number, number>()
  for (const level of [1, 2]) {
    for (const { x, y, radius, owner } of obstacles) {
      const r = level === 2 ? radius : radius + 5
      // One number for both: the owner, which may be -2, above the level.
      const value = (owner + 3) * 4 + level
      for (let px = x - r; px <= x + r; px += 5) {
        for (let py = y - r; py <= y + r; py += 5) {
          if (few) all[key(px, py)] = value
          else taken.set(key(px, py), value)
        }
      }
    }
  }
  return (x, y) => (few ? (all[key(x, y)] ?? 0) : (taken.get(key(x, y)) ?? 0))
}

export interface PlaceOptions {
  /** No label reaches outside; null where the map is zoomed and may be panned. */
  bounds: Box | null
  /** Boxes that are taken already. */
  taken?: readonly Box[]
  most: number
  /** Places to try, best first; {@link aroundHulls} by default. */
  positions?: typeof aroundHulls
  /** How many of the first names are written however much they cover; 4 by default. */
  unconditional?: number
  /** Names that would cost more are left out; by default a share of their width, less for the later ones. */
  dearest?: number
}

/** The middles at which a name may stand, with what each costs before anything is covered: off the axis 0.5, inside 1.5. */
function* places(
  request: LabelRequest,
  positions: typeof aroundHulls
): Generator<{ x: number; y: number; dearness: number }> {
  const { width, height, tips } = request
  for (const [dx, dy] of positions) {
    const sideways = dy === 0 ? request.halfWidth + 6 : request.halfWidth * 0.8
    yield {
      x: request.x + dx * (sideways + width / 2 - (dy === 0 ? 0 : 4)),
      y: request.y + dy * (request.reach + height / 2),
      dearness: dx === 0 && dy === 0 ? 1.5 : dx !== 0 ? 0.5 : 0
    }
  }
  if (!tips) return
  const { top, bottom, left, right, margin } = tips
  yield { x: top.x, y: top.y - margin - height / 2, dearness: 0 }
  yield { x: bottom.x, y: bottom.y + margin + height / 2, dearness: 0 }
  yield { x: right.x + margin + 4 + width / 2, y: right.y, dearness: 0.5 }
  yield { x: left.x - margin - 4 - width / 2, y: left.y, dearness: 0.5 }
}

/**
 * Puts names where they cover least: points cost 1 (0.7 of the own process), hulls half of it, a place off the axis 0.5.
 * No two boxes overlap. Requests are taken one by one: those that are forced come first. A name whose best place is too dear is left out, but not the first four nor a forced one.
 */
export function placeLabels(
  requests: Iterable<LabelRequest>,
  obstacles: readonly Obstacle[],
  options: PlaceOptions
): PlacedLabel[] {
  const { positions = aroundHulls, unconditional = 4 } = options
  const occupied = occupancy(obstacles)
  const index = new BoxIndex()
  for (const box of options.taken ?? []) index.add(box)
  const placed: PlacedLabel[] = []
  for (const request of requests) {
    if (placed.length >= options.most && !request.forced) break
    const { width, height } = request
    let best: { cost: number; x: number; y: number; box: Box } | null = null
    const { bounds } = options
    for (const { x: wished, y, dearness } of places(request, positions)) {
      // What must be shown is moved sideways into sight.
      const x =
        request.forced && bounds
          ? Math.max(bounds.left + width / 2 + 5, Math.min(bounds.right - width / 2 - 5, wished))
          : wished
      const box = {
        left: x - width / 2 - 4,
        top: y - height / 2 - 1,
        right: x + width / 2 + 4,
        bottom: y + height / 2 + 1
      }
      if (
        bounds &&
        (box.left < bounds.left || box.right > bounds.right || box.top < bounds.top || box.bottom > bounds.bottom)
      )
        continue
      if (index.overlaps(box)) continue
      let cost = dearness + (x === wished ? 0 : 0.5)
      for (let px = box.left + 3; px < box.right - 2; px += cell) {
        for (let py = box.top + 2; py < box.bottom; py += cell) {
          const found = occupied(px, py)
          if (found > 0) cost += ((found & 3) === 2 ? 1 : 0.5) * ((found >> 2) - 3 === request.owner ? 0.7 : 1)
        }
      }
      if (!best || cost < best.cost) best = { cost, x, y, box }
    }
    const limit = options.dearest ?? width / (placed.length < 14 ? 7 : 14) + 0.5
    if (!best || (!request.forced && placed.length >= unconditional && best.cost > limit)) continue
    index.add(best.box)
    placed.push({ request, x: best.x, y: best.y, box: best.box })
  }
  return placed
}
