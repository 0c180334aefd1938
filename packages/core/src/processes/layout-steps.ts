import type { Kernel } from '../kernel/load.js'
import { part, type Steps } from '../kernel/work.js'
import { affinities, nearestNeighbours, type SparseAffinities } from './affinities.js'
import { itemsPerSlice, packPoints, WORK_PER_SLICE } from './packed-points.js'
import { principalComponents } from './principal-components.js'
import { seeded } from './seeded.js'

export interface LayoutOptions {
  /**
   * About how many neighbours each point is drawn near to. Default {@link defaultPerplexity}; the reference method uses
   * 2. A larger one than (n - 1) / 2 is lowered to it: above, all points are neighbours of all.
   */
  perplexity?: number
  /** Default 1000, as in the reference method; the first quarter of them (at most 250) with exaggerated attraction. */
  iterations?: number
  /** Of a jitter of the start, a hundredth of its extent, that parts equal points. Default 1. */
  seed?: number
  /**
   * Barnes-Hut: a cell is taken as one from a distance of its side / theta on. Default: 0 (exact) up to 1000 points,
   * 0.5 above, as in scikit-learn.
   */
  theta?: number
  /** Multiply-adds between two pauses. Never changes the result. */
  workPerSlice?: number
}

export interface Layout {
  /** [n] each; centred, in t-SNE's own units. */
  x: Float32Array
  y: Float32Array
  /** The perplexity that was used. */
  perplexity: number
  /** Kullback-Leibler divergence: what t-SNE minimises. */
  divergence: number
}

/** scikit-learn's constants, which are van der Maaten's. */
const EXAGGERATION = 12
const EXAGGERATED_ITERATIONS = 250
const MOMENTUM_EARLY = 0.5
const MOMENTUM_LATE = 0.8
const START_DEVIATION = 1e-4
/** A map that shrinks to a hundredth of its start ends the exaggeration, as scikit-learn does where gradients vanish. */
const LEAST_EXTENT = START_DEVIATION / 100
/** Up to so many points the exact repulsion is as fast as the tree (measured). */
export const EXACT_UP_TO = 1000

/** What {@link layout} leaves to whoever draws a map of thousands of points. */
interface StepOptions extends LayoutOptions {
  /**
   * A good map in two fifths of the steps and less of the time: half of the neighbours, a theta of .7, the repulsion every
   * other step, and after the exaggeration, which takes 30 % of the steps, steps twelve times as large (as it was strong: the
   * largest ones that are stable, Linderman & Steinerberger 2019). Figures: decision 0028.
   */
  quick?: boolean
}

/** 30 where there are enough points (from 91 on), a third of the others below: the usual rule that perplexity < n / 3. */
export function defaultPerplexity(n: number): number {
  return Math.max(1, Math.min(30, (n - 1) / 3))
}

/**
 * What `layout` does, of vectors and options that were checked. Of more than {@link EXACT_UP_TO} points, or with a theta:
 * by a kernel that `addMethodFunctions` was called for.
 */
export function* layoutInSteps(
  kernel: Kernel,
  vectors: Float32Array,
  n: number,
  d: number,
  options: StepOptions = {}
): Steps<Layout> {
  const { iterations = 1000, seed = 1, quick = false, workPerSlice = WORK_PER_SLICE } = options
  const { theta = n > EXACT_UP_TO ? (quick ? 0.7 : 0.5) : 0 } = options
  const perplexity = Math.max(1, Math.min(options.perplexity ?? defaultPerplexity(n), (n - 1) / 2))
  if (n < 2) return { x: new Float32Array(n), y: new Float32Array(n), perplexity, divergence: 0 }

  const { memory } = kernel
  const to = memory.mark()
  try {
    const place = memory.put(yield* part(0, 0.01, startPlaces(kernel, vectors, n, d, seed)), 'the places')
    const afterPlaces = memory.mark()
    const packed = yield* part(0.01, 0.02, packPoints(kernel, vectors, n, d, workPerSlice))
    const k = Math.min(n - 1, Math.floor((quick ? 1.5 : 3) * perplexity + 1))
    const neighbours = yield* part(
      0.02,
      0.1,
      nearestNeighbours(kernel, packed, k, workPerSlice, quick && n > EXACT_UP_TO && d > 3)
    )
    const edges = yield* part(0.1, 0.15, affinities(kernel, n, neighbours, perplexity, workPerSlice))
    memory.release(afterPlaces)
    const divergence = yield* part(
      0.15,
      1,
      descend(kernel, place.pointer, n, edges, { iterations, theta, quick, perSlice: workPerSlice })
    )
    const places = memory.viewFloat32(place)
    return {
      x: Float32Array.from({ length: n }, (_, i) => places[2 * i]),
      y: Float32Array.from({ length: n }, (_, i) => places[2 * i + 1]),
      perplexity,
      divergence
    }
  } finally {
    memory.release(to)
  }
}

