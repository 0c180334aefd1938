import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clampCamera, fit, withCamera } from './geometry.js'
import { PointIndex } from './hit.js'
import { placeLabels } from './labels.js'
import { nearestTowards, zoomAt } from './moves.js'

const pixel = (max: number) => fc.double({ min: 0, max, noNaN: true })
const request = fc.record({
  x: pixel(800),
  y: pixel(600),
  width: pixel(160),
  reach: pixel(40),
  halfWidth: pixel(40),
  forced: fc.boolean()
})
const obstacle = fc.record({ x: pixel(800), y: pixel(600), radius: pixel(11), owner: fc.nat(30) })
const bounds = { left: 0, top: 0, right: 800, bottom: 600 }

describe('labels', () => {
  test('never overlap one another or what is taken, and stay within the bounds', () => {
    fc.assert(
      fc.property(fc.array(request, { maxLength: 60 }), fc.array(obstacle, { maxLength: 80 }), (wanted, obstacles) => {
        const taken = [{ left: 300, top: 100, right: 480, bottom: 118 }]
        const forcedFirst = [...wanted].sort((a, b) => Number(b.forced) - Number(a.forced))
        const requests = forcedFirst.map((item, owner) => ({ ...item, owner, text: String(owner), height: 14 }))
        const placed = placeLabels(requests, obstacles, { bounds, taken, most: 40 })
        const boxes = [...taken, ...placed.map((label) => label.box)]
        boxes.forEach((a, i) => {
          for (const b of boxes.slice(i + 1))
            expect(a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top).toBe(false)
        })
        for (const { box } of placed) {
          expect(Math.min(box.left, box.top)).toBeGreaterThanOrEqual(0)
          expect(box.right).toBeLessThanOrEqual(800)
          expect(box.bottom).toBeLessThanOrEqual(600)
        }
      })
    )
  })

  test('stand above where there is room, else where they cover least', () => {
    const one = {
      owner: 1,
      text: 'Pay bill',
      width: 50,
      height: 14,
      x: 400,
      y: 300,
      reach: 20,
      halfWidth: 20,
      forced: false
    }
    expect(placeLabels([one], [], { bounds, most: 4 })[0].y).toBeLessThan(300)
    const above = Array.from({ length: 12 }, (_, i) => ({ x: 370 + 5 * i, y: 273, radius: 6, owner: 2 }))
    expect(placeLabels([one], above, { bounds, most: 4 })[0].y).toBeGreaterThan(300)
  })
})

describe('geometry', () => {
  test('a fitted world lies within the padding', () => {
    const world = { left: 0, top: 0, right: 1, bottom: 0.5 }
    const { scale, x, y } = fit(world, { width: 700, height: 500 }, { top: 60, right: 20, bottom: 40, left: 20 })
    expect(x).toBeCloseTo(20)
    expect(scale + x).toBeCloseTo(680)
    expect(y).toBeGreaterThanOrEqual(60)
    const point = fit(
      { left: 3, top: 3, right: 3, bottom: 3 },
      { width: 100, height: 100 },
      { top: 0, right: 0, bottom: 0, left: 0 }
    )
    expect(3 * point.scale + point.x).toBeCloseTo(50)
  })

  test('a low canvas keeps half of its height for the world', () => {
    const world = { left: 0, top: 0, right: 1, bottom: 1 }
    const { scale, y } = fit(world, { width: 600, height: 160 }, { top: 128, right: 16, bottom: 24, left: 16 })
    expect(scale).toBeCloseTo(80)
    expect(y).toBeCloseTo((80 * 128) / 152)
  })

  test('zooming keeps the pixel under the pointer', () => {
    fc.assert(
      fc.property(pixel(800), pixel(600), fc.double({ min: 1, max: 4, noNaN: true }), (x, y, factor) => {
        const base = { scale: 500, x: 30, y: 40 }
        const camera = { zoom: 2, x: -100, y: -50 }
        const before = withCamera(base, camera)
        const after = withCamera(base, zoomAt(camera, factor, x, y))
        const world = { x: (x - before.x) / before.scale, y: (y - before.y) / before.scale }
        expect(world.x * after.scale + after.x).toBeCloseTo(x, 6)
        expect(world.y * after.scale + after.y).toBeCloseTo(y, 6)
      })
    )
    expect(clampCamera({ zoom: 0.5, x: 9, y: 9 }, { width: 10, height: 10 })).toEqual({ zoom: 1, x: 0, y: 0 })
  })

  test('arrows go to the nearest point in their direction', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 1, y: 0.1 },
      { x: 3, y: 0 },
      { x: 0.2, y: 2 }
    ]
    const all = () => true
    expect(nearestTowards(points, 0, 1, 0, all)).toBe(1)
    expect(nearestTowards(points, 0, 1, 0, (index) => index !== 1)).toBe(2)
    expect(nearestTowards(points, 0, 0, 1, all)).toBe(3)
    expect(nearestTowards(points, 0, -1, 0, all)).toBe(-1)
  })

  test('the point whose edge is nearest is hit', () => {
    const index = new PointIndex([
      { x: 0.1, y: 0.1 },
      { x: 0.12, y: 0.1 }
    ])
    const transform = { scale: 1000, x: 0, y: 0 }
    const radius = (id: number) => (id === 0 ? 9 : 2)
    expect(index.at(108, 100, transform, radius)).toBe(0)
    expect(index.at(119, 100, transform, radius)).toBe(1)
    expect(index.at(400, 400, transform, radius)).toBe(-1)
    expect(new PointIndex([]).at(0, 0, transform, radius)).toBe(-1)
  })
})
