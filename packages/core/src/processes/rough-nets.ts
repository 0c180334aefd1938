import { exp } from './arithmetic.js'

/** Units of an input of 1, as in `links_look.ts` of the kernels; inputs lie in [-1, 1.5]. */
const UNIT = 4096
const LARGEST_INPUT = 1.5
/** Sums stay below 2^31. */
const LARGEST_SUM = 2.1e9
/** What single precision may add to the answer of a unit, and to that of a net, in log-odds. */
const UNIT_NOISE = 3e-4
const NET_NOISE = 2e-3

/** Nets as the kernel has them: per net hidden x (bias, weights of the inputs, output weight), then the output bias. */
export interface KernelNets {
  inputs: number
  hidden: number
  nets: number
  weights: Float32Array
}

/** Nets in whole numbers of 16 bits, and how far their answer may lie from the exact one. */
export interface RoughNets {
  /** The inputs that are left, an even number. */
  picked: Uint32Array
  /** Per net hidden x (bias i32, two weights i16 in each word, output weight f32), then the output bias f32. */
  weights: Uint32Array
  /** The exact probability is at most the rough one times this. */
  factor: number
}

/**
 * Rounds nets so that most pairs can be ruled out in half the time. The error is bounded unit by unit: inputs are off by
 * half a unit at most, weights by what rounding took. Inputs that are the same for all pairs go into the bias.
 *
 * @param picked [inputs] numbers of features
 * @param constants feature -> its value, clipped
 */
export function roughNets(nets: KernelNets, picked: Uint32Array, constants: ReadonlyMap<number, number>): RoughNets {
  const { inputs, hidden, weights } = nets
  const varying: number[] = []
  for (let f = 0; f < inputs; f++) if (!constants.has(picked[f])) varying.push(f)
  const pairs = (varying.length + 1) >> 1
  const each = hidden * (pairs + 2) + 1
  const words = new Uint32Array(nets.nets * each)
  const whole = new Int32Array(words.buffer)
  const halves = new Int16Array(words.buffer)
  const floats = new Float32Array(words.buffer)
  let worst = 0
  for (let net = 0; net < nets.nets; net++) {
    let error = NET_NOISE
    for (let h = 0; h < hidden; h++) {
      const from = net * (hidden * (inputs + 2) + 1) + h * (inputs + 2)
      const to = net * each + h * (pairs + 2)
      const output = weights[from + inputs + 1]
      let bias = weights[from]
      for (let f = 0; f < inputs; f++) bias += weights[from + 1 + f] * (constants.get(picked[f]) ?? 0)
      let largest = 1e-9
      let sum = 0
      for (const f of varying) {
        const size = Math.abs(weights[from + 1 + f])
        largest = Math.max(largest, size)
        sum += size
      }
      const scale = Math.min(32_000 / largest, LARGEST_SUM / (UNIT * (LARGEST_INPUT * sum + Math.abs(bias)) + 1))
      let off = UNIT_NOISE + 1 / scale / UNIT
      for (let k = 0; k < varying.length; k++) {
        const weight = weights[from + 1 + varying[k]]
        const rounded = Math.round(weight * scale)
        halves[2 * (to + 1) + k] = rounded
        off += Math.abs(weight) * (0.5 / UNIT) + LARGEST_INPUT * Math.abs(weight - rounded / scale)
      }
      whole[to] = Math.round(bias * scale * UNIT)
      floats[to + pairs + 1] = output / (scale * UNIT)
      error += Math.abs(output) * off
    }
    floats[(net + 1) * each - 1] = weights[(net + 1) * (hidden * (inputs + 2) + 1) - 1]
    worst = Math.max(worst, error)
  }
  const left = new Uint32Array(2 * pairs)
  for (let k = 0; k < left.length; k++) left[k] = picked[varying[Math.min(k, varying.length - 1)]]
  return { picked: left, weights: words, factor: exp(worst) }
}
