import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sharedBytes, sharedFile } from '../../../../tools/testing/shared.js'
import { newKernel } from '../kernel/load.js'
import { runNow } from '../kernel/work.js'
import type { Traces } from '../log/types.js'
import { countPairs, mergePairCounts } from './counts.js'
import { type EmbedOptions, embed } from './embed.js'
import { kmeans } from './kmeans.js'
import { type CountsSolverTuning, solveFromCounts } from './skipgram-counts.js'
import { trainStochastic } from './skipgram-stochastic.js'
import { chooseSolver } from './solver-costs.js'
import { buildVocabulary } from './vocabulary.js'

const SOLVERS = ['counts', 'stochastic'] as const
const kernel = await newKernel()

function toTraces(sequences: number[][], activities: number): Traces {
  const offsets = [0]
  for (const sequence of sequences) offsets.push(offsets[offsets.length - 1] + sequence.length)
  return { tokens: Uint32Array.from(sequences.flat()), offsets: Uint32Array.from(offsets), activities }
}

function named(sequences: string[][]): { traces: Traces; ids: Map<string, number> } {
  const ids = new Map<string, number>()
  const numbered = sequences.map((sequence) =>
    sequence.map((name) => {
      const id = ids.get(name) ?? ids.size
      ids.set(name, id)
      return id
    })
  )
  return { traces: toTraces(numbered, ids.size), ids }
}

function train(traces: Traces, options: EmbedOptions) {
  return runNow(embed(kernel, traces, options))
}

function row({ vectors, dimensions }: { vectors: Float32Array; dimensions: number }, id: number): Float32Array {
  return vectors.subarray(id * dimensions, (id + 1) * dimensions)
}

function cosine(a: Float32Array, b: Float32Array): number {
  let [ab, aa, bb] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    ab += a[i] * b[i]
    aa += a[i] * a[i]
    bb += b[i] * b[i]
  }
  return ab / Math.sqrt(aa * bb)
}

/** Six planted processes of five steps, two of them in each session, a step skipped now and then. */
const ACTIVITIES = 30
const planted = Array.from({ length: 600 }, (_, i) =>
  [i % 6, (i * 5 + (i >> 3)) % 6].flatMap((process, part) =>
    [0, 1, 2, 3, 4].filter((step) => (i * 7 + step * 5 + part) % 11 > 1).map((step) => 5 * process + step)
  )
)

describe.each(SOLVERS)('embed by %s', (solver) => {
  it.each([
    { dimensions: 8, window: 2, negative: 3 },
    { dimensions: 13, window: 4, negative: 5 },
    { dimensions: 40, window: 9, negative: 12 }
  ])('places steps of a planted process next to each other with %o', (options) => {
    const embedding = train(toTraces(planted, ACTIVITIES), { ...options, solver, epochs: 30, sample: 0 })
    let near = 0
    for (let a = 0; a < ACTIVITIES; a++) {
      const others = Array.from({ length: ACTIVITIES }, (_, b) => b).filter((b) => b !== a)
      const closeness = (b: number) => cosine(row(embedding, a), row(embedding, b))
      others.sort((b, c) => closeness(c) - closeness(b))
      near += others.slice(0, 4).filter((b) => Math.floor(b / 5) === Math.floor(a / 5)).length / (4 * ACTIVITIES)
    }
    // By chance it would be 4 of 29.
    expect(near).toBeGreaterThan(0.7)
  })

  it('works at the smallest of every setting', () => {
    const traces = toTraces(planted, ACTIVITIES)
    const { vectors } = train(traces, { solver, dimensions: 2, window: 1, negative: 1, epochs: 1, iterations: 1 })
    expect(vectors.every(Number.isFinite)).toBe(true)
    expect(new Set(vectors).size).toBeGreaterThan(ACTIVITIES)
  })

  it('keeps every activity in its own row when some fall below the minimum count', () => {
    // Activity 2 of 31 is rare: it must not shift the others (the reference method's fault).
    const shifted = planted.map((sequence) => sequence.map((id) => (id >= 2 ? id + 1 : id)))
    shifted.push([2, 0])
    const embedding = train(toTraces(shifted, ACTIVITIES + 1), { solver, minCount: 2, dimensions: 10, epochs: 20 })
    expect([...row(embedding, 2)]).toEqual(new Array(10).fill(0))
    const without = toTraces([...planted, [0]], ACTIVITIES)
    const plain = train(without, { solver, dimensions: 10, epochs: 20 })
    for (let id = 0; id < ACTIVITIES; id++) {
      expect([...row(embedding, id >= 2 ? id + 1 : id)]).toEqual([...row(plain, id)])
    }
  })

  it('gives finite vectors on logs with little in them', () => {
    for (const sequences of [[[0]], [[0], [0]], [[0, 1]], [[], [1, 1, 1], [0]], [[0, 0, 0, 0]]]) {
      const { vectors } = train(toTraces(sequences, 2), { solver, dimensions: 5 })
      expect(vectors.length).toBe(10)
      expect(vectors.every(Number.isFinite)).toBe(true)
    }
  })

  it('depends on the seed and on nothing else', () => {
    const traces = toTraces(planted, ACTIVITIES)
    expect(train(traces, { solver, seed: 5 }).vectors).toEqual(train(traces, { solver, seed: 5 }).vectors)
    expect(train(traces, { solver, seed: 5 }).vectors).not.toEqual(train(traces, { solver, seed: 6 }).vectors)
  })
})

