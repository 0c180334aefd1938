import type { FlowEdge, ProcessResult } from '@desirepath/core'

/** Layered drawing of one process' directly-follows graph (Sugiyama et al. 1981): layers, dummies, barycentre order. */

interface GraphNode {
  /** Step index; -1 start, -2 end. */
  step: number
  x: number
  y: number
  width: number
  height: number
}

export interface GraphEdge {
  from: number
  to: number
  count: number
  kind: 'forward' | 'back' | 'loop'
  /** Points of the way, from the node's edge to the other's. */
  points: { x: number; y: number }[]
}

export interface GraphLayout {
  nodes: GraphNode[]
  edges: GraphEdge[]
  width: number
  height: number
}

export const startNode = -1
export const endNode = -2

const nodeWidth = 172
const nodeHeight = 30
const markSize = 22
const layerGap = 62
const nodeGap = 28
const dummyGap = 18

/** All moves of a process: its flow, and how often each step starts and ends a run. Most frequent first. */
export function processMoves(process: ProcessResult): FlowEdge[] {
  const ends = process.steps.map((step) => step.startHere)
  for (const edge of process.flow) {
    ends[edge.to] += edge.count
    ends[edge.from] -= edge.count
  }
  const moves: FlowEdge[] = [...process.flow]
  process.steps.forEach((step, index) => {
    if (step.endHere !== undefined) ends[index] = step.endHere
    if (step.startHere > 0) moves.push({ from: startNode, to: index, count: step.startHere })
    if (ends[index] > 0) moves.push({ from: index, to: endNode, count: ends[index] })
  })
  return moves.sort((a, b) => b.count - a.count || a.from - b.from || a.to - b.to)
}

/** The most frequent moves so that every step keeps one way in and one way out, plus as many more as asked for. */
export function visibleMoves(moves: readonly FlowEdge[], wanted: number): FlowEdge[] {
  const inSeen = new Set<number>()
  const outSeen = new Set<number>()
  return moves.filter((move, rank) => {
    const needed = move.from !== move.to && (!inSeen.has(move.to) || !outSeen.has(move.from))
    if (move.from !== move.to) {
      inSeen.add(move.to)
      outSeen.add(move.from)
    }
    return needed || rank < wanted
  })
}

/**
 * The moves among the `most` steps that most runs reach (ties: the earlier step), with the visits that these steps hold
 * of those of all. A step that is left out is not bridged: its moves are part of what is not shown.
 */
export function movesAmong(
  process: ProcessResult,
  moves: readonly FlowEdge[],
  most: number
): { moves: FlowEdge[]; visits: number; of: number } {
  const { steps } = process
  const kept = new Set(
    steps
      .map((_, index) => index)
      .sort((a, b) => steps[b].reached - steps[a].reached || a - b)
      .slice(0, most)
  )
  const stays = (step: number) => step < 0 || kept.has(step)
  const visits = (all: boolean) => steps.reduce((sum, step, i) => sum + (all || kept.has(i) ? step.reached : 0), 0)
  return { moves: moves.filter((move) => stays(move.from) && stays(move.to)), visits: visits(false), of: visits(true) }
}

interface Cell {
  /** Step of a real node, or -3 for a bend of a long edge. */
  step: number
  layer: number
  x: number
  width: number
  up: Cell[]
  down: Cell[]
}

function layersOf(steps: readonly number[], moves: readonly FlowEdge[]): Map<number, number> {
  // Only moves that carry a fair part of what enters or leaves a step decide its layer: rare ones would make a chain.
  const out = new Map<number, number>()
  const into = new Map<number, number>()
  const forward = moves.filter((move) => move.from >= 0 && move.to > move.from)
  for (const { from, to, count } of forward) {
    out.set(from, Math.max(out.get(from) ?? 0, count))
    into.set(to, Math.max(into.get(to) ?? 0, count))
  }
  const strong = forward.filter(({ from, to, count }) => count >= 0.25 * out.get(from)! || count >= 0.5 * into.get(to)!)
  const layer = new Map<number, number>()
  for (const step of [...steps].sort((a, b) => a - b)) {
    const before = strong.filter((move) => move.to === step && layer.has(move.from))
    layer.set(step, before.length > 0 ? Math.max(...before.map((move) => layer.get(move.from)!)) + 1 : 1)
  }
  return layer
}

function barycentre(cells: readonly Cell[], side: 'up' | 'down'): void {
  const value = (cell: Cell) =>
    cell[side].length > 0 ? cell[side].reduce((sum, other) => sum + other.x, 0) / cell[side].length : cell.x
  const wanted = new Map(cells.map((cell) => [cell, value(cell)]))
  ;(cells as Cell[]).sort((a, b) => wanted.get(a)! - wanted.get(b)!)
}

