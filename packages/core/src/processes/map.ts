import type { Kernel } from '../kernel/load.js'
import type { Steps } from '../kernel/work.js'
import type { MapInput } from '../worker/tasks.js'
import { layoutInSteps } from './layout-steps.js'

/** From so many activities on the map is drawn in fewer, larger steps. */
const MANY = 2000

/** Steps of the map that is drawn, where no number is given: two fifths of the usual ones where they are larger. */
export function stepsOfMap(activities: number, usual: number): number {
  return activities < MANY ? usual : Math.ceil(usual * 0.4)
}

/** Room left between the parts of a map, as a share of the map's longer side. */
const GAP = 0.06

interface Part {
  members: number[]
  x: Float32Array
  y: Float32Array
  side: number
}

/**
 * The 2-D map: t-SNE of the vectors, one part per component (a channel, usually) side by side, largest first. Each part
 * is a square whose area is in proportion to its activities; the whole is scaled so that its longer side is [0, 1].
 */
export function* placeOnMap(kernel: Kernel, input: MapInput): Steps<{ x: Float32Array; y: Float32Array }> {
  const { vectors, dimensions, parts } = input
  const n = vectors.length / dimensions
  const quick = n >= MANY
  const groups = new Map<number, number[]>()
  for (let a = 0; a < n; a++) {
    const part = parts ? parts[a] : 0
    const group = groups.get(part)
    if (group) group.push(a)
    else groups.set(part, [a])
  }
  const ordered = [...groups.values()].sort((a, b) => b.length - a.length || a[0] - b[0])
  const placed: Part[] = []
  let before = 0
  for (const members of ordered) {
    const rows = new Float32Array(members.length * dimensions)
    for (const [i, a] of members.entries()) {
      rows.set(vectors.subarray(a * dimensions, (a + 1) * dimensions), i * dimensions)
    }
    const work = layoutInSteps(kernel, rows, members.length, dimensions, {
      perplexity: input.perplexity,
      iterations: input.iterations,
      seed: input.seed,
      quick
    })
    let step = work.next()
    while (!step.done) {
      yield (before + step.value * members.length) / n
      step = work.next()
    }
    before += members.length
    placed.push({ members, ...inUnitSquare(step.value.x, step.value.y), side: Math.sqrt(members.length / n) })
  }
  return arrange(placed, n)
}

/** Scales to [0, 1] on the longer side, centred on the other. */
function inUnitSquare(x: Float32Array, y: Float32Array): { x: Float32Array; y: Float32Array } {
  const [lowX, highX] = extent(x)
  const [lowY, highY] = extent(y)
  const span = Math.max(highX - lowX, highY - lowY) || 1
  const shiftX = (1 - (highX - lowX) / span) / 2
  const shiftY = (1 - (highY - lowY) / span) / 2
  return { x: x.map((v) => (v - lowX) / span + shiftX), y: y.map((v) => (v - lowY) / span + shiftY) }
}

function extent(values: Float32Array): [number, number] {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return [low, high]
}

/** Width against height that the map is made for: a little wider than high. */
const ASPECT = 1.15

/** The largest part at the left, the others in columns to its right; of all column heights, the one that wastes least. */
function arrange(parts: Part[], n: number): { x: Float32Array; y: Float32Array } {
  const x = new Float32Array(n)
  const y = new Float32Array(n)
  if (parts.length === 0) return { x, y }
  let best = columns(parts, parts[0].side)
  let stacked = 0
  for (const part of parts) {
    stacked += part.side + (stacked > 0 ? GAP : 0)
    const tried = columns(parts, Math.max(stacked, parts[0].side))
    if (Math.max(tried.width / ASPECT, tried.height) < Math.max(best.width / ASPECT, best.height)) best = tried
  }
  const longer = Math.max(best.width, best.height)
  parts.forEach((part, i) => {
    part.members.forEach((a, k) => {
      x[a] = (best.left[i] + part.x[k] * part.side) / longer
      y[a] = (best.top[i] + part.y[k] * part.side) / longer
    })
  })
  return { x, y }
}

/** Fills columns of at most `height` from the left, in the order of the parts. */
function columns(parts: Part[], height: number): { left: number[]; top: number[]; width: number; height: number } {
  const left: number[] = []
  const top: number[] = []
  let columnLeft = 0
  let columnWidth = 0
  let bottom = 0
  let tallest = 0
  for (const part of parts) {
    if (bottom > 0 && bottom + part.side > height * 1.001) {
      columnLeft += columnWidth + GAP
      columnWidth = 0
      bottom = 0
    }
    left.push(columnLeft)
    top.push(bottom)
    columnWidth = Math.max(columnWidth, part.side)
    tallest = Math.max(tallest, bottom + part.side)
    bottom += part.side + GAP
  }
  return { left, top, width: columnLeft + columnWidth, height: tallest }
}
