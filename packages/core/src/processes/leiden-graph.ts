import { InputError } from '../errors.js'
import type { WeightedEdges } from './leiden.js'

/** A graph as CSR with both directions of every edge; loops apart. */
export interface Graph {
  nodes: number
  /** [nodes + 1] */
  offsets: Int32Array
  targets: Int32Array
  weights: Float64Array
  /** [nodes] weight of the edges from a node to itself (and inside it, where it stands for several). */
  loops: Float64Array
  /** [nodes] degree (loops count twice), or number of nodes it stands for. */
  mass: Float64Array
  /** Sum of all weights, each edge once. */
  total: number
}

/** Checks and gathers edges. With `counting`, masses are 1 each instead of degrees. */
export function buildGraph({ nodes, from, to, weight }: WeightedEdges, counting: boolean): Graph {
  const fail = (what: string) =>
    new InputError(
      'BAD_OPTION',
      `leiden got ${what}.`,
      'Give edges between nodes 0 to nodes - 1, of finite weight >= 0.'
    )
  if (from.length !== to.length || from.length !== weight.length) throw fail('edges of unequal lengths')
  let total = 0
  for (let e = 0; e < from.length; e++) {
    for (const node of [from[e], to[e]]) {
      if (!(Number.isInteger(node) && node >= 0 && node < nodes)) throw fail(`an edge to node ${node} of ${nodes}`)
    }
    if (!(weight[e] >= 0 && Number.isFinite(weight[e]))) throw fail(`the weight ${weight[e]}`)
    total += weight[e]
  }
  const graph = gather(nodes, from, to, weight)
  const mass = Float64Array.from({ length: nodes }, (_, i) => (counting ? 1 : 2 * graph.loops[i]))
  if (!counting) {
    for (let i = 0; i < nodes; i++) {
      for (let e = graph.offsets[i]; e < graph.offsets[i + 1]; e++) mass[i] += graph.weights[e]
    }
  }
  return { ...graph, mass, total }
}

/** The graph whose nodes are the parts 0 .. count - 1 of another's. */
export function aggregate(graph: Graph, part: Int32Array, count: number): Graph {
  const from: number[] = []
  const to: number[] = []
  const weight: number[] = []
  const mass = new Float64Array(count)
  for (let i = 0; i < graph.nodes; i++) {
    mass[part[i]] += graph.mass[i]
    if (graph.loops[i] > 0) {
      from.push(part[i])
      to.push(part[i])
      weight.push(graph.loops[i])
    }
    for (let e = graph.offsets[i]; e < graph.offsets[i + 1]; e++) {
      if (graph.targets[e] < i) continue // the other direction of an edge already taken
      from.push(part[i])
      to.push(part[graph.targets[e]])
      weight.push(graph.weights[e])
    }
  }
  return { ...gather(count, from, to, weight), mass, total: graph.total }
}

function gather(nodes: number, from: ArrayLike<number>, to: ArrayLike<number>, weight: ArrayLike<number>) {
  const starts = new Int32Array(nodes + 1)
  for (let e = 0; e < from.length; e++) {
    starts[from[e] + 1]++
    starts[to[e] + 1]++
  }
  for (let i = 0; i < nodes; i++) starts[i + 1] += starts[i]
  const next = starts.slice(0, nodes)
  const ends = new Int32Array(starts[nodes])
  const values = new Float64Array(starts[nodes])
  const loops = new Float64Array(nodes)
  for (let e = 0; e < from.length; e++) {
    if (from[e] === to[e]) {
      loops[from[e]] += weight[e]
      continue
    }
    ends[next[from[e]]] = to[e]
    values[next[from[e]]++] = weight[e]
    ends[next[to[e]]] = from[e]
    values[next[to[e]]++] = weight[e]
  }
  const offsets = new Int32Array(nodes + 1)
  const targets = new Int32Array(ends.length)
  const weights = new Float64Array(ends.length)
  const at = new Int32Array(nodes).fill(-1)
  let length = 0
  for (let i = 0; i < nodes; i++) {
    const start = length
    for (let e = starts[i]; e < next[i]; e++) {
      if (!(values[e] > 0)) continue
      if (at[ends[e]] >= start) weights[at[ends[e]]] += values[e]
      else {
        at[ends[e]] = length
        targets[length] = ends[e]
        weights[length++] = values[e]
      }
    }
    offsets[i + 1] = length
  }
  return { nodes, offsets, targets: targets.slice(0, length), weights: weights.slice(0, length), loops }
}
