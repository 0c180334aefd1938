import { afterEach, describe, expect, test, vi } from 'vitest'
import { Fingerprint } from '../fingerprint.js'
import { type Kernel, newKernel } from '../kernel/load.js'
import { addMethodFunctions } from '../kernel/methods.js'
import { inPlace, type Phases } from '../kernel/phases.js'
import { runNow } from '../kernel/work.js'
import type { Traces } from '../log/types.js'
import { countInPhases, countPairs } from '../processes/counts.js'
import { type EmbedOptions, embed, embedInPhases } from '../processes/embed.js'
import { evidenceInPhases, pairCounts, WORTH_THREADS } from '../processes/evidence.js'
import { PairStatistics } from '../processes/features.js'
import { kmeans, kmeansInPhases } from '../processes/kmeans.js'
import { LinkNets } from '../processes/links.js'
import { shippedWeights } from '../processes/links-weights.js'
import { ppmiVectors } from '../processes/ppmi.js'
import { seeded } from '../processes/seeded.js'
import { trainStochastic } from '../processes/skipgram-stochastic.js'
import { buildVocabulary } from '../processes/vocabulary.js'
import { createPool } from './pool.js'
import { type Crew, crewOf } from './team.js'

/** Processes of ten activities; sessions walk through two of them. */
function planted(activities: number, tokens: number): Traces {
  const random = seeded(7)
  const events = new Uint32Array(tokens)
  const offsets: number[] = []
  let process = 0
  for (let i = 0; i < tokens; i++) {
    if (i % 10 === 0) process = Math.floor((random() * activities) / 10)
    if (i % 20 === 0) offsets.push(i)
    events[i] = process * 10 + Math.floor(random() * 10)
  }
  return { tokens: events, offsets: Uint32Array.from([...offsets, tokens]), activities }
}

async function together<Result>(
  threads: number,
  phases: (crew: Awaited<ReturnType<typeof crewOf>>) => Phases<Result>
): Promise<Result> {
  const pool = createPool(threads)
  try {
    const crew = await crewOf(pool)
    return await crew.drive('testing', phases(crew))
  } finally {
    pool.close()
  }
}

const train = (threads: number, traces: Traces, options: EmbedOptions) =>
  together(threads, (crew) => embedInPhases(crew.kernel, traces, options, crew.threads))

afterEach(() => vi.unstubAllGlobals())

describe('one, two and three threads give the same bits', () => {
  test.each([
    ['a table', 800, 120_000],
    ['an index', 3000, 120_000]
  ])('of pairs counted by %s', async (_, activities, tokens) => {
    const traces = planted(activities, tokens)
    const alone = runNow(countPairs(await newKernel(), traces))
    for (const threads of [1, 2, 3]) {
      const counts = await together(threads, (crew) => countInPhases(crew.kernel, traces, {}, crew.threads))
      expect(counts).toEqual(alone)
    }
  })

  test.each([
    ['dense', 200, 40_000],
    ['sparse', 2000, 120_000]
  ])('of vectors from %s counts', async (_, activities, tokens) => {
    const traces = planted(activities, tokens)
    const options = { dimensions: 24, solver: 'counts' } as const
    const alone = runNow(embed(await newKernel(), traces, options))
    for (const threads of [1, 2, 3]) expect((await train(threads, traces, options)).vectors).toEqual(alone.vectors)
  })

  test.each(['all', 'telling'] as const)(
    'of the evidence (%s pairs) and the first look of learned links',
    async (what) => {
      // So many pairs share a session that rows are handed out.
      const traces = planted(1200, 240_000)
      function* look(kernel: Kernel, threads: number): Phases<{ pairs: number; links: number; digest: string }> {
        const evidence = yield* evidenceInPhases(kernel, traces, what, threads)
        const vectors = yield* ppmiVectors(kernel, evidence)
        const statistics = new PairStatistics(kernel, evidence, vectors, 0, threads)
        const links = yield* new LinkNets(shippedWeights).firstLook(kernel, statistics)
        const digest = new Fingerprint().numbers(links.offsets).numbers(links.columns)
        digest.numbers(new Uint32Array(links.probabilities.buffer))
        for (const count of pairCounts) digest.numbers(Uint32Array.from(evidence.pairs[count]))
        return { pairs: evidence.pairs.partner.length, links: links.columns.length, digest: digest.digest() }
      }
      const kernel = await newKernel()
      const alone = runNow(inPlace(kernel, look(kernel, 1)))
      if (what === 'all') expect(alone.pairs).toBeGreaterThan(WORTH_THREADS)
      expect(alone.links).toBeGreaterThan(0)
      for (const threads of [2, 3]) {
        expect(await together(threads, (crew) => look(crew.kernel, crew.threads))).toEqual(alone)
      }
    }
  )

  test.each([
    ['two dimensions', 400_000, 2, 20],
    ['whole numbers', 60_000, 12, 90],
    ['bounds', 30_000, 32, 90]
  ])('of k-means with %s', async (_, n, d, clusters) => {
    const random = seeded(3)
    const points = Float32Array.from({ length: n * d }, (_, i) => random() + (((i / d) % clusters) | 0))
    const options = { clusters, starts: 1, maxIterations: 6 }
    const alone = runNow(kmeans(await newKernel(), points, n, d, { ...options, workPerSlice: 1e5 }))
    for (const threads of [1, 2, 3]) {
      const found = await together(threads, (crew) => kmeansInPhases(crew.kernel, points, n, d, options, crew.threads))
      expect(found).toEqual(alone)
    }
  })
})

