import { type Box, boundsOf, type Point, type Transform } from './geometry.js'

/** How far the edge of a point may lie from its middle, in pixels: the largest radius, with room. */
const largestRadius = 22
const pointsPerCell = 2

/** Finds the points under the pointer or within a box: a grid over world positions, built once per discovery. */
export class PointIndex {
  private readonly points: readonly Point[]
  private readonly bounds: Box
  /** Cells along each side. */
  private readonly side: number
  /** Points of cell c, row by row: ids[starts[c]] to ids[starts[c + 1] - 1]. */
  private readonly starts: Uint32Array
  private readonly ids: Uint32Array

  constructor(points: readonly Point[]) {
    this.points = points
    this.bounds = boundsOf(points)
    this.side = Math.ceil(Math.sqrt(points.length / pointsPerCell))
    this.starts = new Uint32Array(this.side ** 2 + 1)
    this.ids = new Uint32Array(points.length)
    const cells = points.map(({ x, y }) => this.row(y) * this.side + this.column(x))
    for (const cell of cells) this.starts[cell]++
    for (let cell = 1; cell < this.starts.length; cell++) this.starts[cell] += this.starts[cell - 1]
    for (let id = points.length - 1; id >= 0; id--) this.ids[--this.starts[cells[id]]] = id
  }

  /** Index of the point whose edge is nearest to (x, y) within `slack` pixels, or -1. `radius` gives pixels. */
  at(x: number, y: number, transform: Transform, radius: (index: number) => number, slack = 5): number {
    const worldX = (x - transform.x) / transform.scale
    const worldY = (y - transform.y) / transform.scale
    const reach = (slack + largestRadius) / transform.scale
    let best = -1
    let least = slack
    for (const index of this.range(worldX - reach, worldY - reach, worldX + reach, worldY + reach)) {
      const point = this.points[index]
      const distance =
        Math.hypot((point.x - worldX) * transform.scale, (point.y - worldY) * transform.scale) - radius(index)
      if (distance < least || (distance === least && index < best)) {
        least = distance
        best = index
      }
    }
    return best
  }

  /** Indices within a box of the world, its edges included. */
  range(left: number, top: number, right: number, bottom: number): number[] {
    const found: number[] = []
    if (this.points.length === 0) return found
    const [from, to, last] = [this.column(left), this.column(right), this.row(bottom)]
    for (let row = this.row(top); row <= last; row++) {
      const end = this.starts[row * this.side + to + 1]
      for (let i = this.starts[row * this.side + from]; i < end; i++) {
        const id = this.ids[i]
        const { x, y } = this.points[id]
        if (x >= left && x <= right && y >= top && y <= bottom) found.push(id)
      }
    }
    return found
  }

  private column(x: number): number {
    return cellOf(x, this.bounds.left, this.bounds.right, this.side)
  }

  private row(y: number): number {
    return cellOf(y, this.bounds.top, this.bounds.bottom, this.side)
  }
}

/** Which of `cells` equal parts holds a value; the first or the last one where it lies outside. */
function cellOf(value: number, from: number, to: number, cells: number): number {
  return Math.max(0, Math.min(cells - 1, Math.floor(((value - from) / (to - from || 1)) * cells)))
}
