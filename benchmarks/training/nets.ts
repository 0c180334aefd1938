import type { LinksNets } from '@desirepath/core/training'
import { Random } from '../datasets/random.js'
import type { Samples } from './samples.js'

export interface NetOptions {
  hidden: number
  nets: number
  epochs: number
  seed: number
  /**
   * Numbers become whole counts of 1 / unit, and the second half of the epochs learns with them so: the nets make up for
   * what rounding takes. Means and deviations are hundredths then. Absent: thousandths, rounded in the end.
   */
  unit?: number
}

const BATCH = 1024
const LEARNING_RATE = 0.005
/** No pair weighs more than so many average ones: a log of ten activities has few pairs. */
const MOST_WEIGHT = 20

/**
 * Trains small nets (one layer of rectified units, logistic output) on pairs by Adam (Kingma & Ba 2015), the learning
 * rate falling as a half cosine. Deterministic for one engine: seeded order, no threads.
 */
export function trainNets(samples: Samples, options: NetOptions): LinksNets {
  const { mean, deviation } = options.unit ? coarse(spread(samples)) : spread(samples)
  const inputs = samples.names.length
  const input = new Float32Array(samples.count * inputs)
  for (let k = 0; k < samples.count; k++)
    for (let f = 0; f < inputs; f++)
      input[k * inputs + f] = (samples.values[k * inputs + f]! - mean[f]!) / deviation[f]!
  const average = samples.weight.reduce((sum, weight) => sum + weight, 0) / samples.count
  const weight = samples.weight.map((value) => Math.min(MOST_WEIGHT, value / average))
  const unit = options.unit ?? 1000
  // Twice the same where the nets are rounded already, as single precision has no hundredths.
  const round = (value: number) => Math.round(value * unit) / unit
  return {
    features: [...samples.names],
    mean: mean.map((value) => Math.round(value * 1e5) / 1e5),
    deviation: deviation.map((value) => Math.max(1e-5, Math.round(value * 1e5) / 1e5)),
    nets: Array.from({ length: options.nets }, (_, t) => {
      const parameters = trainOne(input, samples.target, weight, inputs, options, new Random(options.seed + t, 61))
      const { hidden } = options
      const cut = (from: number, to: number) => Array.from(parameters.subarray(from, to), round)
      const biases = inputs * hidden
      return {
        hidden,
        inputWeights: cut(0, biases),
        inputBias: cut(biases, biases + hidden),
        outputWeights: cut(biases + hidden, biases + 2 * hidden),
        outputBias: round(parameters[biases + 2 * hidden]!)
      }
    })
  }
}

/** In hundredths, which tell a page as much: the nets are trained on what these make of the inputs. */
function coarse({ mean, deviation }: { mean: number[]; deviation: number[] }): { mean: number[]; deviation: number[] } {
  const round = (value: number) => Math.round(value * 100) / 100
  return { mean: mean.map(round), deviation: deviation.map((value) => Math.max(0.01, round(value))) }
}

/** Weighted mean and standard deviation of each feature. */
function spread({ names, count, values, weight }: Samples): { mean: number[]; deviation: number[] } {
  const width = names.length
  const mean = new Float64Array(width)
  const square = new Float64Array(width)
  let total = 0
  for (let k = 0; k < count; k++) {
    total += weight[k]!
    for (let f = 0; f < width; f++) {
      const value = values[k * width + f]!
      mean[f]! += weight[k]! * value
      square[f]! += weight[k]! * value * value
    }
  }
  for (let f = 0; f < width; f++) mean[f]! /= total
  const deviation = Array.from(square, (sum, f) => Math.sqrt(Math.max(1e-10, sum / total - mean[f]! ** 2)))
  return { mean: [...mean], deviation }
}

/** Parameters: input weights [inputs x hidden], input biases, output weights, output bias. */
function trainOne(
  input: Float32Array,
  target: Float32Array,
  weight: Float32Array,
  inputs: number,
  { hidden, epochs, unit: counts }: NetOptions,
  random: Random
): Float32Array {
  const size = inputs * hidden + 2 * hidden + 1
  const biases = inputs * hidden
  const outputs = biases + hidden
  const exact = new Float32Array(size)
  for (let k = 0; k < biases; k++) exact[k] = random.normal() / Math.sqrt(inputs)
  for (let k = outputs; k < size - 1; k++) exact[k] = random.normal() / Math.sqrt(hidden)
  const parameters = counts ? exact.slice() : exact
  const gradient = new Float32Array(size)
  const first = new Float32Array(size)
  const second = new Float32Array(size)
  const unit = new Float32Array(hidden)
  const order = Uint32Array.from(target, (_, k) => k)
  const batches = Math.ceil(target.length / BATCH)
  let step = 0
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = random.below(i + 1)
      const kept = order[i]!
      order[i] = order[j]!
      order[j] = kept
    }
    for (let b = 0; b < batches; b++) {
      gradient.fill(0)
      const end = Math.min(order.length, (b + 1) * BATCH)
      for (let at = b * BATCH; at < end; at++) {
        const k = order[at]!
        const from = k * inputs
        for (let h = 0; h < hidden; h++) unit[h] = parameters[biases + h]!
        for (let f = 0; f < inputs; f++) {
          const x = input[from + f]!
          const row = f * hidden
          for (let h = 0; h < hidden; h++) unit[h]! += x * parameters[row + h]!
        }
        let answer = parameters[size - 1]!
        for (let h = 0; h < hidden; h++) if (unit[h]! > 0) answer += unit[h]! * parameters[outputs + h]!
        const error = ((1 / (1 + Math.exp(-answer)) - target[k]!) * weight[k]!) / BATCH
        gradient[size - 1]! += error
        for (let h = 0; h < hidden; h++) {
          if (unit[h]! <= 0) {
            unit[h] = 0
            continue
          }
          gradient[outputs + h]! += error * unit[h]!
          unit[h] = error * parameters[outputs + h]!
          gradient[biases + h]! += unit[h]!
        }
        for (let f = 0; f < inputs; f++) {
          const x = input[from + f]!
          const row = f * hidden
          for (let h = 0; h < hidden; h++) gradient[row + h]! += x * unit[h]!
        }
      }
      step++
      const rate = LEARNING_RATE * (0.5 * (1 + Math.cos((Math.PI * step) / (epochs * batches)))) + 1e-5
      const firstBias = 1 - 0.9 ** step
      const secondBias = 1 - 0.999 ** step
      for (let k = 0; k < size; k++) {
        first[k] = 0.9 * first[k]! + 0.1 * gradient[k]!
        second[k] = 0.999 * second[k]! + 0.001 * gradient[k]! * gradient[k]!
        exact[k]! -= (rate * (first[k]! / firstBias)) / (Math.sqrt(second[k]! / secondBias) + 1e-8)
      }
      if (counts) {
        const rounds = 2 * step >= epochs * batches
        for (let k = 0; k < size; k++) parameters[k] = rounds ? Math.round(exact[k]! * counts) / counts : exact[k]!
      }
    }
  }
  return parameters
}
