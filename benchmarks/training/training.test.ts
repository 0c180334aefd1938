import {
  explainLink,
  featureNames,
  LinkNets,
  type LinksWeights,
  newKernel,
  PairRows,
  packWeights,
  runNow
} from '@desirepath/core/training'
import { describe, expect, test } from 'vitest'
import { Random } from '../datasets/random.js'
import { EVALUATION_SEED, makeLog } from '../datasets/shapes.js'
import { answersOf } from './answers.js'
import { distil } from './distil.js'
import { joinWeights } from './join.js'
import { DISTILLED_AFTER, foldOf, trainedFamilies, trainedLogs, VALIDATION_SEED } from './logs.js'
import { trainNets } from './nets.js'
import { partsOf } from './parts.js'
import { type Samples, samplePairs } from './samples.js'

/** Pairs that belong together where exactly one of two inputs is high: no straight line tells them. */
function exclusiveOr(count: number): Samples {
  const random = new Random(3)
  const samples: Samples = {
    names: ['Hs', 'H32'],
    count,
    values: new Float32Array(2 * count),
    target: new Float32Array(count),
    weight: new Float32Array(count).fill(1)
  }
  for (let k = 0; k < count; k++) {
    const a = random.below(2)
    const b = random.below(2)
    samples.values.set([a + random.normal() / 20, b + random.normal() / 20], 2 * k)
    samples.target[k] = a ^ b
  }
  return samples
}

const small = { hidden: 8, nets: 2, epochs: 150, seed: 1 }

describe('nets', () => {
  test('learn what no straight line tells, and the same from the same seed', () => {
    const trained = trainNets(exclusiveOr(4000), small)
    expect(trainNets(exclusiveOr(4000), small)).toEqual(trained)
    const weights = { format: 'desirepath/links-weights', version: 1, provenance: 'test', ...trained } as const
    const answer = (a: number, b: number) => {
      const row = new Float32Array(featureNames.length)
      row[featureNames.indexOf('Hs')] = a
      row[featureNames.indexOf('H32')] = b
      return explainLink(weights, row).probability
    }
    expect(answer(0, 1)).toBeGreaterThan(0.95)
    expect(answer(1, 0)).toBeGreaterThan(0.95)
    expect(answer(0, 0)).toBeLessThan(0.05)
    expect(answer(1, 1)).toBeLessThan(0.05)
  })
})

test('coarse nets are whole counts, and learn with them so', () => {
  const trained = trainNets(exclusiveOr(4000), { ...small, nets: 1, unit: 10 })
  const net = trained.nets[0]!
  for (const value of [...net.inputWeights, ...net.inputBias, ...net.outputWeights, net.outputBias])
    expect(Math.round(value * 10) / 10).toBe(value)
  const answers = answersOf(trained, Float32Array.of(0, 0, 0, 1, 1, 0, 1, 1))
  for (const [k, truth] of [0, 1, 1, 0].entries()) expect(Math.abs(answers[k]! - truth)).toBeLessThan(0.05)
})

test('the nets of two trainings answer with the mean of both', () => {
  const samples = exclusiveOr(2000)
  const other = { ...samples, values: samples.values.map((value) => 2 * value - 1) }
  const provenance = 'test'
  const trained = [samples, other].map((one, k) => ({
    format: 'desirepath/links-weights' as const,
    version: 1 as const,
    provenance,
    ...trainNets(one, { ...small, epochs: 20, seed: 5 + k })
  }))
  const joined = joinWeights(trained)
  expect(joined.nets).toHaveLength(4)
  const row = new Float32Array(featureNames.length)
  for (const [a, b] of [
    [0, 0],
    [0, 1],
    [0.7, 0.2],
    [1, 1]
  ] as const) {
    row[featureNames.indexOf('Hs')] = a
    row[featureNames.indexOf('H32')] = b
    const [one, two] = trained.map((weights) => explainLink(weights, row).probability) as [number, number]
    expect(explainLink(joined, row).probability).toBeCloseTo((one + two) / 2, 1)
  }
})

