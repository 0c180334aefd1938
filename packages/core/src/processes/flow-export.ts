import type { NamedFlow } from './flow.js'

/** The part of a {@link NamedFlow} that can be drawn; processes and hand-overs fit as well. */
export interface DrawableFlow {
  activities: readonly { activity: string; events: number }[]
  edges: readonly { from: string; to: string; count: number }[]
  start: Readonly<Record<string, number>>
  end: Readonly<Record<string, number>>
}

/** For Graphviz: `dot -Tsvg`. Widths grow with the counts. */
export function flowToDot(flow: DrawableFlow): string {
  const ids = nodeIds(flow)
  const most = flow.edges.reduce((largest, { count }) => Math.max(largest, count), 1)
  const lines = [
    'digraph flow {',
    '  rankdir=LR',
    '  node [shape=box, style=rounded, fontname="sans-serif"]',
    '  edge [fontname="sans-serif", fontsize=10]'
  ]
  for (const { activity, events } of flow.activities) {
    const id = ids.get(activity)
    if (id !== undefined) lines.push(`  ${id} [label="${dotText(activity)}\\n${events}"]`)
  }
  for (const { from, to, count } of flow.edges) {
    const width = (0.5 + (3.5 * count) / most).toFixed(2)
    lines.push(`  ${ids.get(from)} -> ${ids.get(to)} [label="${count}", penwidth=${width}]`)
  }
  lines.push(...dotEnds(flow, ids), '}')
  return `${lines.join('\n')}\n`
}

function dotEnds(flow: DrawableFlow, ids: ReadonlyMap<string, string>): string[] {
  const starts = Object.entries(flow.start).filter(([name]) => ids.has(name))
  const ends = Object.entries(flow.end).filter(([name]) => ids.has(name))
  return [
    ...(starts.length > 0 ? ['  start [shape=circle, style=filled, fillcolor=black, label="", width=0.2]'] : []),
    ...starts.map(([name, count]) => `  start -> ${ids.get(name)} [label="${count}", style=dashed]`),
    ...(ends.length > 0 ? ['  end [shape=doublecircle, style=filled, fillcolor=black, label="", width=0.15]'] : []),
    ...ends.map(([name, count]) => `  ${ids.get(name)} -> end [label="${count}", style=dashed]`)
  ]
}

/** For Markdown pages that draw Mermaid. */
export function flowToMermaid(flow: DrawableFlow): string {
  const ids = nodeIds(flow)
  const lines = ['flowchart LR']
  for (const { activity, events } of flow.activities) {
    const id = ids.get(activity)
    if (id !== undefined) lines.push(`  ${id}["${mermaidText(activity)}<br/>${events}"]`)
  }
  const starts = Object.entries(flow.start).filter(([name]) => ids.has(name))
  const ends = Object.entries(flow.end).filter(([name]) => ids.has(name))
  if (starts.length > 0) lines.push('  start((start))')
  if (ends.length > 0) lines.push('  finish((end))')
  for (const [name, count] of starts) lines.push(`  start -.->|${count}| ${ids.get(name)}`)
  for (const { from, to, count } of flow.edges) lines.push(`  ${ids.get(from)} -->|${count}| ${ids.get(to)}`)
  for (const [name, count] of ends) lines.push(`  ${ids.get(name)} -.->|${count}| finish`)
  return `${lines.join('\n')}\n`
}

/** One edge a row: `from,to,count,median_ms,mean_ms,p95_ms`; empty where a time is unknown. */
export function flowToCsv(flow: NamedFlow): string {
  const rows = flow.edges.map(({ from, to, count, medianMs, meanMs, p95Ms }) => [
    from,
    to,
    count,
    medianMs ?? '',
    meanMs ?? '',
    p95Ms ?? ''
  ])
  return toCsv(['from', 'to', 'count', 'median_ms', 'mean_ms', 'p95_ms'], rows)
}

/**
 * RFC 4180 with LF ends; without a header where it is null; null cells are empty. Text that a spreadsheet would run as a
 * formula (it begins with = + - @, a tab or a carriage return) gets a ' in front; numbers do not.
 */
export function toCsv(
  header: readonly string[] | null,
  rows: readonly (readonly (string | number | null)[])[]
): string {
  return (header === null ? rows : [header, ...rows]).map((row) => `${row.map(csvCell).join(',')}\n`).join('')
}

function csvCell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\n\r]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Nodes that a listed edge touches, or all where there is no edge; `a0`, `a1`, ... in order of the activities. */
function nodeIds(flow: DrawableFlow): Map<string, string> {
  const touched = new Set(flow.edges.flatMap(({ from, to }) => [from, to]))
  const drawn = flow.activities.filter(({ activity }) => touched.size === 0 || touched.has(activity))
  return new Map(drawn.map(({ activity }, index) => [activity, `a${index}`]))
}

const dotText = (name: string) =>
  name
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replace(/\r\n|\r|\n/g, '\\n')

// Mermaid reads entities written #code; in quoted labels; everything but plain characters is written so.
const mermaidText = (name: string) =>
  name.replace(/[^\p{L}\p{N} _./:,-]/gu, (character) =>
    character === '\n' ? '<br/>' : `#${character.codePointAt(0)};`
  )
