import type { Kernel } from '../kernel/load.js'
import type { PairStatistics } from './features.js'
import type { LinksNets } from './links-weights-format.js'

/** What memory is asked for, as it is told where there is none. */
export const WHAT = 'The probabilities of learned links'

/** Nets as the kernel wants them: standardisation folded in, hidden units a multiple of four. */
export class FoldedNets {
  readonly #picked: Uint32Array
  readonly #count: number
  readonly #hidden: number
  readonly #folded: Float32Array

  /** @param names of the features that will be given, in their order; the nets pick theirs */
  constructor({ features, mean, deviation, nets }: LinksNets, names: readonly string[]) {
    this.#picked = Uint32Array.from(features, (name) => names.indexOf(name))
    this.#count = nets.length
    const inputs = features.length
    const hidden = nets.reduce((most, net) => Math.max(most, net.hidden), 0)
    this.#hidden = (hidden + 3) & ~3
    const each = this.#hidden * (inputs + 2) + 1
    this.#folded = new Float32Array(nets.length * each)
    nets.forEach((net, t) => {
      for (let h = 0; h < net.hidden; h++) {
        const at = t * each + h * (inputs + 2)
        let bias = net.inputBias[h]
        for (let f = 0; f < inputs; f++) {
          const weight = net.inputWeights[f * net.hidden + h] / deviation[f]
          this.#folded[at + 1 + f] = weight
          bias -= weight * mean[f]
        }
        this.#folded[at] = bias
        this.#folded[at + inputs + 1] = net.outputWeights[h]
      }
      this.#folded[t * each + each - 1] = net.outputBias
    })
  }

  /**
   * Memory for what the nets make of the features of `statistics`, freed by the caller's release: for each thread, the slots
   * of `links_look.ts` of the kernels.
   */
  open({ memory }: Kernel, { plan }: PairStatistics): number[][] {
    const inputs = this.#picked.length
    const weights = memory.put(this.#folded, WHAT)
    const picked = memory.put(this.#picked, WHAT)
    return plan.threads.map(() => {
      const scratch = memory.float32(inputs * 8 + 8, WHAT)
      const output = memory.float32(plan.capacity, WHAT)
      return [picked.pointer, inputs, this.#count, this.#hidden, weights.pointer, scratch.pointer, output.pointer]
    })
  }
}
