import KDBush from 'kdbush'
import type { Point, Transform } from './geometry.js'

/** Finds the point under the pointer. Built once per discovery, over world positions. */
export class PointIndex {
  private readonly tree: KDBush
  private readonly points: readonly Point[]

  constructor(points: readonly Point[]) {
    this.points = points
    this.tree = new KDBush(points.length, 32)
    for (const { x, y } of points) this.tree.add(x, y)
    this.tree.finish()
  }

  /** Index of the point whose edge is nearest to (x, y) within `slack` pixels, or -1. `radius` gives pixels. */
  at(x: number, y: number, transform: Transform, radius: (index: number) => number, slack = 5): number {
    if (this.points.length === 0) return -1
    const worldX = (x - transform.x) / transform.scale
    const worldY = (y - transform.y) / transform.scale
    let best = -1
    let least = slack
    for (const index of this.tree.within(worldX, worldY, (slack + 22) / transform.scale)) {
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

  /** Indices within a box of the world. */
  range(left: number, top: number, right: number, bottom: number): number[] {
    return this.points.length === 0 ? [] : this.tree.range(left, top, right, bottom)
  }
}

/** Whether a point lies within a closed line (even-odd rule). */
export function inside({ x, y }: Point, polygon: readonly Point[]): boolean {
  let within = false
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const a = polygon[i]
    const b = polygon[j]
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) within = !within
  }
  return within
}
