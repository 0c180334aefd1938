import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { Pixels, pixelOf } from './pixels.js'

const white = pixelOf('#ffffff')
const black = pixelOf('#000000')
const size = 40

/** How much of the picture is covered by black, in pixels. */
function covered(draw: (into: Pixels) => void): number {
  const picture = new Pixels(size, size)
  picture.fill(white)
  draw(picture)
  let sum = 0
  for (let i = 0; i < picture.image.data.length; i += 4) {
    if (picture.image.data[i + 3] !== 255) throw new Error('The picture is not opaque.')
    sum += 1 - picture.image.data[i] / 255
  }
  return sum
}

describe('pictures in memory', () => {
  beforeAll(() => {
    // Browsers have it.
    globalThis.ImageData ??= class {
      readonly data: Uint8ClampedArray
      readonly width: number
      readonly height: number
      constructor(width: number, height: number) {
        this.data = new Uint8ClampedArray(4 * width * height)
        this.width = width
        this.height = height
      }
    } as unknown as typeof ImageData
  })

  test('a colour keeps its parts', () => {
    const picture = new Pixels(1, 1)
    picture.fill(pixelOf('#3151d0'))
    expect([...picture.image.data]).toEqual([0x31, 0x51, 0xd0, 255])
  })

  test('points cover the area of their shape, wherever they stand', () => {
    const area = [Math.PI, 1.8 * 1.8, 1.12 * 2, 2 * 1.2 * 1.2]
    const middle = fc.double({ min: 19, max: 21, noNaN: true })
    fc.assert(
      fc.property(fc.nat(3), middle, middle, fc.double({ min: 2, max: 9, noNaN: true }), (shape, x, y, r) => {
        const drawn = covered((into) => into.point(shape, x, y, r, black, -1, 0))
        expect(Math.abs(drawn - area[shape] * r * r)).toBeLessThan(0.06 * area[shape] * r * r + 1)
      })
    )
  })

  test('an edge lies on the outline, and covers what is beneath', () => {
    const ring = covered((into) => into.point(0, 20, 20, 8, white, black, 2))
    expect(Math.abs(ring - 2 * Math.PI * 8 * 2)).toBeLessThan(4)
  })

  // Its upper and lower edges are whole pixels.
  test('lines cover a band with round ends; what lies outside of the picture is cut', () => {
    const inside = fc.double({ min: 8, max: 32, noNaN: true })
    fc.assert(
      fc.property(inside, inside, inside, inside, fc.double({ min: 1.5, max: 6, noNaN: true }), (x0, y0, x1, y1, r) => {
        const area = Math.PI * r * r + 2 * r * Math.hypot(x1 - x0, y1 - y0)
        const drawn = covered((into) => into.line(x0, y0, x1, y1, r, black))
        expect(Math.abs(drawn - area)).toBeLessThan(0.05 * area + 3 + Math.abs(x1 - x0))
      })
    )
    const anywhere = fc.double({ min: -200, max: 200, noNaN: true })
    fc.assert(
      fc.property(anywhere, anywhere, anywhere, anywhere, fc.nat(3), (x0, y0, x1, y1, shape) => {
        const drawn = covered((into) => {
          into.line(x0, y0, x1, y1, 4, black)
          into.point(shape, x0, y0, 5, black, white, 1)
        })
        expect(drawn).toBeLessThanOrEqual(size * size)
      }),
      { numRuns: 40 }
    )
  })
})
