import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { agreement } from '../discovery/metrics.js'
import { permitLog } from './permits.js'
import { Random } from './random.js'
import { EVALUATION_SEED, makeLog, SHAPES } from './shapes.js'
import { LogBuilder, ONLY_NOISE, type TruthLog } from './types.js'
import { wovenLog } from './woven.js'

const families = Object.keys(SHAPES).filter((family) => !family.includes('million'))

const digest = ({ sessions, tokens, truth, sessionStartMs, names }: TruthLog): string => {
  const hash = createHash('sha256').update(names.join('\n'))
  for (const column of [sessions, tokens, truth, sessionStartMs]) hash.update(new Uint8Array(column.buffer))
  return hash.digest('hex')
}

describe('generated logs', () => {
  test.each(families)('%s: same seed same log, another seed another, truth for every activity', (family) => {
    const log = makeLog(family, 7)
    expect(digest(makeLog(family, 7))).toBe(digest(log))
    expect(Array.from(makeLog(family, 8).tokens.subarray(0, 500))).not.toEqual(Array.from(log.tokens.subarray(0, 500)))
    expect(log.truth).toHaveLength(log.names.length)
    expect(new Set(log.names).size).toBe(log.names.length)
    expect(new Set(log.tokens).size).toBe(log.names.length)
    expect(log.sessions.at(-1)).toBe(log.tokens.length)
    expect(new Set(log.truth.filter((process) => process >= 0)).size).toBeGreaterThanOrEqual(2)
    for (let s = 1; s < log.sessionStartMs.length; s++) {
      expect(log.sessionStartMs[s]!).toBeGreaterThanOrEqual(log.sessionStartMs[s - 1]!)
      if (log.sessions[s + 1] === log.sessions[s]) throw new Error(`session ${s} is empty`)
    }
  })

  test('few sessions are few', () => {
    const log = makeLog('few sessions', EVALUATION_SEED)
    expect(log.sessions.length - 1).toBeLessThanOrEqual(250)
    expect(log.tokens.length).toBeLessThan(13_000)
  })

  test('real logs woven together, where they stand beside the checkout', () => {
    const log = wovenLog('woven', 1)
    if (log === null) return
    expect(new Set(log.truth).size).toBeGreaterThanOrEqual(5)
    expect(digest(wovenLog('woven', 1)!)).toBe(digest(log))
  })

  test('permit logs have the size and the parts of the published ones', () => {
    const log = permitLog('travel permits', 1, 'permits')
    expect(digest(permitLog('travel permits', 1, 'permits'))).toBe(digest(log))
    expect(log.sessions).toHaveLength(7066)
    // The real log has 86,581 events of 51 activities.
    expect(Math.abs(log.tokens.length / 86_581 - 1)).toBeLessThan(0.03)
    expect(log.names).toContain('Permit FINAL_APPROVED by SUPERVISOR')
    expect(log.names).toContain('Request For Payment APPROVED by BUDGET OWNER')
    expect([...new Set(log.truth)].sort()).toEqual([-1, 0, 1, 2])
    const declarations = permitLog('travel declarations', 1, 'declarations')
    expect(Math.abs(declarations.tokens.length / 72_151 - 1)).toBeLessThan(0.03)
    const hidden = permitLog('travel permits', 1, 'permits', true)
    expect([...hidden.tokens]).toEqual([...log.tokens])
    expect(hidden.names.every((name) => /^step \d+$/.test(name))).toBe(true)
  })

  test('what only noise brought in has no truth', () => {
    const build = new LogBuilder()
    const [a, b, stray, hub, never] = ['a', 'b', 'stray', 'hub', 'never'].map((name) =>
      build.activity(name, name === 'hub' ? -1 : 0)
    ) as [number, number, number, number, number]
    expect(never).toBe(4)
    build.runs([[a, b]])
    build.session([hub, a, stray, b], 0, 0)
    const log = build.finish('built', 1)
    expect(log.names).toEqual(['a', 'b', 'stray', 'hub'])
    expect([...log.truth]).toEqual([0, 0, ONLY_NOISE, -1])
  })

  test('the random stream is the same on every machine', () => {
    const random = new Random(1)
    expect([random.next(), random.next(), random.below(1000)]).toMatchInlineSnapshot(`
      [
        3740206133,
        1952653175,
        878,
      ]
    `)
  })
})

describe('agreement', () => {
  const truth = Int32Array.from([0, 0, 0, 1, 1, 1, -1])
  test('counts noise as singletons and leaves hubs out', () => {
    expect(agreement(truth, Int32Array.from([5, 5, 5, 2, 2, 2, 2]))).toMatchObject({
      ari: 1,
      nmi: 1,
      clusters: 2,
      noise: 0
    })
    const allNoise = agreement(truth, new Int32Array(7).fill(-1))
    expect(allNoise).toMatchObject({ ari: 0, clusters: 0, noise: 1 })
    expect(allNoise.nmi).toBeGreaterThan(0.5)
  })

  test('is that of the published example', () => {
    // scikit-learn: adjusted_rand_score([0, 0, 1, 1], [0, 0, 1, 2]) = 0.5714...
    expect(agreement(Int32Array.from([0, 0, 1, 1]), Int32Array.from([0, 0, 1, 2])).ari).toBeCloseTo(4 / 7, 12)
  })
})
