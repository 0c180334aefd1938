import type { Kernel } from '../kernel/load.js'
import { stride, unpad } from '../kernel/memory.js'
import { addMethodFunctions } from '../kernel/methods.js'
import { inPlace, type Phase, type Phases } from '../kernel/phases.js'
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
 * More shares than two are no longer stable: where all have learnt the same, the sum goes as many times as far (1,000
 * planted activities, NMI with the truth by one share .852, by two .855, by four .806).
 */
const SHARES = 2
/**
 * Tokens of each share between two merges, for each activity: a merge takes under 1 % of the time. Of few activities much
 * more would make both learn all there is before they meet, and their sum go too far.
 */
const TOKENS_PER_ACTIVITY = 16
/** A call of fewer tokens would not be worth a thread's waiting. */
const LEAST_SLICE = 1024
/** The threads are told of so many phases in one message. */
const PHASES_AT_ONCE = 1024

/** For tests of the parts; the defaults serve. */
export interface StochasticTuning {
  /** Tokens of a kernel call, default: `sliceOf`. Where two share the work it is also what each takes in turn. */
  slice?: number
  /** From so many tokens on two share the work; default 65,536. */
  sharedFrom?: number
}

/** {@link trainInPhases} in one thread, as any number of threads would. */
export function trainStochastic(
  kernel: Kernel,
  vocabulary: Vocabulary,
  options: StochasticOptions,
  tuning?: StochasticTuning
): Steps<Float32Array> {
  return inPlace(kernel, trainInPhases(kernel, vocabulary, options, tuning))
}

/**
 * Skip-gram with negative sampling by stochastic gradient steps over the sequences, in their order. Large logs are learnt
 * by two models, each from every other slice of the sequences; after some slices what both have learnt is added up, and
 * both go on from there (see `mergeCopies`). Who learns what depends on the log alone, so that any number of threads gives
 * the same bits; two of them are of use. Returns [kept x dimensions], not padded.
 */
export function* trainInPhases(
  kernel: Kernel,
  vocabulary: Vocabulary,
  options: StochasticOptions,
  { slice = sliceOf(vocabulary, options), sharedFrom = 65_536 }: StochasticTuning = {}
): Phases<Float32Array> {
  const { run, memory } = kernel
  addMethodFunctions(run, memory.whole)
  const { dimensions, window, negative, epochs } = options
  const { tokens } = vocabulary.traces
  const activities = vocabulary.kept.length
  const padded = stride(dimensions)
  const offsets = cutLong(vocabulary.traces.offsets)
  const shares = tokens.length < sharedFrom ? 1 : SHARES
  const mark = memory.mark()
  try {
    const what = 'Skip-gram over sequences'
    // A model is both matrices, input before output. With several shares each has a copy.
    const half = activities * padded
    const model = memory.float32(2 * half, what)
    const modelBytes = 8 * half
    const copies = shares === 1 ? model : memory.float32(shares * 2 * half, what)
    const tokenBlock = memory.put(tokens, what)
    const offsetBlock = memory.put(offsets, what)
    const alias = memory.int32(2 * activities, what)
    const weights = memory.put(negativeWeights(vocabulary.occurrences), what)
    const keep = memory.put(keepLimits(vocabulary.occurrences, options.sample), what)
    // Each share draws from a stream of its own. Threads do not share a line of the cache.
    const states = memory.room(shares, LINE_BYTES, what)
    const scratchBytes = (run.skipgramScratch(window, negative, padded) + LINE_BYTES - 1) & -LINE_BYTES
    const scratch = memory.int32((shares * scratchBytes) / 4, what)
    const aliasScratch = memory.float64(2 * activities, what)
    run.buildAlias(weights.pointer, activities, alias.pointer, aliasScratch.pointer)
    run.seedStream(states.pointer, options.seed, 0)
    run.fillUniform(model.pointer, activities, dimensions, padded, 1 / dimensions, states.pointer)
    if (shares > 1) {
      const start = memory.viewFloat32(model)
      for (let share = 0; share < shares; share++) {
        memory.viewFloat32(copies).set(start, share * start.length)
        run.seedStream(states.pointer + share * LINE_BYTES, options.seed, 1 + share)
      }
    }

    const fall = (options.learningRate - LEAST_RATE) / Math.max(1, epochs * tokens.length)
    const slices = cutEvenly(offsets, slice, shares)
    const mergeAfter = Math.max(1, Math.round((TOKENS_PER_ACTIVITY * activities) / slice))
    const turns = (epochs * slices.length) / shares
    const common = { scratch: scratch.pointer, scratchBytes, mostThreads: shares }
    const merge = mergeCalls(model.pointer, copies.pointer, modelBytes, shares)
    let together: Phase[] = []
    for (let turn = 0; turn < turns; turn++) {
      const at = (turn * shares) % slices.length
      const epoch = Math.floor((turn * shares) / slices.length)
      const rate = options.learningRate - fall * epoch * tokens.length
      const done = (turn + 1) / turns
      const calls = slices.slice(at, at + shares).map(([first, last], share) => {
        const input = copies.pointer + share * modelBytes
        return [
          ...([input, input + modelBytes / 2, activities, padded, tokenBlock.pointer, offsetBlock.pointer] as const),
          ...([first, last, alias.pointer, keep.pointer, window, negative, rate, fall, LEAST_RATE] as const),
          states.pointer + share * LINE_BYTES
        ]
      })
      together.push({ run: 'trainSkipgram', calls, ...common, done })
      const last = turn + 1 === turns
      if (shares > 1 && (last || (turn + 1) % mergeAfter === 0)) {
        together.push({ run: 'mergeCopies', calls: merge, ...common, done })
      }
      if (last || together.length >= PHASES_AT_ONCE) {
        yield together
        together = []
      }
    }
    return unpad(memory.viewFloat32({ pointer: model.pointer, length: half }), activities, dimensions, padded)
  } finally {
    memory.release(mark)
  }
}

/** Bytes that no two threads should share; twice a line of the cache, as processors fetch these in pairs. */
const LINE_BYTES = 128

/** The rows of both matrices in as many parts as there are shares. */
function mergeCalls(model: number, copies: number, bytes: number, shares: number): number[][] {
  const part = Math.ceil(bytes / shares / LINE_BYTES) * LINE_BYTES
  return Array.from({ length: shares }, (_, i) => [
    ...[model, copies, bytes, shares],
    ...[Math.min(bytes, i * part), Math.min(bytes, (i + 1) * part)]
  ])
}

/** Tokens of a call of 10 ms at most: 16,384 up to 128 dimensions, fewer of longer vectors or of few activities. */
function sliceOf({ kept }: Vocabulary, { dimensions }: StochasticOptions): number {
  const most = Math.min(16_384, Math.floor(2 ** 21 / stride(dimensions)))
  return Math.max(LEAST_SLICE, Math.min(most, TOKENS_PER_ACTIVITY * kept.length))
}

/** Ranges of sequences of about `slice` tokens, all alike, their number a multiple of `shares`. */
function cutEvenly(offsets: Uint32Array, slice: number, shares: number): [first: number, last: number][] {
  const sequences = offsets.length - 1
  const tokens = offsets[sequences]
  const count = shares * Math.max(1, Math.ceil(tokens / (slice * shares)))
  const slices: [number, number][] = []
  let first = 0
  for (let i = 1; i <= count; i++) {
    let last = first
    while (last < sequences && offsets[last] < (tokens * i) / count) last++
    slices.push([first, last])
    first = last
  }
  return slices
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
