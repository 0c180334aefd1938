import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inkCell } from './ink-cell.js'
import { assignSlots, contrast, dark, light, mergeTree, mix, paintOf } from './palette.js'

const place = fc.record({
  family: fc.nat(20),
  runs: fc.nat(1000),
  x: fc.double({ min: 0, max: 1, noNaN: true }),
  y: fc.double({ min: 0, max: 1, noNaN: true })
})

describe('text is legible in both themes', () => {
  for (const [name, colours] of Object.entries({ light, dark })) {
    test(name, () => {
      for (const paper of [colours.bg, colours.surface, colours.sunken]) {
        for (const ink of [colours.ink, colours.ink2, colours.ink3, colours.bad, colours.warn]) {
          expect(contrast(paper, ink)).toBeGreaterThanOrEqual(4.5)
        }
      }
      for (const category of colours.categories) {
        expect(contrast(colours.bg, category)).toBeGreaterThanOrEqual(3)
        expect(contrast(colours.surface, category)).toBeGreaterThanOrEqual(3)
      }
    })

    test(`${name}: every mark keeps 3 : 1 by its fill or its edge`, () => {
      for (let slot = 0; slot <= 12; slot++) {
        for (const tint of [0, 1, 2] as const) {
          const paint = paintOf({ slot, tint }, colours)
          const best = Math.max(contrast(colours.surface, paint.fill), contrast(colours.surface, paint.edge))
          expect(best).toBeGreaterThanOrEqual(3)
        }
      }
    })

    test(`${name}: numbers in tinted cells can be read`, () => {
      fc.assert(
        fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
          const { background, color } = inkCell(share, colours)
          expect(contrast(background, color)).toBeGreaterThanOrEqual(4.5)
        })
      )
    })
  }
})

test('mixing ends where it should', () => {
  expect(mix('#3151d0', '#ffffff', 0)).toBe('#3151d0')
  expect(mix('#3151d0', '#ffffff', 1)).toBe('#ffffff')
  expect(mix('CanvasText', '#ffffff', 0.2)).toBe('CanvasText')
})

describe('slots', () => {
  test('up to twelve processes have a hue each', () => {
    fc.assert(
      fc.property(fc.array(place, { maxLength: 12 }), (places) => {
        expect(assignSlots(places).map((slot) => slot.slot)).toEqual(places.map((_, index) => index + 1))
      })
    )
  })

  test('beyond, a family shares one, and no two families do', () => {
    fc.assert(
      fc.property(fc.array(place, { minLength: 13, maxLength: 60 }), (places) => {
        const slots = assignSlots(places)
        const byFamily = new Map<number, number>()
        places.forEach((item, index) => {
          const known = byFamily.get(item.family)
          if (known === undefined) byFamily.set(item.family, slots[index].slot)
          else expect(slots[index].slot).toBe(known)
        })
        const coloured = [...byFamily.values()].filter((slot) => slot > 0)
        expect(new Set(coloured).size).toBe(coloured.length)
        expect(coloured.length).toBe(Math.min(12, byFamily.size))
      })
    )
  })

  test('three neighbours of one family get three tints', () => {
    const far = Array.from({ length: 12 }, (_, index) => ({ family: 1, runs: 1, x: index, y: 9 }))
    const near = [0, 1, 2].map((index) => ({ family: 0, runs: 10, x: index / 10, y: 0 }))
    const tints = assignSlots([...near, ...far]).slice(0, 3)
    expect(new Set(tints.map((slot) => slot.tint)).size).toBe(3)
  })
})

test('the merge tree makes as many groups as asked for and keeps apart what lies apart', () => {
  const points = [0, 0.1, 5, 5.1, 9, 9.1].map((x) => ({ x, y: 0 }))
  expect(mergeTree(points, 3)).toEqual([0, 0, 1, 1, 2, 2])
  expect(mergeTree([], 3)).toEqual([])
  expect(
    new Set(
      mergeTree(
        Array.from({ length: 450 }, (_, i) => ({ x: i % 21, y: i % 17 })),
        12
      )
    ).size
  ).toBe(12)
})
