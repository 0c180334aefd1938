import { exp } from './arithmetic.js'
import { featureNames } from './features.js'
import type { LinksWeights } from './links-weights-format.js'

/** Mean log-odds of the nets of the first look for one row of all features, and what each input adds to it against its mean. */
export function explainLink(
  weights: LinksWeights,
  row: Float32Array
): {
  probability: number
  contributions: { feature: string; value: number; adds: number }[]
} {
  const picked = weights.features.map((name) => featureNames.indexOf(name as (typeof featureNames)[number]))
  const values = picked.map((f) => Math.max(-1, Math.min(1.5, row[f])))
  const whole = answer(weights, values)
  return {
    probability: whole.probability,
    contributions: weights.features.map((feature, k) => {
      const without = values.slice()
      without[k] = weights.mean[k]
      return { feature, value: row[picked[k]], adds: whole.logOdds - answer(weights, without).logOdds }
    })
  }
}

function answer(
  { mean, deviation, nets }: LinksWeights,
  values: readonly number[]
): { probability: number; logOdds: number } {
  let probability = 0
  let logOdds = 0
  for (const net of nets) {
    let answer = net.outputBias
    for (let h = 0; h < net.hidden; h++) {
      let sum = net.inputBias[h]
      values.forEach((value, f) => {
        sum += ((value - mean[f]) / deviation[f]) * net.inputWeights[f * net.hidden + h]
      })
      answer += Math.max(sum, 0) * net.outputWeights[h]
    }
    probability += 1 / (1 + exp(-answer)) / nets.length
    logOdds += answer / nets.length
  }
  return { probability, logOdds }
}
