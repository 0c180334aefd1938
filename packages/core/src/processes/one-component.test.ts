import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newKernel } from '../kernel/load.js'
import { inPlace } from '../kernel/phases.js'
import { runNow } from '../kernel/work.js'
import { findComponents } from './components.js'
import { evidenceInPhases } from './evidence.js'
import { ofOneComponent } from './one-component.js'

const kernel = await newKernel()

/** Sessions of activities that mostly stay within one of `groups` groups. */
function makeLog(groups: number, activities: number, strays: number, seed: number) {
  let state = seed
  const next = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const offsets = [0]
  const tokens: number[] = []
  for (let s = 0; s < 60 * groups; s++) {
    const length = next(7)
    for (let k = 0; k < length; k++) {
      const stray = next(100) < strays
      tokens.push(
        stray ? next(activities) : (next(activities) % Math.ceil(activities / groups)) * groups + (s % groups)
      )
    }
    offsets.push(tokens.length)
  }
  const used = Uint32Array.from(tokens, (a) => Math.min(a, activities - 1))
  return { offsets: Uint32Array.from(offsets), tokens: used, activities }
}

describe('one component from the partners of a few activities', () => {
  it('is told only where all pairs tell it, with the same figures', () => {
    const told = { one: 0, several: 0 }
    fc.assert(
      fc.property(
        fc.constantFrom(1, 2, 3),
        fc.integer({ min: 3, max: 60 }),
        fc.constantFrom(0, 1, 3, 30),
        fc.nat(),
        (groups, activities, strays, seed) => {
          const log = makeLog(groups, activities, strays, seed)
          const all = runNow(inPlace(kernel, evidenceInPhases(kernel, log, 'sessions', 1)))
          const components = findComponents(all)
          const one = ofOneComponent(log)
          if (one === null) {
            told.several++
            return
          }
          told.one++
          expect(components.count).toBe(1)
          expect(findComponents(one)).toEqual(components)
          expect({ ...one, pairs: null }).toEqual({ ...all, pairs: null })
        }
      ),
      { numRuns: 150, seed: 5 }
    )
    expect(told.one).toBeGreaterThan(30)
    expect(told.several).toBeGreaterThan(10)
  })
})
