import { describe, expect, it } from 'vitest'
import { newKernel } from '../kernel/load.js'
import { runNow } from '../kernel/work.js'
import { contextNames, pairContext } from './context.js'
import { linkedPartners, writeContext } from './context-rows.js'
import { countEvidence } from './evidence.js'
import type { LinkMatrix } from './link-matrix.js'
import { words } from './shared-words.js'

const kernel = await newKernel()

/** Both triangles of the given probabilities, keyed `i,j` with i < j. */
function linksOf(activities: number, pairs: Record<string, number>): LinkMatrix {
  const rows = Array.from({ length: activities }, () => new Map<number, number>())
  for (const [key, probability] of Object.entries(pairs)) {
    const [i, j] = key.split(',').map(Number)
    rows[i].set(j, probability)
    rows[j].set(i, probability)
  }
  const offsets = new Uint32Array(activities + 1)
  const columns: number[] = []
  const probabilities: number[] = []
  rows.forEach((row, i) => {
    for (const j of [...row.keys()].sort((a, b) => a - b)) {
      columns.push(j)
      probabilities.push(row.get(j)!)
    }
    offsets[i + 1] = columns.length
  })
  return {
    activities,
    offsets,
    columns: Uint32Array.from(columns),
    probabilities: Float32Array.from(probabilities)
  }
}

describe('the surroundings of a pair', () => {
  // Two processes, 0 1 2 and 3 4, and links that say so; 2 was hardly seen.
  const sessions = [
    [0, 1],
    [0, 1, 2],
    [0, 1],
    [3, 4],
    [3, 4],
    [0, 1, 3, 4]
  ]
  const offsets = [0]
  for (const session of sessions) offsets.push(offsets[offsets.length - 1] + session.length)
  const evidence = runNow(
    countEvidence(kernel, {
      offsets: Uint32Array.from(offsets),
      tokens: Uint32Array.from(sessions.flat()),
      activities: 5
    })
  )
  const links = linksOf(5, { '0,1': 0.9, '0,2': 0.5, '1,2': 0.5, '1,3': 0.1, '3,4': 0.9 })
  const context = runNow(pairContext(kernel, ['a1', 'b2', 'c3', 'd4', 'e5'], evidence, links))
  const written = (i: number, j: number) => {
    const { partners, probabilities } = linkedPartners(context, i)
    const out = new Float32Array(contextNames.length * partners.length)
    writeContext(context, i, partners, probabilities, out, 0, partners.length)
    const k = partners.indexOf(j)
    return Object.fromEntries(contextNames.map((name, f) => [name, out[f * partners.length + k]]))
  }

  it('are those of rows of probabilities with a diagonal of ones', () => {
    const found = written(0, 1)
    const rows = [
      [1, 0.9, 0.5, 0, 0],
      [0.9, 1, 0.5, 0.1, 0]
    ]
    const dot = (a: number[], b: number[]) => a.reduce((sum, x, k) => sum + x * b[k], 0)
    expect(found.cosp).toBeCloseTo(dot(rows[0], rows[1]) / Math.sqrt(dot(rows[0], rows[0]) * dot(rows[1], rows[1])), 5)
    expect(found.supp).toBeCloseTo(0.25 / (1.4 + 0.5), 5)
    expect(found.dmin).toBeCloseTo(Math.log(1 + 1.4) / 4, 5)
    expect(found.dmax).toBeCloseTo(Math.log(1 + 1.5) / 4, 5)
    expect(found.p1).toBeCloseTo(Math.log(9) / 4, 5)
  })

  it('tell the own process from another', () => {
    expect(written(0, 2).flow).toBeGreaterThan(written(1, 3).flow)
    expect(written(0, 2).lmax).toBeGreaterThan(written(1, 3).lmax)
  })

  it('do not depend on what was asked before', () => {
    const before = written(1, 3)
    written(3, 4)
    written(0, 1)
    expect(written(1, 3)).toEqual(before)
  })
})

describe('words of names', () => {
  it('are split at case, digits and signs, and paired with their neighbours', () => {
    expect([...words('/home-loan/r4/CoApplicant')]).toEqual([
      'home',
      'loan',
      'co',
      'applicant',
      'home loan',
      'loan co',
      'co applicant'
    ])
  })

  const names = ['loan start', 'loan pay', 'loan end', 'card start', 'card pay', 'card end']
  const evidence = runNow(
    countEvidence(kernel, {
      offsets: Uint32Array.of(0, 6),
      tokens: Uint32Array.of(0, 1, 2, 3, 4, 5),
      activities: 6
    })
  )
  /** Log-odds that the words of the two names add. */
  const added = (links: LinkMatrix, i: number, j: number) => {
    const out = new Float32Array(contextNames.length)
    const context = runNow(pairContext(kernel, names, evidence, links))
    writeContext(context, i, Uint32Array.of(j), Float32Array.of(0.002), out, 0, 1)
    return 6 * out[contextNames.indexOf('words')]
  }

  it('count for a pair where they go with links, and against it where they do not', () => {
    const links = linksOf(6, { '0,1': 0.9, '1,2': 0.9, '0,2': 0.9, '3,4': 0.9, '4,5': 0.9 })
    expect(added(links, 3, 5)).toBeGreaterThan(1)
    expect(added(links, 0, 3)).toBeLessThan(0)
    expect(added(links, 0, 4)).toBe(0)
  })

  it('say little where links do not follow them', () => {
    const links = linksOf(6, { '0,5': 0.9, '1,3': 0.9, '2,4': 0.9 })
    expect(Math.abs(added(links, 0, 1))).toBeLessThan(1.5)
  })
})
