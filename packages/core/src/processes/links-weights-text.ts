import type { LinksNets, LinksWeights } from './links-weights-format.js'

/**
 * Weights as the package ships them: the numbers of the nets as one text, net after net, each by its input weights,
 * input biases, output weights and output bias. A number is a whole count of `1 / unit`, written as a character of
 * {@link alphabet}; one that does not fit has signs before it, which each shift it by half the alphabet. Packed by a
 * server this takes two thirds of what the digits take.
 */
export interface PackedWeights extends Omit<LinksWeights, keyof LinksNets | 'second'> {
  first: PackedNets
  second?: PackedNets
}

interface PackedNets extends Omit<LinksNets, 'nets'> {
  unit: number
  /** [nets] hidden units of each. */
  hidden: number[]
  numbers: string
}

/** Visible ASCII but the signs, and what scripts would have to escape in a text. */
const alphabet = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).filter(
  (character) => !'!"$\'+-\\`'.includes(character)
)
/** Counts of what: the coarser, the fewer bytes. */
const units = [10, 16, 20, 25, 50, 100, 1000]
const half = alphabet.length / 2

/** The weights as numbers: the same ones that were packed, to the bit. */
export function unpackWeights({ first, second, ...rest }: PackedWeights): LinksWeights {
  return { ...rest, ...unpackNets(first), ...(second && { second: unpackNets(second) }) }
}

function unpackNets({ unit, hidden, numbers, ...rest }: PackedNets): LinksNets {
  const all: number[] = []
  let shift = 0
  for (const character of numbers) {
    if (character === '+') shift += half
    else if (character === '-') shift -= half
    else {
      all.push((alphabet.indexOf(character) - half + shift) / unit)
      shift = 0
    }
  }
  let at = 0
  const next = (count: number) => all.slice(at, (at += count))
  const nets = hidden.map((units) => ({
    hidden: units,
    inputWeights: next(units * rest.features.length),
    inputBias: next(units),
    outputWeights: next(units),
    outputBias: next(1)[0]
  }))
  return { ...rest, nets }
}

/** Packs weights that are whole counts of one of {@link units}. Throws where they are finer. */
export function packWeights({ second, ...weights }: LinksWeights): PackedWeights {
  const { features, mean, deviation, nets, ...rest } = weights
  const first = packNets({ features, mean, deviation, nets })
  return { ...rest, first, ...(second && { second: packNets(second) }) }
}

function packNets({ nets, ...rest }: LinksNets): PackedNets {
  const all = nets.flatMap((net) => [...net.inputWeights, ...net.inputBias, ...net.outputWeights, net.outputBias])
  const unit = units.find((one) => all.every((value) => Math.round(value * one) / one === value))
  if (unit === undefined) throw new Error(`Weights must be rounded to 1 / ${units.join(', 1 / ')}.`)
  return {
    ...rest,
    unit,
    hidden: nets.map((net) => net.hidden),
    numbers: all.map((value) => texted(value * unit)).join('')
  }
}

function texted(number: number): string {
  let left = Math.round(number)
  let signs = ''
  for (; left >= half; left -= half) signs += '+'
  for (; left < -half; left += half) signs += '-'
  return signs + alphabet[left + half]
}
