import { describe, expect, it } from 'vitest'
import { type FamilyInput, findFamilies as find } from './families.js'
import { makeFamilies } from './kin.js'

const named = (...names: string[]) => names.map((name) => ({ name, words: name.toLowerCase().split(' ') }))
const counted = (n: number) => Array.from({ length: n }, (_, p) => 100 - p)

const findFamilies = (input: FamilyInput) => find({ ...input, makeFamilies })

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

  it('merges by nearness what shares neither words nor hand-overs', () => {
    // Twelve directions, two processes in each.
    const size = 24
    const names = Array.from({ length: size }, (_, p) => ({ name: `P${p}`, words: [`word${p}`] }))
    const values = new Float32Array(size * 12)
    for (let p = 0; p < size; p++) values[p * 12 + (p % 12)] = 1 + p
    const { families, family } = findFamilies({
      names,
      runs: counted(size),
      handovers: [],
      centroids: { values, dimensions: 12 }
    })
    expect(families).toHaveLength(12)
    for (let p = 12; p < size; p++) expect(family[p]).toBe(family[p - 12])
    expect(families[0].name).toBe('Word0, Word12')
  })

  it('finds planted families by hand-overs alone, and names them by their most run processes', () => {
    // Twelve families of five processes of no common word: most hand-overs are within, some anywhere.
    const size = 60
    const names = Array.from({ length: size }, (_, p) => ({ name: `P${p}`, words: [] }))
    const handovers = []
    for (let from = 0; from < size; from++) {
      for (let to = 0; to < size; to++) {
        if (from !== to) handovers.push({ from, to, count: from % 12 === to % 12 ? 12 : 1 + ((from * 7 + to * 3) % 2) })
      }
    }
    const { families, family } = findFamilies({ names, runs: counted(size), handovers })
    expect(families).toHaveLength(12)
    for (let p = 12; p < size; p++) expect(family[p]).toBe(family[p - 12])
    expect(families[family[0]].name).toBe('P0, P12 and 3 more')
    expect(new Set(families.map(({ name }) => name)).size).toBe(12)
  })

  it('makes no giant of what is akin to everything, and says so of nothing', () => {
    const size = 90
    const names = Array.from({ length: size }, (_, p) => ({ name: `P${p}`, words: [] }))
    // One process that hands over to all others.
    const handovers = Array.from({ length: size - 1 }, (_, p) => ({ from: 0, to: p + 1, count: 20 }))
    const values = Float32Array.from({ length: size * 3 }, (_, i) => 1 + ((i * 37) % 11) / 40)
    const centroids = { values, dimensions: 3 }
    const { families } = findFamilies({ names, runs: counted(size), handovers, centroids })
    expect(families).toHaveLength(12)
    for (const { processes } of families) expect(processes.length).toBeLessThanOrEqual(2 * Math.ceil(size / 12))
    const alone = findFamilies({ names, runs: counted(size), handovers: [] })
    expect(alone.families.map(({ processes }) => processes.length)).toEqual([...new Array(12).fill(1), size - 12])
    expect(alone.families[12].name).toBe('Other')
  })

  it('puts the user first', () => {
    const given = new Map([['Everyday', [0, 15]]])
    const { families, family } = findFamilies({ names: many, runs: counted(19), handovers: [], given })
    expect([families[family[0]].name, families[family[15]].name]).toEqual(['Everyday', 'Everyday'])
  })
})
