import type { FlowEdge, ProcessResult } from '@desirepath/core'
import { useMemo, useState } from 'preact/hooks'
import { useStore } from '../context.js'
import { countOf, formatNumber, formatShare } from '../format.js'
import { shortActivity } from '../model.js'
import { mix } from '../palette.js'
import { Behind } from '../parts/behind.js'
import { type Column, Table } from '../parts/table.js'
import { ScrollArea } from '../parts/ui.js'
import {
  endNode,
  type GraphEdge,
  type GraphLayout,
  layoutFlow,
  movesAmong,
  processMoves,
  startNode,
  visibleMoves
} from './flow-layout.js'

/** The moves between the steps with their counts: the table of the graph, and what is saved of it. */
export function useMoves(process: ProcessResult): { columns: Column<FlowEdge>[]; rows: FlowEdge[] } {
  const { model } = useStore()
  const place = (step: number) =>
    step < 0 ? (step === endNode ? 'end' : 'start') : model.activities[process.steps[step].activity].name
  const rows = useMemo(() => processMoves(process), [process])
  const columns: Column<FlowEdge>[] = [
    { label: 'From', value: (move) => place(move.from), show: (move) => <Place process={process} step={move.from} /> },
    { label: 'To', value: (move) => place(move.to), show: (move) => <Place process={process} step={move.to} /> },
    {
      label: 'Moves',
      value: (move) => move.count,
      show: (move) => (
        <Behind
          figure={{ kind: 'move', process: process.id, from: move.from, to: move.to }}
          title={`${model.processLabels[process.id]}, ${move.from < 0 ? 'start' : `step ${move.from + 1}`} to ${move.to < 0 ? 'end' : `step ${move.to + 1}`}`}
          count={move.count}
        >
          {formatNumber(move.count)}
        </Behind>
      ),
      number: true
    }
  ]
  return { columns, rows }
}

/** The directly-follows graph of one process, with a slider for how many of its moves are drawn, and what is left. */
export function FlowGraph({ process }: { process: ProcessResult }) {
  const { columns, rows: moves } = useMoves(process)
  // What the discovery itself left out of its list counts as not shown.
  const unlisted = process.otherFlow ?? { edges: 0, count: 0 }
  const total = moves.reduce((sum, move) => sum + move.count, 0) + unlisted.count
  const kinds = moves.length + unlisted.edges
  const [wanted, setWanted] = useState(() => {
    // Enough to cover nine moves of ten, but not more than can be read.
    let covered = 0
    const enough = moves.findIndex((move) => (covered += move.count) >= 0.9 * total) + 1
    return Math.min(Math.max(enough, 1), 3 * process.steps.length)
  })
  const [activities, setActivities] = useState(process.steps.length)
  const among = useMemo(() => movesAmong(process, moves, activities), [process, moves, activities])
  const shown = useMemo(() => visibleMoves(among.moves, wanted), [among, wanted])
  const layout = useMemo(() => layoutFlow(shown), [shown])
  const covered = shown.reduce((sum, move) => sum + move.count, 0)
  return (
    <div class="graph">
      <div class="graph-controls no-print">
        <label>
          <span>Activities</span>
          <input
            type="range"
            min={1}
            max={process.steps.length}
            value={activities}
            aria-valuetext={`${activities} of ${process.steps.length}, the most frequent`}
            onInput={(event) => setActivities(Number(event.currentTarget.value))}
          />
        </label>
        <label>
          <span>Paths</span>
          <input
            type="range"
            min={1}
            max={moves.length}
            value={wanted}
            aria-valuetext={`${shown.length} of ${moves.length} kinds of moves`}
            onInput={(event) => setWanted(Number(event.currentTarget.value))}
          />
        </label>
        <p class="note">
          {formatNumber(activities)} of {countOf(process.steps.length, 'activity', 'activities')},{' '}
          {formatShare(among.visits, among.of)} of their {countOf(among.of, 'visit')}. {formatNumber(shown.length)} of{' '}
          {countOf(kinds, 'kind of move', 'kinds of moves')}, {formatShare(covered, total)} of {countOf(total, 'move')}.
          {shown.length < kinds &&
            ` Left out: ${countOf(kinds - shown.length, 'kind')}, ${countOf(total - covered, 'move')}.`}
        </p>
      </div>
      <ScrollArea name="Flow graph" className="graph-scroll">
        <Drawing process={process} layout={layout} total={total} covered={covered} />
      </ScrollArea>
      <details class="twin">
        <summary>All moves as a table</summary>
        <Table caption="Moves" quietCaption file="moves" page={100} bare rows={moves} columns={columns} />
      </details>
    </div>
  )
}

