import type { Kernel } from '../kernel/load.js'
import { stride, unpad } from '../kernel/memory.js'
import { addMethodFunctions } from '../kernel/methods.js'
import { inPlace, type Phases } from '../kernel/phases.js'
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
export function trainStochastic(
  kernel: Kernel,
  vocabulary: Vocabulary,
  options: StochasticOptions,
  slice = 4096
): Steps<Float32Array> {
  return inPlace(kernel, trainInPhases(kernel, vocabulary, options, 1, slice))
}

/**
 * {@link trainStochastic} by `racing` threads over the same vectors, without locks (Niu et al. 2011, "Hogwild!"): where two
 * change one row at the same moment an update may be lost, so that no two runs give the same bits. 1: reproducible.
 */
export function* trainInPhases(
  kernel: Kernel,
  vocabulary: Vocabulary,
  options: StochasticOptions,
  racing: number,
  slice = 4096
): Phases<Float32Array> {
  const { run, memory } = kernel
  addMethodFunctions(run, memory.whole)
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
    // Threads do not share a line of the cache.
    const scratchBytes = (run.skipgramScratch(window, negative, padded) + 127) & ~127
    const scratch = memory.int32((racing * scratchBytes) / 4, what)
    const aliasScratch = memory.float64(2 * activities, what)
    run.buildAlias(weights.pointer, activities, alias.pointer, aliasScratch.pointer)
    run.seedStream(state.pointer, options.seed, 0)
    run.fillUniform(input.pointer, activities, dimensions, padded, 1 / dimensions, state.pointer)

    const fall = (options.learningRate - LEAST_RATE) / Math.max(1, epochs * tokens.length)
    const slices: [first: number, last: number][] = []
    for (let first = 0; first < sequences; ) {
      let last = first + 1
      while (last < sequences && offsets[last + 1] - offsets[first] <= slice) last++
      slices.push([first, last])
      first = last
    }
    // Racing slices draw each from a stream of its own; else one stream goes through them all.
    const states = racing > 1 ? memory.float64(slices.length, what) : state
    for (let epoch = 0; epoch < epochs; epoch++) {
      const rate = options.learningRate - fall * epoch * tokens.length
      const call = ([first, last]: [number, number], i: number) =>
        [
          ...([input.pointer, output.pointer, activities, padded, tokenBlock.pointer, offsetBlock.pointer] as const),
          ...([first, last, alias.pointer, keep.pointer, window, negative, rate, fall, LEAST_RATE] as const),
          racing > 1 ? states.pointer + 8 * i : state.pointer
        ] as const
      if (racing > 1) {
        for (let i = 0; i < slices.length; i++) {
          run.seedStream(states.pointer + 8 * i, options.seed, 1 + epoch * slices.length + i)
        }
        const done = (epoch + 1) / epochs
        yield { run: 'trainSkipgram', calls: slices.map(call), scratch: scratch.pointer, scratchBytes, done }
        continue
      }
      for (let i = 0; i < slices.length; i++) {
        run.trainSkipgram(...call(slices[i], i), scratch.pointer)
        yield (epoch + offsets[slices[i][1]] / Math.max(1, tokens.length)) / epochs
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