const someLog = fc.integer({ min: 2, max: 70 }).chain((activities) =>
  fc.record({
    activities: fc.constant(activities),
    sequences: fc.array(fc.array(fc.integer({ min: 0, max: activities - 1 }), { maxLength: 40 }), {
      minLength: 1,
      maxLength: 30
    })
  })
)

describe('slices', () => {
  const shape = fc.record({
    dimensions: fc.integer({ min: 2, max: 20 }),
    negative: fc.integer({ min: 1, max: 14 }),
    window: fc.integer({ min: 1, max: 7 })
  })

  it('of any size give the same bits, stochastic', () => {
    fc.assert(
      fc.property(someLog, shape, fc.integer({ min: 1, max: 200 }), ({ sequences, activities }, options, slice) => {
        const vocabulary = buildVocabulary(toTraces([...sequences, [0, 1]], activities), 0)
        const settings = { ...options, epochs: 2, sample: 0.01, learningRate: 0.05, seed: 3 }
        const whole = runNow(trainStochastic(kernel, vocabulary, settings, { slice: 1e9 }))
        expect(whole.every(Number.isFinite)).toBe(true)
        expect(runNow(trainStochastic(kernel, vocabulary, settings, { slice }))).toEqual(whole)
      }),
      { numRuns: 50 }
    )
  })

  it.each<[string, CountsSolverTuning]>([
    ['dense', { form: 'dense' }],
    ['sparse', { form: 'sparse' }],
    ['sparse with sampled negatives', { form: 'sparse', sampledColumns: 8 }],
    ['sparse with drawn pairs', { form: 'sparse', drawnPairs: 3 }]
  ])('of any size give the same bits, from counts, %s', (_, tuning) => {
    fc.assert(
      fc.property(someLog, shape, fc.integer({ min: 1, max: 50_000 }), ({ sequences, activities }, options, slice) => {
        const { traces } = buildVocabulary(toTraces([...sequences, [0, 1]], activities), 0)
        const counts = runNow(countPairs(kernel, traces, options))
        const settings = { ...options, sample: 0.01, iterations: 3, seed: 3 }
        const whole = runNow(solveFromCounts(kernel, counts, settings, { ...tuning, slice: 1e9 }))
        expect(whole.every(Number.isFinite)).toBe(true)
        expect(runNow(solveFromCounts(kernel, counts, settings, { ...tuning, slice }))).toEqual(whole)
      }),
      { numRuns: 40 }
    )
  })
})

