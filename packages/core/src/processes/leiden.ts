import { InputError } from '../errors.js'
import type { Steps } from '../kernel/work.js'
import { checkOptionNames } from '../suggest.js'
import { aggregate, buildGraph, type Graph } from './leiden-graph.js'
import { checkNumber } from './points.js'
import { renumber } from './renumber.js'
import { seeded } from './seeded.js'
import type { Clustering } from './types.js'

/** An undirected weighted graph as a list of edges. Edges between the same nodes, in either direction, add up. */
export interface WeightedEdges {
  /** Node ids are 0 .. nodes - 1. */
  nodes: number
  from: ArrayLike<number>
  to: ArrayLike<number>
  /** Not negative. */
  weight: ArrayLike<number>
}

export interface LeidenOptions {
  /** Larger finds more and smaller communities. Default 1. */
  resolution?: number
  /**
   * What is made large, with w(C) the weight inside a community:
   * - `modularity` (default): sum of w(C) - resolution K(C)^2 / 4m, K the sum of degrees, m the whole weight;
   * - `cpm` (constant Potts model): sum of w(C) - resolution n(C) (n(C) - 1) / 2. No resolution limit; the resolution is
   *   the density that a community must have inside.
   */
  objective?: 'modularity' | 'cpm'
  seed?: number
  /** Node visits between two pauses. Never changes the result. */
  visitsPerSlice?: number
}

export interface LeidenResult extends Clustering {
  /** The objective that was reached, modularity divided by m. */
  quality: number
}

const MOST_ROUNDS = 50

/**
 * Communities of a graph by the Leiden algorithm: nodes move to the best neighbouring community, each community is
 * refined into well-connected parts, parts become the nodes of the next level; repeated until nothing moves. In the
 * refinement a part joins the best community instead of a random one, so that no exponential is needed and the result
 * is the same in every engine. Communities are connected. A node without edges is a community of its own.
 *
 * Throws BAD_OPTION for node ids out of range and for negative or infinite weights.
 *
 * Source: Traag, Waltman & van Eck 2019, "From Louvain to Leiden: guaranteeing well-connected communities".
 */
export function* leiden(edges: WeightedEdges, options: LeidenOptions = {}): Steps<LeidenResult> {
  checkOptionNames(options, ['resolution', 'objective', 'seed', 'visitsPerSlice'], 'leiden')
  const { resolution = 1, objective = 'modularity', seed = 1, visitsPerSlice = 20_000 } = options
  checkNumber(resolution, 'resolution', 0)
  if (objective !== 'modularity' && objective !== 'cpm') {
    throw new InputError('BAD_OPTION', `leiden got the objective '${objective}'.`, "Choose 'modularity' or 'cpm'.")
  }
  const whole = buildGraph(edges, objective === 'cpm')
  // With node masses a (degrees, or 1 each) both objectives are: weight inside - scale * (sum of masses)^2 / 2 + constant.
  const scale = objective === 'cpm' ? resolution : whole.total > 0 ? resolution / (2 * whole.total) : 0
  const labels = Int32Array.from({ length: edges.nodes }, (_, i) => i)
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const moved = yield* oneRound(whole, labels, scale, seeded(seed, round), visitsPerSlice, round / (round + 3))
    if (!moved) break
  }
  const clusters = renumber(labels).length
  return { labels, clusters, silhouette: null, chosen: [], quality: quality(whole, labels, scale, objective === 'cpm') }
}

// From the given communities of the whole graph down all levels. Returns whether any community changed.
function* oneRound(
  whole: Graph,
  labels: Int32Array,
  scale: number,
  random: () => number,
  perSlice: number,
  done: number
): Steps<boolean> {
  let graph = whole
  let community: Int32Array = labels.slice()
  renumber(community)
  const nodeOf = Int32Array.from({ length: whole.nodes }, (_, i) => i) // of this level, for every node of the whole
  let changed = false
  for (;;) {
    const moved = yield* moveNodes(graph, community, scale, random, perSlice, done)
    changed ||= moved
    const communities = renumber(community).length
    if (communities === graph.nodes) break
    const parts = yield* refine(graph, community, scale, random, perSlice, done)
    const count = renumber(parts).length
    const next = new Int32Array(count)
    for (let node = 0; node < graph.nodes; node++) next[parts[node]] = community[node]
    // Nothing was joined by the refinement: the communities themselves become the nodes, so that levels do end.
    const joined = count < graph.nodes ? parts : community
    for (let i = 0; i < whole.nodes; i++) nodeOf[i] = joined[nodeOf[i]]
    community = count < graph.nodes ? next : Int32Array.from({ length: communities }, (_, c) => c)
    graph = aggregate(graph, joined, count < graph.nodes ? count : communities)
  }
  for (let i = 0; i < whole.nodes; i++) labels[i] = community[nodeOf[i]]
  return changed
}