describe('stochastic vectors, learnt by two', () => {
  const traces = planted(100, 70_000)
  const options = { dimensions: 16, solver: 'stochastic', epochs: 8, sample: 0 } as const

  /** The share of the 9 nearest activities that are of the same process. */
  function near(vectors: Float32Array): number {
    const d = options.dimensions
    const unit = Array.from({ length: 100 }, (_, a) => {
      const row = [...vectors.subarray(a * d, (a + 1) * d)]
      const length = Math.hypot(...row)
      return row.map((x) => x / length)
    })
    let same = 0
    unit.forEach((row, a) => {
      const closeness = unit.map((other) => other.reduce((sum, x, i) => sum + x * row[i], 0))
      const others = [...closeness.keys()].filter((b) => b !== a).sort((b, c) => closeness[c] - closeness[b])
      same += others.slice(0, 9).filter((b) => Math.floor(b / 10) === Math.floor(a / 10)).length
    })
    return same / 900
  }

  test('have the same bits on one, two and three threads', async () => {
    const alone = runNow(embed(await newKernel(), traces, options))
    for (const threads of [1, 2, 3]) expect((await train(threads, traces, options)).vectors).toEqual(alone.vectors)
  })

  test('have the same bits where memory cannot be shared', async () => {
    const alone = runNow(embed(await newKernel(), traces, options))
    vi.stubGlobal('SharedArrayBuffer', undefined)
    expect((await train(2, traces, options)).vectors).toEqual(alone.vectors)
  })

  test('are as good as those that one model learns', async () => {
    const vocabulary = buildVocabulary(traces, 0)
    const settings = { ...options, window: 4, negative: 5, learningRate: 0.025, seed: 1 }
    const learn = async (sharedFrom: number) =>
      runNow(trainStochastic(await newKernel(), vocabulary, settings, { sharedFrom }))
    const [shared, alone] = [await learn(0), await learn(Number.POSITIVE_INFINITY)]
    expect(shared).not.toEqual(alone)
    expect(near(shared)).toBeGreaterThan(near(alone) - 0.05)
    expect(near(shared)).toBeGreaterThan(0.8)
  })
})

describe('phases that are handed out at once', () => {
  /** Phase after phase, each copies one block of eight numbers to the next, by one call for each number. */
  function* passOn({ run, memory }: Crew['kernel'], rounds: number): Phases<number[]> {
    addMethodFunctions(run, memory.whole)
    const blocks = memory.float32(8 * 4 * (rounds + 1), 'blocks')
    memory.viewFloat32(blocks).set(Array.from({ length: 32 }, (_, i) => i + 1))
    // One copy is merged into a model of zeros: the model becomes the copy. The model of one phase is the copy of the next.
    yield Array.from({ length: rounds }, (_, i) => ({
      run: 'mergeCopies' as const,
      calls: Array.from({ length: 8 }, (_, part) => [
        ...[blocks.pointer + 128 * (i + 1), blocks.pointer + 128 * i, 128, 1],
        ...[16 * part, 16 * part + 16]
      ]),
      ...{ scratch: 0, scratchBytes: 0, done: (i + 1) / rounds }
    }))
    return [...memory.viewFloat32({ pointer: blocks.pointer + 128 * rounds, length: 32 })]
  }

  test.each([1, 2, 3])('begin when the one before is finished, on %d threads', async (threads) => {
    const passed = await together(threads, ({ kernel }) => passOn(kernel, 2000))
    expect(passed).toEqual(Array.from({ length: 32 }, (_, i) => i + 1))
  })
})

describe('a crew', () => {
  test.each([
    { iterations: 1000, solver: 'counts' },
    { epochs: 1000, solver: 'stochastic' }
  ] as const)('stops when asked to: %o', async (options) => {
    const pool = createPool(2)
    const { kernel, threads, drive } = await crewOf(pool)
    const stop = new AbortController()
    const phases = embedInPhases(kernel, planted(3000, 200_000), options, threads)
    const work = drive('training', phases, { signal: stop.signal })
    setTimeout(() => stop.abort(), 50)
    await expect(work).rejects.toMatchObject({ code: 'ABORTED' })
    pool.close()
  })

  test.each(['counts', 'stochastic'] as const)('reports a share that only grows, up to 1, %s', async (solver) => {
    const shares: number[] = []
    const pool = createPool(2)
    const { kernel, threads, drive } = await crewOf(pool)
    const phases = embedInPhases(kernel, planted(2000, 200_000), { solver, epochs: 2 }, threads)
    await drive('training', phases, { onProgress: ({ done }) => shares.push(done) })
    pool.close()
    expect(shares.at(-1)).toBe(1)
    expect([...shares].sort((a, b) => a - b)).toEqual(shares)
  })

  test('hands on what goes wrong', async () => {
    const traces = { tokens: Uint32Array.of(0, 9), offsets: Uint32Array.of(0, 2), activities: 3 }
    await expect(train(2, traces, {})).rejects.toMatchObject({ code: 'UNKNOWN_ACTIVITY' })
  })
})
