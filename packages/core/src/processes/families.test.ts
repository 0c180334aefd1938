import { describe, expect, it } from 'vitest'
import { findFamilies } from './families.js'

const named = (...names: string[]) => names.map((name) => ({ name, words: name.toLowerCase().split(' ') }))
const counted = (n: number) => Array.from({ length: n }, (_, p) => 100 - p)

describe('findFamilies', () => {
  it('gives up to twelve processes a family each', () => {
    const names = named('Pay bill', 'Wire transfer', 'Bank transfer')
    const { families, family } = findFamilies({ names, runs: counted(3), handovers: [] })
    expect(families.map(({ name }) => name)).toEqual(['Pay bill', 'Wire transfer', 'Bank transfer'])
    expect(family).toEqual([0, 1, 2])
  })

  const many = named(
    'Pay bill',
    'Wire transfer',
    'Bank transfer',
    'Balance transfer',
    'Auto loan',
    'House loan',
    'Open checking',
    'Travel notice',
    'Tax documents',
    'Reset password',
    'Close account',
    'Order checks',
    'Stop payment',
    'Currency order',
    'Manage alerts',
    'Add payee',
    'Pay bill',
    'Update address',
    'Biometrics enroll'
  )

  it('groups more by shared words, keeps equal names together, and sums up the rest as Other', () => {
    const { families, family } = findFamilies({ names: many, runs: counted(19), handovers: [] })
    expect(families.length).toBeLessThanOrEqual(13)
    const of = (p: number) => families[family[p]].name
    expect([1, 2, 3].map(of)).toEqual(['Transfer', 'Transfer', 'Transfer'])
    expect([4, 5].map(of)).toEqual(['Loan', 'Loan'])
    expect(family[0]).toBe(family[16])
    expect(families[families.length - 1].name).toBe('Other')
    expect(families.flatMap(({ processes }) => processes).sort((a, b) => a - b)).toEqual(many.map((_, p) => p))
    for (const { id, processes } of families) for (const p of processes) expect(family[p]).toBe(id)
  })

  it('lets hand-overs decide for what shares no word', () => {
    const handovers = [
      { from: 15, to: 1, count: 9 },
      { from: 2, to: 15, count: 4 },
      { from: 15, to: 8, count: 2 }
    ]
    const { families, family } = findFamilies({ names: many, runs: counted(19), handovers })
    expect(families[family[15]].name).toBe('Transfer')
  })

  it('merges by nearness where the processes have a place', () => {
    // Each process at its own place on a line: neighbours in the list are near.
    const values = Float32Array.from({ length: many.length * 2 }, (_, i) => (i % 2 === 0 ? i : 0))
    const { families, family } = findFamilies({
      names: many,
      runs: counted(19),
      handovers: [],
      centroids: { values, dimensions: 2 }
    })
    expect(families).toHaveLength(12)
    expect(families.map(({ name }) => name)).not.toContain('Other')
    expect(families[family[1]].name).toBe('Transfer')
    const merged = families.filter(({ name }) => / and \d+ more$/.test(name))
    expect(merged.length).toBeGreaterThan(0)
    expect(families.flatMap(({ processes }) => processes).sort((a, b) => a - b)).toEqual(many.map((_, p) => p))
  })

  it('puts the user first', () => {
    const given = new Map([['Everyday', [0, 15]]])
    const { families, family } = findFamilies({ names: many, runs: counted(19), handovers: [], given })
    expect([families[family[0]].name, families[family[15]].name]).toEqual(['Everyday', 'Everyday'])
  })
})
