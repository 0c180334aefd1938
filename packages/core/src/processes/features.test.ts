import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { newKernel } from '../kernel/load.js'
import { runNow } from '../kernel/work.js'
import { countEvidence } from './evidence.js'
import { featureNames, PairStatistics, pairFeatures } from './features.js'
import { LinkNets } from './links.js'
import { shippedWeights } from './links-weights.js'
import { ppmiVectors } from './ppmi.js'

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
  const evidence = runNow(countEvidence(traces))

  it.each(featureNames.map((name, f) => [name, f] as const))('%s equals the oracle', async (name, f) => {
    const { values } = runNow(pairFeatures(await newKernel(), evidence))
    const wanted = golden.features[name]
    let worst = 0
    for (let p = 0; p < wanted.length; p++) {
      const clipped = Math.max(-1, Math.min(1.5, wanted[p]))
      worst = Math.max(worst, Math.abs(values[p * featureNames.length + f] - clipped))
    }
    expect(worst).toBeLessThan(1e-4)
  })

  it('become the link probabilities of the oracle', async () => {
    const kernel = await newKernel()
    const statistics = new PairStatistics(kernel, evidence, runNow(ppmiVectors(kernel, evidence)))
    const links = runNow(new LinkNets(shippedWeights).probabilities(kernel, statistics))
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

  it('explains with the same probability that the kernel computes', async () => {
    const nets = new LinkNets(shippedWeights)
    const { values } = runNow(pairFeatures(await newKernel(), evidence))
    for (const p of [0, 17, 60]) {
      const row = values.subarray(p * featureNames.length, (p + 1) * featureNames.length)
      expect(nets.explain(row).probability).toBeCloseTo(golden.probabilities[p], 4)
    }
  })
})
