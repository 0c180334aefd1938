import type { LinksNets } from '@desirepath/core/training'

/**
 * Link probabilities by nets, for inputs in the nets' own order.
 *
 * @param values [pairs x features] row-major, clipped to [-1, 1.5]
 */
export function answersOf({ features, mean, deviation, nets }: LinksNets, values: Float32Array): Float32Array {
  const inputs = features.length
  const answers = new Float32Array(values.length / inputs)
  for (const { hidden, inputWeights, inputBias, outputWeights, outputBias } of nets) {
    const weights = new Float32Array(inputs * hidden)
    const biases = Float64Array.from(inputBias)
    for (let f = 0; f < inputs; f++) {
      for (let h = 0; h < hidden; h++) {
        const weight = inputWeights[f * hidden + h]! / deviation[f]!
        weights[h * inputs + f] = weight
        biases[h]! -= weight * mean[f]!
      }
    }
    for (let k = 0; k < answers.length; k++) {
      let logOdds = outputBias
      for (let h = 0; h < hidden; h++) {
        let sum = biases[h]!
        for (let f = 0; f < inputs; f++) sum += weights[h * inputs + f]! * values[k * inputs + f]!
        if (sum > 0) logOdds += sum * outputWeights[h]!
      }
      answers[k]! += 1 / (1 + Math.exp(-logOdds)) / nets.length
    }
  }
  return answers
}
