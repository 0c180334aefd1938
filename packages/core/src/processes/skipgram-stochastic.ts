import type { Kernel } from '../kernel/load.js'
import { stride } from '../kernel/memory.js'
import type { Steps } from '../kernel/work.js'
import { keptShares, negativeWeights, type Vocabulary } from './vocabulary.js'

/** What the stochastic solver needs to know; defaults live in embed.ts. */
export interface StochasticOptions {
  dimensions: number
  window: number
  negative: number
  epochs: number
  sample: number
  learningRate: number
  seed: number
}

/** The kernel takes sequences of at most so many tokens (word2vec.c cuts at 1,000). */
const MOST_TOKENS = 1024
/** Where the learning rate ends, as in word2vec. */
const LEAST_RATE = 1e-4

/**
 * Skip-gram with negative sampling by stochastic gradient steps over the sequences, in their order, single-threaded and
 * reproducible. Returns [kept x dimensions], not padded.
 * @param slice tokens per kernel call; it does not change the result.
 */
export function* trainStochastic(
  kernel: Kernel,
  vocabulary: Vocabulary,
  options: StochasticOptions,
  slice = 4096
): Steps<Float32Array> {
  const { run, memory } = kernel
  const { dimensions, window, negative, epochs } = options
  const { tokens } = vocabulary.traces
  const activities = vocabulary.kept.length
  const padded = stride(dimensions)
  const offsets = cutLong(vocabulary.traces.offsets)
  const sequences = offsets.length - 1
  const mark = memory.mark()
  try {
    const what = 'Skip-gram over sequences'
    const input = memory.float32(activities * padded, what)
    const output = memory.float32(activities * padded, what)
    const tokenBlock = memory.put(tokens, what)
    const offsetBlock = memory.put(offsets, what)
    const alias = memory.int32(2 * activities, what)
    const weights = memory.put(negativeWeights(vocabulary.occurrences), what)
    const keep = memory.put(keepLimits(vocabulary.occurrences, options.sample), what)
    const state = memory.room(1, 8, what)
    const scratch = memory.int32(run.skipgramScratch(window, negative, padded) / 4, what)
    const aliasScratch = memory.float64(2 * activities, what)
    run.buildAlias(weights.pointer, activities, alias.pointer, aliasScratch.pointer)
    run.seedStream(state.pointer, options.seed, 0)
    run.fillUniform(input.pointer, activities, dimensions, padded, 1 / dimensions, state.pointer)

    const fall = (options.learningRate - LEAST_RATE) / Math.max(1, epochs * tokens.length)
    for (let epoch = 0; epoch < epochs; epoch++) {
      const rate = options.learningRate - fall * epoch * tokens.length
      for (let first = 0; first < sequences; ) {
        let last = first + 1
        while (last < sequences && offsets[last + 1] - offsets[first] <= slice) last++
        run.trainSkipgram(
          input.pointer,
          output.pointer,
          activities,
          padded,
          tokenBlock.pointer,
          offsetBlock.pointer,
          first,
          last,
          alias.pointer,
          keep.pointer,
          window,
          negative,
          rate,
          fall,
          LEAST_RATE,
          state.pointer,
          scratch.pointer
        )
        first = last
        yield (epoch + offsets[first] / Math.max(1, tokens.length)) / epochs
      }
    }
    return unpad(memory.viewFloat32(input), activities, dimensions, padded)
  } finally {
    memory.release(mark)
  }
}

/** Offsets with every sequence cut into pieces of at most MOST_TOKENS. */
function cutLong(offsets: Uint32Array): Uint32Array {
  const cut: number[] = [0]
  for (let i = 0; i + 1 < offsets.length; i++) {
    for (let at = offsets[i] + MOST_TOKENS; at < offsets[i + 1]; at += MOST_TOKENS) cut.push(at)
    if (offsets[i + 1] > offsets[i]) cut.push(offsets[i + 1])
  }
  return Uint32Array.from(cut)
}

/** Subsampling as u32: a token stays if a random u32 is not above its limit. */
function keepLimits(occurrences: Float64Array, sample: number): Uint32Array {
  return Uint32Array.from(keptShares(occurrences, sample), (share) => Math.floor(share * 0xffffffff))
}

/** Copies rows out of their padding. */
export function unpad(rows: Float32Array, count: number, dimensions: number, padded: number): Float32Array {
  const plain = new Float32Array(count * dimensions)
  for (let i = 0; i < count; i++) {
    plain.set(rows.subarray(i * padded, i * padded + dimensions), i * dimensions)
  }
  return plain
}