describe('logs', () => {
  test('of training, validation and evaluation never share a seed', () => {
    for (const family of trainedFamilies) expect(trainedLogs(family, 2)).toBeLessThan(VALIDATION_SEED)
    for (const family of trainedFamilies) expect(trainedLogs(family, 2)).toBeLessThan(DISTILLED_AFTER)
    for (const family of trainedFamilies) expect(DISTILLED_AFTER + trainedLogs(family, 9)).toBeLessThan(VALIDATION_SEED)
    expect(VALIDATION_SEED + 1000).toBeLessThan(EVALUATION_SEED)
  })

  test('of one kind are left out together', () => {
    const folds = trainedFamilies.map((family) => foldOf(family, 4))
    expect(new Set(folds).size).toBe(4)
    expect(
      new Set(trainedFamilies.filter((family) => family.startsWith('bank')).map((family) => foldOf(family, 4))).size
    ).toBe(1)
  })
})

test('samples: one row a pair, its truth, and one log weighs as much as another', async () => {
  const parts = [...(await partsOf(makeLog('tiny', 1))), ...(await partsOf(makeLog('phases', 1)))]
  const samples = await samplePairs(parts, null)
  expect(samples.values).toHaveLength(samples.count * featureNames.length)
  const total = samples.weight.reduce((sum, weight) => sum + weight, 0)
  expect(total).toBeGreaterThan(0.5 * parts.length)
  expect(total).toBeLessThanOrEqual(parts.length)

  const part = parts[0]!
  const one = await samplePairs([part], null)
  const same = part.truth.reduce(
    (pairs, process, i) => pairs + part.truth.slice(i + 1).filter((other) => process >= 0 && other === process).length,
    0
  )
  const linked = one.target.reduce((sum, target) => sum + target, 0)
  expect(linked).toBe(Math.min(same, 1200))
  const kernel = await newKernel()
  const statistics = new PairRows(kernel, part.evidence, part.vectors)
  const halves = trainNets(one, { ...small, epochs: 2 })
  const weights = { format: 'desirepath/links-weights', version: 1, provenance: 'test', ...halves } as const
  const links = runNow(new LinkNets(weights).probabilities(kernel, statistics))
  const again = await samplePairs([part], () => weights)
  expect(again.count).toBeLessThanOrEqual(links.columns.length / 2)
  expect(again.names).toContain('words')
})

test('small nets learn what larger ones answer, each for its own look', async () => {
  const parts = [...(await partsOf(makeLog('plain', 1))), ...(await partsOf(makeLog('plain', 2)))]
  const whole = { format: 'desirepath/links-weights', version: 1, provenance: 'test' } as const
  const larger = { hidden: 8, nets: 3, epochs: 20, seed: 1 }
  const firsts = await samplePairs(parts, null)
  const first: LinksWeights = { ...whole, ...trainNets(firsts, larger) }
  const seconds = await samplePairs(parts, () => first)
  const teacher: LinksWeights = { ...first, second: trainNets(seconds, larger) }

  // The same pairs, told by the teacher: by half.
  const told = await samplePairs(parts, () => first, { weights: teacher, share: 0.5 })
  const answers = answersOf(teacher.second!, seconds.values)
  expect(told.values).toEqual(seconds.values)
  for (const [k, target] of told.target.entries()) expect(target).toBeCloseTo((answers[k]! + seconds.target[k]!) / 2, 5)

  const student = await distil(teacher, parts)
  expect(student.nets).toHaveLength(1)
  expect(student.second!.nets).toHaveLength(1)
  expect(packWeights(student).second!.unit).toBe(packWeights(student).first.unit)
  const apart = (nets: typeof student.second, other: typeof student.second, { values, weight }: Samples) => {
    const [a, b] = [answersOf(nets!, values), answersOf(other!, values)]
    const total = weight.reduce((sum, one) => sum + one, 0)
    return a.reduce((sum, answer, k) => sum + weight[k]! * Math.abs(answer - b[k]!), 0) / total
  }
  expect(apart(student, teacher, firsts)).toBeLessThan(0.05)
  expect(apart(student.second, teacher.second, seconds)).toBeLessThan(0.1)
})
