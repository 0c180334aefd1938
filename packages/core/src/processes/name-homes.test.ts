import { describe, expect, it } from 'vitest'
import { NameHomes } from './name-homes.js'

const often = (n: number) => new Uint32Array(n).fill(100)

describe('NameHomes', () => {
  const names = ['loan apply', 'loan pay', 'loan end', 'loan sign', 'card lost', 'card block', 'card send', 'card pin']
  const labels = Int32Array.from([0, 0, 0, 0, 1, 1, 1, 1])

  it('a word of one process speaks for it', () => {
    const homes = new NameHomes([...names, 'card odd'], Int32Array.from([...labels, 0]), 2, often(9))
    expect(homes.power).toBeGreaterThan(0)
    const told = homes.of(8)!
    expect(told[1]).toBeGreaterThan(5 * told[0])
  })

  it('what it says has a mean of one over the activities', () => {
    const homes = new NameHomes(names, labels, 2, often(8))
    for (let i = 0; i < 8; i++) {
      const told = homes.of(i)!
      expect((told[0] + told[1]) / 2).toBeCloseTo(1, 12)
    }
  })

  it('a word that nothing else has, or that most have, says nothing', () => {
    const more = [...names.map((name) => `page ${name}`), 'page odd']
    expect(new NameHomes(more, Int32Array.from([...labels, 0]), 2, often(9)).of(8)).toBeNull()
  })

  it('misleading and opaque names are not believed', () => {
    const mixed = ['one a', 'two b', 'one c', 'two d', 'one e', 'two f', 'one g', 'two h'].map((name) =>
      name.slice(0, 3)
    )
    expect(new NameHomes(mixed, labels, 2, often(8)).power).toBe(0)
    const opaque = names.map((_, i) => `p${i}0412`)
    expect(new NameHomes(opaque, labels, 2, often(8)).power).toBe(0)
    expect(new NameHomes(opaque, labels, 2, often(8)).of(0)).toBeNull()
  })

  it('only activities that are well known are asked whether words tell', () => {
    expect(new NameHomes(names, labels, 2, new Uint32Array(8).fill(3)).power).toBe(0)
  })
})
