import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PointIndex } from './hit.js'

const place = fc.double({ min: -3, max: 3, noNaN: true })
// Some lie on one another, on a line, or far off.
const point = fc.record({
  x: fc.oneof(place, fc.constantFrom(-3, 0, 0.5, 100)),
  y: fc.oneof(place, fc.constantFrom(0, 0.25))
})
const points = fc.array(point, { maxLength: 200 })

describe('the index of points', () => {
  test('finds in a box what a look at every point finds', () => {
    fc.assert(
      fc.property(points, place, place, place, place, (all, x0, y0, x1, y1) => {
        const [left, right] = [Math.min(x0, x1), Math.max(x0, x1)]
        const [top, bottom] = [Math.min(y0, y1), Math.max(y0, y1)]
        const expected = [...all.keys()].filter(
          (id) => all[id].x >= left && all[id].x <= right && all[id].y >= top && all[id].y <= bottom
        )
        const found = new PointIndex(all).range(left, top, right, bottom)
        expect(found.toSorted((a, b) => a - b)).toEqual(expected)
      })
    )
  })

  test('finds under the pointer the point whose edge is nearest', () => {
    const transform = { scale: 90, x: 300, y: 200 }
    const radius = (id: number) => 2 + (id % 5)
    fc.assert(
      fc.property(points, fc.integer({ min: 0, max: 600 }), fc.integer({ min: 0, max: 400 }), (all, x, y) => {
        const edges = all.map((one, id) => Math.hypot(one.x * 90 + 300 - x, one.y * 90 + 200 - y) - radius(id))
        const least = Math.min(...edges)
        const found = new PointIndex(all).at(x, y, transform, radius, 5)
        if (least < 4.999) expect(edges[found]).toBeCloseTo(least, 6)
        else if (least > 5.001) expect(found).toBe(-1)
      })
    )
  })
})