/** A step by its number and name; the start and the end by their words. */
function Place({ process, step }: { process: ProcessResult; step: number }) {
  const { model } = useStore()
  if (step < 0) return <span class="soft">{step === endNode ? 'end' : 'start'}</span>
  return (
    <>
      {step + 1}{' '}
      <span class="mono">
        <bdi>{shortActivity(model, process.steps[step].activity, 36)}</bdi>
      </span>
    </>
  )
}

function pathOf({ points, kind }: GraphEdge): string {
  const [first, ...rest] = points
  if (kind === 'loop')
    return `M${first.x} ${first.y}C${points[1].x} ${first.y - 8},${points[1].x} ${points[2].y + 8},${points[2].x} ${points[2].y}`
  if (points.length === 3 && points[1].x > first.x && points[1].x > points[2].x && points[2].y <= first.y) {
    return `M${first.x} ${first.y}C${points[1].x + 12} ${first.y},${points[1].x + 12} ${points[2].y},${points[2].x} ${points[2].y}`
  }
  let path = `M${first.x.toFixed(1)} ${first.y.toFixed(1)}`
  let previous = first
  for (const point of rest) {
    const middle = (previous.y + point.y) / 2
    path += `C${previous.x.toFixed(1)} ${middle.toFixed(1)},${point.x.toFixed(1)} ${middle.toFixed(1)},${point.x.toFixed(1)} ${point.y.toFixed(1)}`
    previous = point
  }
  return path
}

/** Where each move's number stands: on the middle of its line, or a little off it where another number does. */
function labelsOf(layout: GraphLayout): { edge: GraphEdge; x: number; y: number; sideways: boolean }[] {
  const taken: { left: number; right: number; y: number }[] = []
  return [...layout.edges]
    .sort((a, b) => b.count - a.count)
    .map((edge) => {
      const { points } = edge
      const half = Math.floor((points.length - 1) / 2)
      const at = points[half]
      const next = points[half + 1]
      const sideways =
        edge.kind !== 'forward' && points.length === 3 && points[1].x >= Math.max(points[0].x, points[2].x)
      // Halfway along the curve, which keeps within its control points.
      const x = sideways ? (points[0].x + points[2].x) / 8 + 0.75 * (points[1].x + 12) + 3 : (at.x + next.x) / 2
      const middle = sideways ? points[1].y : (at.y + next.y) / 2
      const width = 7 * formatNumber(edge.count).length + 4
      const left = sideways ? x : x - width / 2
      const free = (y: number) =>
        !taken.some((box) => Math.abs(box.y - y) < 13 && left < box.right && left + width > box.left)
      const y = [0, -14, 14, -28, 28].map((by) => middle + by).find(free) ?? middle
      taken.push({ left, right: left + width, y })
      return { edge, x, y, sideways }
    })
}

