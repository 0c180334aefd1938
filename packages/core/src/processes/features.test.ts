import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { newKernel } from '../kernel/load.js'
import { runNow } from '../kernel/work.js'
import { countEvidence } from './evidence.js'
import { explainLink } from './explain-link.js'
import { featureNames } from './features.js'
import { LinkNets } from './links.js'
import type { LinksWeights } from './links-weights-format.js'
import { WITH_SOME } from './pair-plan.js'
import { PairRows, pairFeatures } from './pair-rows.js'
import { ppmiVectors } from './ppmi.js'

const kernel = await newKernel()

// The weights that came with the reference recipe: one look, nineteen features.
const referenceWeights = JSON.parse(
  readFileSync(new URL('../../test-data/links-reference.weights.json', import.meta.url), 'utf8')
) as LinksWeights
const golden = JSON.parse(
  readFileSync(new URL('../../test-data/links-features.golden.json', import.meta.url), 'utf8')
) as {
  activities: number
  sessions: number[][]
  features: Record<string, number[]>
  probabilities: number[]
}
const offsets = [0]
for (const session of golden.sessions) offsets.push(offsets[offsets.length - 1] + session.length)
const traces = {
  offsets: Uint32Array.from(offsets),
  tokens: Uint32Array.from(golden.sessions.flat()),
  activities: golden.activities
}

describe('features of pairs', () => {
  const evidence = runNow(countEvidence(kernel, traces))

  it.each(referenceWeights.features)('%s equals the oracle', async (name) => {
    const { values } = runNow(pairFeatures(await newKernel(), evidence))
    const f = featureNames.indexOf(name as (typeof featureNames)[number])
    const wanted = golden.features[name]
    let worst = 0
    for (let p = 0; p < wanted.length; p++) {
      const clipped = Math.max(-1, Math.min(1.5, wanted[p]))
      worst = Math.max(worst, Math.abs(values[p * featureNames.length + f] - clipped))
    }
    expect(worst).toBeLessThan(1e-4)
  })

  it('tell how far counts can be trusted', async () => {
    // a and b in 6 of 10 sessions together, c never with either: G2 = 2 sum O ln(O / E), by hand.
    const sessions = [...Array(6).fill([0, 1]), ...Array(4).fill([2, 3])]
    const few = runNow(
      countEvidence(kernel, {
        offsets: Uint32Array.from({ length: 11 }, (_, s) => 2 * s),
        tokens: Uint32Array.from(sessions.flat()),
        activities: 4
      })
    )
    const { values } = runNow(pairFeatures(await newKernel(), few))
    const value = (pair: number, name: (typeof featureNames)[number]) =>
      values[pair * featureNames.length + featureNames.indexOf(name)]
    const root = Math.sqrt(2 * (6 * Math.log(10 / 6) + 4 * Math.log(10 / 4)))
    expect(value(0, 'gs')).toBeCloseTo(Math.log(1 + root) / 4, 5)
    expect(value(0, 'gneg')).toBe(0)
    expect(value(1, 'gs')).toBe(0)
    expect(value(1, 'gneg')).toBeCloseTo(root / 8, 5)
    expect(value(0, 'lN')).toBeCloseTo(Math.log(7) / 8, 5)
    expect(value(0, 'exp')).toBeCloseTo(Math.log(1 + 3.6) / 8, 5)
    expect(value(0, 'nses')).toBeCloseTo(Math.log(10) / 9, 5)
    const share = 6.5 / 7
    expect(value(0, 'ovlo')).toBeCloseTo(share - 1.3 * Math.sqrt((share * (1 - share)) / 7), 5)
  })

  it('become the link probabilities of the oracle', async () => {
    const statistics = new PairRows(kernel, evidence, runNow(ppmiVectors(kernel, evidence)))
    const links = runNow(new LinkNets(referenceWeights).probabilities(kernel, statistics))
    const n = golden.activities
    let p = 0
    for (let i = 0; i < n; i++) {
      for (let j = i + 1; j < n; j++, p++) {
        const at = links.columns.subarray(links.offsets[i], links.offsets[i + 1]).indexOf(j)
        const got = at < 0 ? 0.002 : links.probabilities[links.offsets[i] + at]
        expect(Math.abs(got - Math.max(0.002, Math.min(0.998, golden.probabilities[p])))).toBeLessThan(1e-4)
      }
    }
  })

  it('of large logs are looked at where the rarer one meets the other in more than a tenth, or cosines are high', () => {
    // Two groups whose activities always meet within, and now and then across.
    const sessions = Array.from({ length: 90 }, (_, s) => {
      const own = Array.from({ length: 4 }, (_, k) => (s % 2) * 6 + (((s >> 1) * 5 + k) % 6))
      return s % 15 === 0 ? [...own, (s * 7) % 12] : own
    })
    const offsets = [0]
    for (const session of sessions) offsets.push(offsets[offsets.length - 1] + session.length)
    const log = { offsets: Uint32Array.from(offsets), tokens: Uint32Array.from(sessions.flat()), activities: 12 }
    const evidence = runNow(countEvidence(kernel, log))
    const statistics = new PairRows(kernel, evidence, runNow(ppmiVectors(kernel, evidence)))
    const { offsets: rows, partner, session, window8 } = evidence.pairs
    const { session: ofSessions, window8: ofWindows } = evidence.documents
    const cosines = ['cHs', 'cH16', 'cA'].map((name) => featureNames.indexOf(name as 'cHs'))
    const values = new Float32Array(featureNames.length * 12)
    let leftOut = 0
    for (let i = 0; i < 12; i++) {
      const any = statistics.openRow(i, false)
      statistics.write(any, values, 12)
      const wanted = [...any].filter((j, k) => {
        const p = rows[i] + partner.subarray(rows[i], rows[i + 1]).indexOf(j)
        const least = (having: Float64Array) => Math.min(having[i], having[j])
        const meets = session[p] > 0.1 * least(ofSessions.having) || window8[p] > 0.1 * least(ofWindows.having)
        return meets || cosines.some((f) => values[f * 12 + k] > 0.15)
      })
      leftOut += any.length - wanted.length
      expect([...statistics.partners(statistics.listed(i, WITH_SOME, 0.15))]).toEqual(wanted)
    }
    expect(leftOut).toBeGreaterThan(5)
  })

  it('explains with the same probability that the kernel computes', async () => {
    const { values } = runNow(pairFeatures(await newKernel(), evidence))
    for (const p of [0, 17, 60]) {
      const row = values.subarray(p * featureNames.length, (p + 1) * featureNames.length)
      expect(explainLink(referenceWeights, row).probability).toBeCloseTo(golden.probabilities[p], 4)
    }
  })
})