describe('the solver from counts', () => {
  it('finds the same vectors dense and sparse, but for rounding', () => {
    const counts = runNow(countPairs(kernel, toTraces(planted, ACTIVITIES)))
    const settings = { dimensions: 6, negative: 5, sample: 0, iterations: 4, seed: 1 }
    const dense = runNow(solveFromCounts(kernel, counts, settings, { form: 'dense' }))
    const sparse = runNow(solveFromCounts(kernel, counts, settings, { form: 'sparse' }))
    for (let a = 0; a < ACTIVITIES; a++) {
      for (let b = 0; b < a; b++) {
        const [x, y] = [dense, sparse].map((vectors) => {
          const both = { vectors, dimensions: 6 }
          return cosine(row(both, a), row(both, b))
        })
        expect(y).toBeCloseTo(x, 3)
      }
    }
  })

  it('balances the gauge: the columns of the result are orthogonal, as the singular vectors they are', () => {
    const counts = runNow(countPairs(kernel, toTraces(planted, ACTIVITIES)))
    for (const dimensions of [5, 12, 40]) {
      const settings = { dimensions, negative: 5, sample: 0, iterations: 4, seed: 1 }
      const vectors = runNow(solveFromCounts(kernel, counts, settings))
      const product = (i: number, j: number) => {
        let sum = 0
        for (let a = 0; a < ACTIVITIES; a++) sum += vectors[a * dimensions + i] * vectors[a * dimensions + j]
        return sum
      }
      const lengths = Array.from({ length: dimensions }, (_, i) => product(i, i))
      const largest = Math.max(...lengths)
      // No more directions than activities: the others are empty.
      expect(lengths.filter((length) => length > 1e-4 * largest).length).toBeLessThanOrEqual(ACTIVITIES)
      for (let i = 0; i < dimensions; i++) {
        for (let j = 0; j < i; j++) expect(Math.abs(product(i, j))).toBeLessThan(1e-5 * largest)
      }
    }
  })

  it('takes counts in place of traces: yesterday and today merged give what both together give', () => {
    const [yesterday, today] = [planted.slice(0, 150), planted.slice(150)].map((part) =>
      runNow(countPairs(kernel, toTraces(part, ACTIVITIES), { window: 4 }))
    )
    const merged = runNow(embed(kernel, mergePairCounts(yesterday, today), { dimensions: 10 }))
    const whole = train(toTraces(planted, ACTIVITIES), { dimensions: 10, window: 4, solver: 'counts' })
    expect(merged.vectors).toEqual(whole.vectors)
  })

  it('leaves rare activities out of given counts, too', () => {
    const counts = runNow(countPairs(kernel, toTraces([...planted, [ACTIVITIES, 0]], ACTIVITIES + 2)))
    const embedding = runNow(embed(kernel, counts, { dimensions: 4, minCount: 2 }))
    expect([...row(embedding, ACTIVITIES), ...row(embedding, ACTIVITIES + 1)]).toEqual(new Array(8).fill(0))
    expect(row(embedding, 7).some((value) => value !== 0)).toBe(true)
  })
})