/** Moves nodes to the neighbouring community of largest gain until none gains; visits a queue in seeded order. */
function* moveNodes(
  graph: Graph,
  community: Int32Array,
  scale: number,
  random: () => number,
  perSlice: number,
  done: number
): Steps<boolean> {
  const { nodes, offsets, targets, weights, mass } = graph
  const massOf = new Float64Array(nodes + 1)
  const members = new Int32Array(nodes + 1)
  for (let i = 0; i < nodes; i++) {
    massOf[community[i]] += mass[i]
    members[community[i]]++
  }
  const empty: number[] = []
  for (let c = nodes - 1; c >= 0; c--) if (members[c] === 0) empty.push(c)
  const queue = shuffled(nodes, random)
  const waiting = new Uint8Array(nodes).fill(1)
  const toward = new Float64Array(nodes + 1)
  let isMoved = false
  for (let head = 0, visits = 0; head < queue.length; head++) {
    const node = queue[head]
    waiting[node] = 0
    const own = community[node]
    const near: number[] = []
    for (let e = offsets[node]; e < offsets[node + 1]; e++) {
      const c = community[targets[e]]
      if (toward[c] === 0) near.push(c)
      toward[c] += weights[e]
    }
    massOf[own] -= mass[node]
    members[own]--
    const alone = members[own] === 0 ? own : empty[empty.length - 1]
    let best = own
    let most = toward[own] - scale * mass[node] * massOf[own]
    // A gain must be more than rounding; equal gains leave the node where it is, or go to the lower community.
    const margin = 1e-12 * (graph.total + 1)
    if (0 > most + margin && alone !== undefined) {
      best = alone
      most = 0
    }
    for (const c of near.sort((a, b) => a - b)) {
      const gain = toward[c] - scale * mass[node] * massOf[c]
      if (gain > most + margin) {
        best = c
        most = gain
      }
    }
    for (const c of near) toward[c] = 0
    massOf[best] += mass[node]
    members[best]++
    if (best !== own) {
      isMoved = true
      community[node] = best
      if (best === empty[empty.length - 1]) empty.pop()
      if (members[own] === 0) empty.push(own)
      for (let e = offsets[node]; e < offsets[node + 1]; e++) {
        const other = targets[e]
        if (waiting[other] || community[other] === best) continue
        waiting[other] = 1
        queue.push(other)
      }
    }
    if (++visits < perSlice) continue
    visits = 0
    yield done
  }
  return isMoved
}

/**
 * Within each community, starts from single nodes and joins a node that is still alone to the part of largest gain, if
 * both are well connected to the rest of the community. Returns the part of each node.
 */
function* refine(
  graph: Graph,
  community: Int32Array,
  scale: number,
  random: () => number,
  perSlice: number,
  done: number
): Steps<Int32Array> {
  const { nodes, offsets, targets, weights, mass } = graph
  const massOf = new Float64Array(nodes) // of communities
  for (let i = 0; i < nodes; i++) massOf[community[i]] += mass[i]
  const part = Int32Array.from({ length: nodes }, (_, i) => i)
  const partMass = Float64Array.from(mass)
  const isAlone = new Uint8Array(nodes).fill(1)
  const outward = new Float64Array(nodes) // weight from each part to the rest of its community
  for (let i = 0; i < nodes; i++) {
    for (let e = offsets[i]; e < offsets[i + 1]; e++) {
      if (community[targets[e]] === community[i]) outward[i] += weights[e]
    }
  }
  const isConnected = (p: number, c: number) => outward[p] >= scale * partMass[p] * (massOf[c] - partMass[p])
  const toward = new Float64Array(nodes)
  let visits = 0
  for (const node of shuffled(nodes, random)) {
    const c = community[node]
    if (isAlone[node] && isConnected(node, c)) {
      const near: number[] = []
      for (let e = offsets[node]; e < offsets[node + 1]; e++) {
        if (community[targets[e]] !== c) continue
        const p = part[targets[e]]
        if (toward[p] === 0) near.push(p)
        toward[p] += weights[e]
      }
      let best = -1
      let most = 0
      for (const p of near.sort((a, b) => a - b)) {
        const gain = toward[p] - scale * mass[node] * partMass[p]
        if (gain > most && isConnected(p, c)) {
          best = p
          most = gain
        }
      }
      if (best >= 0) {
        outward[best] += outward[node] - 2 * toward[best]
        partMass[best] += mass[node]
        part[node] = best
        isAlone[best] = 0
        isAlone[node] = 0
      }
      for (const p of near) toward[p] = 0
    }
    if (++visits < perSlice) continue
    visits = 0
    yield done
  }
  return part
}

function shuffled(n: number, random: () => number): number[] {
  const order = Array.from({ length: n }, (_, i) => i)
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[order[i], order[j]] = [order[j], order[i]]
  }
  return order
}

function quality(graph: Graph, labels: Int32Array, scale: number, isPotts: boolean): number {
  const { nodes, offsets, targets, weights, mass, loops, total } = graph
  const massOf = new Float64Array(nodes)
  let inside = 0
  for (let i = 0; i < nodes; i++) {
    massOf[labels[i]] += mass[i]
    inside += loops[i]
    for (let e = offsets[i]; e < offsets[i + 1]; e++) if (labels[targets[e]] === labels[i]) inside += weights[e] / 2
  }
  let expected = 0
  for (const sum of massOf) expected += isPotts ? (sum * (sum - 1)) / 2 : (sum * sum) / 2
  const reached = inside - scale * expected
  return isPotts ? reached : total > 0 ? reached / total : 0
}