function* startPlaces(kernel: Kernel, vectors: Float32Array, n: number, d: number, seed: number): Steps<Float32Array> {
  const { scores, variances, components } = yield* principalComponents(kernel, vectors, n, d)
  const deviation = Math.sqrt(variances[0])
  const scale = deviation > 0 ? START_DEVIATION / deviation : 0
  const random = seeded(seed)
  return Float32Array.from({ length: 2 * n }, (_, at) => {
    const c = at % 2
    const score = c < components ? scores[(at >> 1) * components + c] : 0
    return score * scale + (random() - 0.5) * START_DEVIATION * 0.01
  })
}

interface Descent {
  iterations: number
  theta: number
  quick: boolean
  perSlice: number
}

// Gradient descent on the places in the arena. Returns the divergence at the end.
function* descend(
  { run, memory }: Kernel,
  place: number,
  n: number,
  edges: SparseAffinities,
  { iterations, theta, quick, perSlice }: Descent
): Steps<number> {
  const blocks = (n + 7) >> 3
  const offsets = memory.put(edges.offsets, 'the affinities').pointer
  const targets = memory.put(edges.targets, 'the affinities').pointer
  const weights = memory.put(edges.weights, 'the affinities').pointer
  const floats = (length: number) => memory.float32(length, 'the map').pointer
  const [speed, gains, pull, push, mass, xs, ys] = [2 * n, 2 * n, 2 * n, 2 * n, n, blocks * 8, blocks * 8].map(floats)
  const order = memory.put(
    Uint32Array.from({ length: n }, (_, i) => i),
    'the map'
  ).pointer
  const [keys, spare, nodes] = theta > 0 ? [2 * n + 256, 2 * n + 256, 2 * n * 8].map(floats) : []
  const scratch = floats(24)
  memory.viewFloat32({ pointer: gains, length: 2 * n }).fill(1)
  const rate = Math.max(n / EXAGGERATION / 4, 50)
  let early = Math.min(EXAGGERATED_ITERATIONS, Math.floor(iterations * (quick ? 0.3 : 0.25)))
  const edgesEach = edges.targets.length / n
  // A pair costs about as much as four multiply-adds; a point walks a few hundred nodes of the tree.
  const repelSlice = itemsPerSlice(theta > 0 ? 8 * 3000 : 8 * n * 4, perSlice)
  const attractSlice = itemsPerSlice(edgesEach * 16, perSlice)

  let side = 0
  function* repel(done: number): Steps<number> {
    let count = 0
    if (theta > 0) {
      side = run.layoutSort(place, n, keys, spare, order, xs, ys)
      count = run.layoutTree(keys, xs, ys, n, side, theta, nodes)
    } else {
      side = run.layoutSide(place, n)
      run.layoutCopy(place, n, order, xs, ys)
    }
    for (let from = 0; from < blocks; from += repelSlice) {
      const end = Math.min(blocks, from + repelSlice)
      if (theta > 0) run.layoutRepelFar(xs, ys, n, nodes, count, order, from, end, scratch, push, mass)
      else run.layoutRepel(xs, ys, n, order, from, end, scratch, push, mass)
      if (end < blocks) yield done
    }
    return run.layoutMass(mass, n)
  }

  let total = 0
  for (let iteration = 0; iteration < iterations; iteration++) {
    const done = iteration / iterations
    if (!quick || iteration % 2 === 0) total = yield* repel(done)
    for (let from = 0; from < n; from += attractSlice) {
      const end = Math.min(n, from + attractSlice)
      run.layoutAttract(place, offsets, targets, weights, from, end, pull)
      if (end < n) yield done
    }
    // Where most neighbours are no kin, exaggerated attraction draws all points into one place, out of which none comes.
    if (iteration < early && side < LEAST_EXTENT) early = iteration
    const exaggeration = iteration < early ? EXAGGERATION : 1
    const momentum = iteration < early ? MOMENTUM_EARLY : MOMENTUM_LATE
    const step = quick && iteration >= early ? Math.max(n / 4, rate) : rate
    run.layoutMove(place, speed, gains, pull, push, n, total, exaggeration, step, momentum)
    yield done
  }
  total = yield* repel(1)
  return run.layoutDivergence(place, offsets, targets, weights, total, 0, n)
}