describe('the choice of the solver', () => {
  const task = { dimensions: 100, window: 4, negative: 5, epochs: 5, sample: 0, iterations: 5 }
  it('goes by estimated cost and says so', () => {
    const large = chooseSolver({ ...task, activities: 1000, occurrences: new Float64Array(1000).fill(1000) }, 'auto')
    expect(large.solver).toBe('counts')
    expect(large.why).toMatch(/from pair counts \(estimated .* s, against .* s stochastic over the sequences\)/)
    const wide = chooseSolver({ ...task, activities: 5000, occurrences: new Float64Array(5000).fill(2) }, 'auto')
    expect(wide.solver).toBe('stochastic')
    expect(wide.why).toMatch(/stochastic over the sequences \(estimated/)
  })
  it('does as asked', () => {
    const small = { ...task, activities: 3, occurrences: new Float64Array(3).fill(10) }
    expect(chooseSolver(small, 'stochastic')).toMatchObject({
      solver: 'stochastic',
      why: expect.stringContaining('asked')
    })
  })
})

describe('wrong options', () => {
  const traces = toTraces(planted, ACTIVITIES)
  it.each([
    [{ dimensions: 1 }, 'dimensions 1'],
    [{ window: 0 }, 'window 0'],
    [{ negative: 2.5 }, 'negative 2.5'],
    [{ sample: -1 }, 'sample -1'],
    [{ learningRate: Number.NaN }, 'learningRate NaN'],
    [{ solver: 'exact' as 'auto' }, 'solver exact'],
    [{ seed: -1 }, 'seed -1'],
    [{ dimension: 10 } as EmbedOptions, "unknown option 'dimension'"],
    [{ minCount: 1e6 }, 'No activity occurs at least 1000000 times']
  ])('%o are refused', (options, message) => {
    expect(() => train(traces, options)).toThrow(message)
  })
  it('that pair counts cannot serve are refused', () => {
    const counts = runNow(countPairs(kernel, traces, { window: 3 }))
    expect(() => runNow(embed(kernel, counts, { solver: 'stochastic' }))).toThrow('needs the sequences')
    expect(() => runNow(embed(kernel, counts, { window: 5 }))).toThrow('window 5')
  })
  it('tokens beyond the vocabulary are refused', () => {
    expect(() => train(toTraces([[0, 9]], 3), {})).toThrow('activity 9')
  })
})

// What gensim reaches is kept as data, with its parameters and how it was made.
interface GensimFigures {
  bank: {
    channel: string
    settings: Record<'vector_size' | 'window' | 'negative' | 'epochs' | 'sample' | 'min_count' | 'alpha', number>
    sessions: number
    words: number
    judged: number
    processes: number
    ari: { mean: number }
    neighbours: { mean: number }
  }[]
  lee: { query: string; expected: string; mustBeBelow: number; vocabulary: number }
}
const gensim: GensimFigures = JSON.parse(
  readFileSync(new URL('../../../../benchmarks/references/gensim-bank.json', import.meta.url), 'utf8')
)

const leePath = sharedFile('data/lee_corpus/lee_background.cor')
describe.skipIf(leePath === null)('the Lee corpus', () => {
  // gensim's simple_preprocess: lower-case runs of letters, 2 to 15 long.
  const documents = () =>
    readFileSync(leePath!, 'utf8')
      .split('\n')
      .map((line) =>
        (line.toLowerCase().match(/[\p{L}\p{M}_]+/gu) ?? []).filter((w) => w.length >= 2 && w.length <= 15)
      )
      .filter((words) => words.length > 0)

  it.each(SOLVERS)("'bombings' is near 'attacks', %s", (solver) => {
    const { traces, ids } = named(documents())
    const options = { dimensions: 100, window: 4, negative: 15, epochs: 10, minCount: 5, solver, seed: 1 }
    const embedding = train(traces, options)
    const [query, expected] = [ids.get(gensim.lee.query)!, ids.get(gensim.lee.expected)!]
    const target = cosine(row(embedding, query), row(embedding, expected))
    let [rank, vocabulary] = [0, 0]
    for (let id = 0; id < ids.size; id++) {
      if (row(embedding, id).every((value) => value === 0)) continue
      vocabulary++
      if (id !== query && cosine(row(embedding, query), row(embedding, id)) > target) rank++
    }
    expect(vocabulary).toBe(gensim.lee.vocabulary)
    expect(rank).toBeLessThan(gensim.lee.mustBeBelow)
  })
})

const eventsPath = sharedFile('data/bank_100k/events.csv.gz')
const truthPath = sharedFile('data/bank_100k/truth.csv')
describe.skipIf(eventsPath === null || truthPath === null)("gensim's quality on the bank log", () => {
  const lines = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim().split(/\r?\n/).slice(1)

  function sessions(channel: string): string[][] {
    const found = new Map<string, { time: string; activity: string }[]>()
    for (const line of lines(sharedBytes(eventsPath!))) {
      const [, session, activity, time, where] = line.split(',')
      if (channel !== 'all' && where !== channel) continue
      const events = found.get(session) ?? []
      events.push({ time, activity })
      found.set(session, events)
    }
    return [...found.values()].map((events) => {
      events.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))
      return events.map((event) => event.activity).filter((name, i, all) => name !== all[i - 1])
    })
  }

  function truth(channel: string): Map<string, string> {
    const rows = lines(sharedBytes(truthPath!)).map((line) => line.split(','))
    return new Map(
      rows
        .filter(([, , where, , kind]) => kind === 'process' && (channel === 'all' || where === channel))
        .map(([activity, process, where]) => [activity, `${where}/${process}`])
    )
  }

  for (const reference of gensim.bank) {
    const { channel, settings } = reference
    it.each(SOLVERS)(`${channel}, ${settings.vector_size} dimensions, %s`, (solver) => {
      const { traces, ids } = named(sessions(channel))
      expect(traces.tokens.length).toBe(reference.words)
      const processOf = [...truth(channel)].filter(([name]) => ids.has(name))
      const labels = processOf.map(([, process]) => process)
      const kept = processOf.map(([name]) => ids.get(name)!)
      const counts = new Uint32Array(traces.activities)
      for (const token of traces.tokens) counts[token]++
      const judged = kept.filter((id) => counts[id] >= settings.min_count)
      expect(judged.length).toBe(reference.judged)
      const judgedLabels = labels.filter((_, i) => counts[kept[i]] >= settings.min_count)

      const options: EmbedOptions = {
        dimensions: settings.vector_size,
        window: settings.window,
        negative: settings.negative,
        epochs: settings.epochs,
        sample: settings.sample,
        minCount: settings.min_count,
        learningRate: settings.alpha,
        solver
      }
      const seeds = [1, 2, 3]
      let [ari, neighbours] = [0, 0]
      for (const seed of seeds) {
        const unit = unitRows(train(traces, { ...options, seed }), judged)
        const d = settings.vector_size
        const found = runNow(
          kmeans(kernel, unit, judged.length, d, { clusters: reference.processes, starts: 10, seed })
        )
        ari += adjustedRand(judgedLabels, found.labels) / seeds.length
        neighbours += sameProcess(unit, d, judgedLabels) / seeds.length
      }
      expect(ari).toBeGreaterThan(reference.ari.mean - 0.02)
      expect(neighbours).toBeGreaterThan(reference.neighbours.mean - 0.02)
    })
  }
})