function Drawing({
  process,
  layout,
  total,
  covered
}: {
  process: ProcessResult
  layout: GraphLayout
  total: number
  covered: number
}) {
  const store = useStore()
  const { model, colours, paints, log } = store
  const c = colours.value
  const colour = paints.value[process.id].base
  const most = Math.max(1, ...layout.edges.map((edge) => edge.count))
  const width = (count: number) => 1 + 7 * (count / most)
  const top = layout.edges.filter((edge) => edge.from >= 0 && edge.to >= 0).sort((a, b) => b.count - a.count)[0]
  const label = `Flow graph of ${model.processLabels[process.id]}: ${formatShare(covered, total)} of its moves.${top ? ` Most frequent: step ${top.from + 1} to step ${top.to + 1}, ${formatNumber(top.count)} times.` : ''}`
  return (
    <svg
      class="graph-drawing"
      width={layout.width}
      height={layout.height}
      viewBox={`0 0 ${layout.width} ${layout.height}`}
      role="img"
      aria-label={label}
    >
      <defs>
        <marker
          id={`arrow-${process.id}`}
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          <path d="M0 0.500L8 4L0 7.500Z" fill={c.ink2} />
        </marker>
      </defs>
      {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing of it takes the focus; the table below has the same */}
      <g aria-hidden="true">
        {layout.edges.map((edge) => (
          <path
            key={`${edge.from} ${edge.to}`}
            d={pathOf(edge)}
            fill="none"
            stroke={edge.kind === 'forward' ? mix(c.surface, colour, 0.62) : c.ink2}
            stroke-width={edge.kind === 'forward' ? width(edge.count) : Math.min(2.4, 1.1 + width(edge.count) / 4)}
            stroke-dasharray={edge.kind === 'forward' ? undefined : '4 3'}
            marker-end={`url(#arrow-${process.id})`}
          />
        ))}
        {layout.nodes.map((node) => {
          if (node.step < 0) {
            return (
              <g key={node.step}>
                <circle
                  cx={node.x}
                  cy={node.y}
                  r={node.width / 2}
                  fill={node.step === startNode ? c.surface : c.ink}
                  stroke={c.ink}
                  stroke-width="1.5"
                />
                <text class="strong" x={node.x + 18} y={node.y + 4}>
                  {node.step === endNode ? 'end' : 'start'}
                </text>
              </g>
            )
          }
          const step = process.steps[node.step]
          const terminal = process.terminalSteps.includes(node.step)
          const x = node.x - node.width / 2
          const y = node.y - node.height / 2
          return (
            <g key={node.step}>
              <title>{`${node.step + 1}. ${model.activityNames[step.activity]}: ${countOf(step.reached, 'run')}`}</title>
              <rect
                x={x}
                y={y}
                width={node.width}
                height={node.height}
                rx="6"
                fill={c.surface}
                stroke={terminal ? colour : c.line2}
                stroke-width={terminal ? 2 : 1}
              />
              <rect
                x={x}
                y={y + node.height - 4}
                width={node.width * Math.min(1, step.reached / Math.max(1, process.runs))}
                height="4"
                rx="2"
                fill={colour}
              />
              <text x={x + 8} y={node.y + 2}>
                <tspan class="strong">{node.step + 1}</tspan>
                <tspan class="mono" dx="6">
                  {shortActivity(model, step.activity, 16)}
                </tspan>
              </text>
              <text x={x + node.width - 7} y={node.y + 2} text-anchor="end">
                {formatNumber(step.reached)}
              </text>
            </g>
          )
        })}
        {labelsOf(layout).map(({ edge, x, y, sideways }) => {
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: the table below has the same, for the keyboard too
            <text
              key={`${edge.from} ${edge.to}`}
              class={log === null ? 'halo' : 'halo behind-text'}
              x={x}
              y={y + 4}
              text-anchor={sideways ? 'start' : 'middle'}
              onClick={
                log === null
                  ? undefined
                  : () => {
                      const { from, to } = edge
                      store.behind.value = {
                        figure: { kind: 'move', process: process.id, from, to },
                        title: `${model.processLabels[process.id]}, ${from < 0 ? 'start' : `step ${from + 1}`} to ${to < 0 ? 'end' : `step ${to + 1}`}`
                      }
                    }
              }
            >
              {formatNumber(edge.count)}
            </text>
          )
        })}
      </g>
    </svg>
  )
}