/** Spreads a layer so that cells stand near their neighbours and keep their distance. */
function spread(cells: readonly Cell[], wanted: readonly number[]): void {
  const gap = (a: Cell, b: Cell) => (a.width + b.width) / 2 + (a.step === -3 && b.step === -3 ? dummyGap : nodeGap)
  const forwards: number[] = []
  cells.forEach((cell, i) => {
    forwards.push(i === 0 ? wanted[i] : Math.max(wanted[i], forwards[i - 1] + gap(cells[i - 1], cell)))
  })
  const backwards = new Array<number>(cells.length)
  for (let i = cells.length - 1; i >= 0; i--)
    backwards[i] =
      i === cells.length - 1 ? wanted[i] : Math.min(wanted[i], backwards[i + 1] - gap(cells[i], cells[i + 1]))
  cells.forEach((cell, i) => {
    cell.x = (forwards[i] + backwards[i]) / 2
  })
  // The mean of two feasible orders keeps every distance.
}

/** Lays out the moves given; every step that they touch gets a node. */
export function layoutFlow(moves: readonly FlowEdge[]): GraphLayout {
  const steps = [...new Set(moves.flatMap((move) => [move.from, move.to]))].filter((step) => step >= 0)
  const layer = layersOf(steps, moves)
  const last = Math.max(0, ...layer.values()) + 1
  layer.set(startNode, 0)
  layer.set(endNode, last)
  const rows: Cell[][] = Array.from({ length: last + 1 }, () => [])
  const cellOf = new Map<number, Cell>()
  const newCell = (step: number, at: number, width: number): Cell => {
    const cell: Cell = { step, layer: at, x: 0, width, up: [], down: [] }
    rows[at].push(cell)
    return cell
  }
  for (const step of [startNode, ...steps.sort((a, b) => a - b), endNode])
    cellOf.set(step, newCell(step, layer.get(step)!, step >= 0 ? nodeWidth : markSize))

  const chains = new Map<FlowEdge, Cell[]>()
  const sideways: FlowEdge[] = []
  for (const move of moves) {
    const from = cellOf.get(move.from)!
    const to = cellOf.get(move.to)!
    if (to.layer <= from.layer) {
      sideways.push(move)
      continue
    }
    const chain = [from]
    for (let at = from.layer + 1; at < to.layer; at++) chain.push(newCell(-3, at, 4))
    chain.push(to)
    chain.slice(1).forEach((cell, i) => {
      cell.up.push(chain[i])
      chain[i].down.push(cell)
    })
    chains.set(move, chain)
  }
  const centre = (cells: Cell[]) =>
    spread(
      cells,
      cells.map((_, i) => (i - (cells.length - 1) / 2) * 40)
    )
  for (const row of rows) centre(row)
  for (let sweep = 0; sweep < 12; sweep++) {
    const down = sweep % 2 === 0
    for (const row of down ? rows : [...rows].reverse()) {
      barycentre(row, down ? 'up' : 'down')
      const mean = (cell: Cell) => {
        const all = sweep < 8 ? cell[down ? 'up' : 'down'] : [...cell.up, ...cell.down]
        return all.length > 0 ? all.reduce((sum, other) => sum + other.x, 0) / all.length : cell.x
      }
      spread(row, row.map(mean))
    }
  }
  const cells = rows.flat()
  const left = Math.min(...cells.map((cell) => cell.x - cell.width / 2))
  const right = Math.max(...cells.map((cell) => cell.x + cell.width / 2))
  const margin = 12
  const y = (at: number) => margin + nodeHeight / 2 + at * layerGap
  const nodes = [...cellOf.values()].map((cell) => ({
    step: cell.step,
    x: cell.x - left + margin,
    y: y(cell.layer),
    width: cell.width,
    height: cell.step >= 0 ? nodeHeight : markSize
  }))
  const nodeOf = new Map(nodes.map((node) => [node.step, node]))
  const edges: GraphEdge[] = []
  for (const [move, chain] of chains) {
    edges.push({
      ...move,
      kind: move.from >= 0 && move.to >= 0 && move.to < move.from ? 'back' : 'forward',
      points: chain.map((cell, i) => ({
        x: cell.x - left + margin,
        y:
          y(cell.layer) +
          (i === 0
            ? (cell.step >= 0 ? nodeHeight : markSize) / 2
            : i === chain.length - 1
              ? -(cell.step >= 0 ? nodeHeight : markSize) / 2
              : 0)
      }))
    })
  }
  let widest = right - left + 2 * margin
  let ways = 0
  for (const move of sideways) {
    const a = nodeOf.get(move.from)!
    const b = nodeOf.get(move.to)!
    const ax = a.x + a.width / 2
    const bx = b.x + b.width / 2
    const loop = move.from === move.to
    // Around everything that stands between, each further way a little farther out.
    const between = nodes.filter((node) => node.y >= Math.min(a.y, b.y) && node.y <= Math.max(a.y, b.y))
    const bulge = loop ? ax + 26 : Math.max(...between.map((node) => node.x + node.width / 2)) + 24 + 12 * (ways++ % 6)
    widest = Math.max(widest, bulge + 36)
    edges.push({
      ...move,
      kind: loop ? 'loop' : move.to < move.from ? 'back' : 'forward',
      points: loop
        ? [
            { x: ax, y: a.y - 7 },
            { x: bulge, y: a.y },
            { x: ax, y: a.y + 7 }
          ]
        : [
            { x: ax, y: a.y },
            { x: bulge, y: (a.y + b.y) / 2 },
            { x: bx, y: b.y }
          ]
    })
  }
  return { nodes, edges, width: widest, height: y(last) + nodeHeight / 2 + margin }
}