function unitRows(embedding: { vectors: Float32Array; dimensions: number }, ids: number[]): Float32Array {
  const unit = new Float32Array(ids.length * embedding.dimensions)
  for (const [i, id] of ids.entries()) {
    const values = row(embedding, id)
    const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
    unit.set(
      values.map((value) => value / length),
      i * embedding.dimensions
    )
  }
  return unit
}

/** The share of the 5 nearest rows that have the same label. */
function sameProcess(unit: Float32Array, d: number, labels: string[]): number {
  let same = 0
  for (let i = 0; i < labels.length; i++) {
    const near: { score: number; j: number }[] = []
    for (let j = 0; j < labels.length; j++) {
      if (j === i) continue
      let score = 0
      for (let k = 0; k < d; k++) score += unit[i * d + k] * unit[j * d + k]
      if (near.length === 5 && score <= near[4].score) continue
      near.push({ score, j })
      near.sort((a, b) => b.score - a.score)
      near.length = Math.min(near.length, 5)
    }
    for (const { j } of near) if (labels[j] === labels[i]) same++
  }
  return same / (5 * labels.length)
}

/** Hubert and Arabie's adjusted Rand index. */
function adjustedRand(a: ArrayLike<string | number>, b: ArrayLike<string | number>): number {
  const pairs = (n: number) => (n * (n - 1)) / 2
  const tally = (keys: string[]) => {
    const counts = new Map<string, number>()
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
    let sum = 0
    for (const count of counts.values()) sum += pairs(count)
    return sum
  }
  const index = Array.from({ length: a.length }, (_, i) => i)
  const both = tally(index.map((i) => `${a[i]}|${b[i]}`))
  const left = tally(index.map((i) => String(a[i])))
  const right = tally(index.map((i) => String(b[i])))
  const chance = (left * right) / pairs(a.length)
  return (both - chance) / ((left + right) / 2 - chance)
}
