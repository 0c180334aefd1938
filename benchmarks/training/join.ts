import type { LinksNets, LinksWeights } from '@desirepath/core/training'

/**
 * The nets of several trainings as one set of weights, which answers with the mean of them all. Each training has a
 * standardisation of its own; weights and biases are rescaled to that of the first. They are rounded to hundredths, which
 * changes the answers less than another training does and saves a third of the bytes. The cut is that of the first.
 */
export function joinWeights(trainings: readonly LinksWeights[]): LinksWeights {
  const [first] = trainings
  if (!first) throw new Error('Nothing to join.')
  const second = trainings.flatMap((one) => (one.second ? [one.second] : []))
  if (second.length > 0 && second.length < trainings.length) throw new Error('Some look twice, and some only once.')
  const provenance =
    trainings.length === 1
      ? first.provenance
      : `Nets of ${trainings.length} trainings. ${trainings.map((one, k) => `${k + 1}: ${one.provenance}`).join(' ')}`
  const whole = { ...first, provenance, ...joinNets(trainings) }
  return second.length > 0 ? { ...whole, second: joinNets(second) } : whole
}

function joinNets(all: readonly LinksNets[]): LinksNets {
  const { features, mean, deviation } = all[0]!
  const round = (value: number) => Math.round(value * 100) / 100
  const nets = all.flatMap((one) => {
    if (one.features.join() !== features.join()) throw new Error('The trainings differ in their features.')
    return one.nets.map((net) => {
      const { hidden } = net
      const inputBias = net.inputBias.slice()
      const inputWeights = net.inputWeights.map((weight, k) => {
        const f = Math.floor(k / hidden)
        const each = weight / one.deviation[f]!
        inputBias[k % hidden]! += each * (mean[f]! - one.mean[f]!)
        return round(each * deviation[f]!)
      })
      return {
        hidden,
        inputWeights,
        inputBias: inputBias.map(round),
        outputWeights: net.outputWeights.map(round),
        outputBias: round(net.outputBias)
      }
    })
  })
  return { features, mean, deviation, nets }
}
