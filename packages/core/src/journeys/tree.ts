import type { Details } from './details.js'

/** How events caused one another: one click, the requests it made, the calls to a database. */
export interface EventTree {
  /** By place in the list given: the place of the parent, or -1. */
  parent: Int32Array
  /** 0 for events that nothing caused. */
  depth: Uint32Array
  /** Places in the order of the tree: each event, then what it caused. */
  order: number[]
  /** What was wrong with it, for people. */
  notes: string[]
}

/**
 * The tree of `events` (in time order) by their parent ids. An unknown parent makes an event a root; a loop is cut at its
 * first event; of events with the same id the latest before the child is meant, else the first. All of it is told.
 */
export function eventTree(details: Details, events: ArrayLike<number>, timeOf: (event: number) => number): EventTree {
  const n = events.length
  const parent = new Int32Array(n).fill(-1)
  const places = new Map<string, number[]>()
  let doubled = 0
  for (let k = 0; k < n; k++) {
    const id = details.id(events[k])
    if (id === null) continue
    const known = places.get(id)
    if (known === undefined) places.set(id, [k])
    else {
      known.push(k)
      doubled++
    }
  }
  let missing = 0
  let early = 0
  let worst = 0
  for (let k = 0; k < n; k++) {
    const wanted = details.parent(events[k])
    if (wanted === null) continue
    const found = (places.get(wanted) ?? []).filter((place) => place !== k || details.id(events[k]) === wanted)
    if (found.length === 0) {
      missing++
      continue
    }
    parent[k] = found.reduce((best, place) => (place <= k && place !== k ? place : best), found[0])
    const lead = timeOf(events[parent[k]]) - timeOf(events[k])
    if (lead > 0) {
      early++
      worst = Math.max(worst, lead)
    }
  }
  const loops = cutLoops(parent)
  const notes: string[] = []
  if (missing > 0)
    notes.push(`${are(missing, 'event names', 'events name')} a parent that is not in the log: shown without it.`)
  if (loops > 0)
    notes.push(`${are(loops, 'loop', 'loops')} of parents (an event that causes itself): cut at the first event.`)
  if (doubled > 0) notes.push(`${are(doubled, 'event has', 'events have')} the id of another one.`)
  if (early > 0) {
    notes.push(
      `${are(early, 'event comes', 'events come')} before the event that caused it, by up to ${Math.round(worst)} ms: the clocks of the systems differ. Give each source its offset.`
    )
  }
  return { parent, ...orderOf(parent), notes }
}

const are = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`

/** Makes the earliest event of every loop a root, in place, and returns how many loops there were. */
function cutLoops(parent: Int32Array): number {
  const state = new Uint8Array(parent.length) // 1: on the way, 2: done
  let loops = 0
  for (let k = 0; k < parent.length; k++) {
    const way: number[] = []
    let at = k
    while (at >= 0 && state[at] === 0) {
      state[at] = 1
      way.push(at)
      at = parent[at]
    }
    if (at >= 0 && state[at] === 1) {
      const loop = way.slice(way.indexOf(at))
      parent[Math.min(...loop)] = -1
      loops++
    }
    for (const place of way) state[place] = 2
  }
  return loops
}

function orderOf(parent: Int32Array): { depth: Uint32Array; order: number[] } {
  const n = parent.length
  const children: number[][] = Array.from({ length: n }, () => [])
  for (let k = 0; k < n; k++) if (parent[k] >= 0) children[parent[k]].push(k)
  const depth = new Uint32Array(n)
  const order: number[] = []
  const open: number[] = []
  for (let k = n - 1; k >= 0; k--) if (parent[k] < 0) open.push(k)
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    order.push(at)
    depth[at] = parent[at] < 0 ? 0 : depth[parent[at]] + 1
    for (let c = children[at].length - 1; c >= 0; c--) open.push(children[at][c])
  }
  return { depth, order }
}
