import { countOf } from '../format.js'
import { type Model, shortActivity } from '../model.js'
import { channelName, cutLeft, cutRight } from '../names.js'
import { type Box, boundsOf, radiusOf, roomFor, type Size, type Transform } from './geometry.js'
import type { PointIndex } from './hit.js'
import { besidePoints, type LabelRequest, type Obstacle, type PlacedLabel, placeLabels } from './labels.js'

/** Above this many points no strands are drawn, and the pointer changes only the ring. */
export const manyPoints = 5000
/** Above this many points moving and zooming blit the last picture until it rests. */
export const blitFrom = 1500

/** Up to this many points every one is named at once; above it from threefold zoom. */
export const fewPoints = 60
/** Pixels before a name for the mark of its process, on maps of few points. */
export const markRoom = 13

/** A title over the part of the map that one channel has for itself: "Web  412 activities in 42 processes". */
export interface PartTitle {
  text: string
  x: number
  y: number
  box: Box
}

/** What the picture shows beyond the points themselves. */
export interface Focus {
  selected: ReadonlySet<number>
  /** Hand-over partners of a single selected process, with counts. */
  partners: ReadonlyMap<number, number>
  /** Activities that match the search, or null. */
  matching: ReadonlySet<number> | null
  matchingProcesses: ReadonlySet<number> | null
}

export type MeasureText = (text: string, font: string) => number

export interface Fonts {
  sans: string
  mono: string
}

export function labelFont(model: Model, process: number, focus: Focus, sans: string): string {
  if (focus.selected.has(process)) return `650 13px ${sans}`
  const large = focus.selected.size === 0 && model.processes[process].runs >= 0.025 * model.totals.runs
  return large ? `600 12.5px ${sans}` : `500 11.5px ${sans}`
}

/** Radius of every point in pixels at a transform. */
export function pointRadius(model: Model, size: Size, zoom: number): (activity: number) => number {
  const room = roomFor(size, model.activities.length) * Math.min(1.9, zoom ** 0.35)
  return (activity) => radiusOf(model.activities[activity].cases, model.totals.mostCases, room)
}

/** Width of hulls: 26 px where there is room, less where points are dense. */
export function hullWidth(model: Model, size: Size, zoom: number): number {
  return (
    Math.max(model.activities.length > manyPoints ? 7 : 13, Math.min(26, 24 * roomFor(size, model.activities.length))) *
    Math.min(1.5, zoom ** 0.25)
  )
}

/** Channels whose points lie apart from the others get a title; the share of foreign points in their box must be small. */
export function partTitles(
  model: Model,
  transform: Transform,
  measure: MeasureText,
  sans: string,
  bounds: Box | null,
  index: PointIndex,
  taken: readonly Box[]
): PartTitle[] {
  if (model.channels.length === 0) return []
  const titles: PartTitle[] = []
  for (const channel of model.channels) {
    const own = model.activities.filter((activity) => activity.channel === channel)
    const box = boundsOf(own)
    const there = index.range(box.left, box.top, box.right, box.bottom)
    const foreign = there.filter((id) => model.activities[id].channel !== channel).length
    if (own.length < 3 || foreign > 0.2 * own.length) continue
    // Where no process keeps to the channel, it has no part of the map.
    if (!model.processes.some((process) => process.channel === channel)) continue
    const processes = model.shown.filter((id) => model.processes[id].channel === channel).length
    const name = channelName(channel)
    const title = `${name[0].toUpperCase()}${name.slice(1)}`
    const used = own.filter((activity) => activity.events > 0).length
    const counted = `${title}  ${countOf(used, 'activity', 'activities')} in ${countOf(processes, 'process', 'processes')}`
    // Above its part or below it, in the middle, at an end or beyond it, with its counts or without: where it meets no
    // other title and covers the fewest points.
    const left = box.left * transform.scale + transform.x
    const right = box.right * transform.scale + transform.x
    const ys = [box.top * transform.scale + transform.y - 26, box.bottom * transform.scale + transform.y + 26]
    const free = (used > 0 ? [counted, title] : [title]).map((text, shorter) => {
      const half = measure(text, `11px ${sans}`) / 2 + 6
      return ys
        .flatMap((y) =>
          [(left + right) / 2, left + half, right - half, left, right, left - half, right + half].map((x) =>
            place(text, half, x, y)
          )
        )
        .filter(({ box: mine }) => ![...taken, ...titles.map(({ box }) => box)].some((other) => overlap(mine, other)))
        .map((one) => ({ one, covered: covered(one.box) + 3 * shorter }))
        .sort((a, b) => a.covered - b.covered)[0]
    })
    const placed = free.filter(Boolean).sort((a, b) => a.covered - b.covered)[0]?.one
    if (placed) titles.push(placed)
  }

  function place(text: string, half: number, x: number, y: number): PartTitle {
    const clamp = (value: number, least: number, most: number) => Math.max(least, Math.min(most, value))
    if (bounds) {
      x = clamp(x, bounds.left + half, Math.max(bounds.left + half, bounds.right - half))
      y = clamp(y, bounds.top + 9, bounds.bottom - 9)
    }
    return { text, x, y, box: { left: x - half, top: y - 9, right: x + half, bottom: y + 9 } }
  }

  function covered(box: Box): number {
    const x = (pixel: number) => (pixel - transform.x) / transform.scale
    const y = (pixel: number) => (pixel - transform.y) / transform.scale
    return index.range(x(box.left), y(box.top - 4), x(box.right), y(box.bottom + 4)).length
  }
  return titles
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top
}

function obstaclesOf(
  model: Model,
  ids: Iterable<number>,
  transform: Transform,
  radius: (activity: number) => number
): Obstacle[] {
  return Array.from(ids, (id) => {
    const { x, y, process } = model.activities[id]
    return {
      x: x * transform.scale + transform.x,
      y: y * transform.scale + transform.y,
      radius: radius(id),
      owner: process
    }
  })
}

/** Order of importance: the selection, its partners, matches, then by runs (the order of the processes). */
function labelOrder(model: Model, focus: Focus): number[] {
  const rank = (id: number) =>
    focus.selected.has(id) ? 0 : focus.partners.has(id) ? 1 : focus.matchingProcesses?.has(id) ? 2 : 3
  return [...model.shown].sort(
    (a, b) => rank(a) - rank(b) || model.processes[b].runs - model.processes[a].runs || a - b
  )
}

/** Names of processes at one zoom; positions are those of `transform`. */
export function processLabels(
  model: Model,
  transform: Transform,
  size: Size,
  zoom: number,
  focus: Focus,
  most: number,
  taken: readonly Box[],
  bounds: Box | null,
  measure: MeasureText,
  sans: string,
  /** Of a large map only what is near the view gets names; null for all. */
  near: ReadonlySet<number> | null = null
): PlacedLabel[] {
  const radius = pointRadius(model, size, zoom)
  const half = hullWidth(model, size, zoom) / 2
  const wanted = labelOrder(model, focus).filter((process) => {
    const ids = model.members[process]
    if (ids.length === 0 || (near !== null && !ids.some((id) => near.has(id)))) return false
    return !focus.matchingProcesses || focus.matchingProcesses.has(process) || focus.selected.has(process)
  })
  const request = (process: number): LabelRequest => {
    const ids = model.members[process]
    const box = coreBox(ids.map((id) => model.activities[id]))
    const tips = tipsOf(model, ids, transform, half)
    const count = focus.partners.get(process)
    // Long names of many processes would cover them.
    const longest = model.shown.length > 60 && zoom < 2 && !focus.selected.has(process) ? 22 : 32
    const name = (model.processCut === 'left' ? cutLeft : cutRight)(model.processNames[process], longest)
    const text = count ? `${name}  ${count}` : name
    return {
      owner: process,
      text,
      // Where processes reach across the whole of a small map, a mark before the name says whose it is.
      width:
        measure(text, labelFont(model, process, focus, sans)) + (model.activities.length <= fewPoints ? markRoom : 0),
      height: 14,
      x: ((box.left + box.right) / 2) * transform.scale + transform.x,
      y: ((box.top + box.bottom) / 2) * transform.scale + transform.y,
      reach: ((box.bottom - box.top) / 2) * transform.scale + half,
      halfWidth: ((box.right - box.left) / 2) * transform.scale + half,
      tips,
      forced: focus.selected.has(process) && focus.selected.size <= 12
    }
  }
  // Measured one by one: of a large map most names find no room any more.
  const requests = (function* () {
    for (const process of wanted) yield request(process)
  })()
  const obstacles = near ?? model.activities.keys()
  return placeLabels(requests, obstaclesOf(model, obstacles, transform, radius), {
    bounds,
    taken,
    most
  })
}

/** The outermost points of a process, in pixels; undefined for a small blob, whose box says the same. */
function tipsOf(model: Model, ids: readonly number[], transform: Transform, margin: number): LabelRequest['tips'] {
  const points = ids.map((id) => ({
    x: model.activities[id].x * transform.scale + transform.x,
    y: model.activities[id].y * transform.scale + transform.y
  }))
  const outermost = (value: (point: { x: number; y: number }) => number) =>
    points.reduce((best, point) => (value(point) > value(best) ? point : best))
  const top = outermost((point) => -point.y)
  const bottom = outermost((point) => point.y)
  const left = outermost((point) => -point.x)
  const right = outermost((point) => point.x)
  return bottom.y - top.y < 50 && right.x - left.x < 50 ? undefined : { top, bottom, left, right, margin }
}

/** The box of most of the points, so that one outlier does not pull the name away from its process. */
function coreBox(points: readonly { x: number; y: number }[]): Box {
  if (points.length < 4) return boundsOf(points)
  const cut = Math.floor(points.length * 0.1)
  const xs = points.map((point) => point.x).sort((a, b) => a - b)
  const ys = points.map((point) => point.y).sort((a, b) => a - b)
  return { left: xs[cut], right: xs[xs.length - 1 - cut], top: ys[cut], bottom: ys[ys.length - 1 - cut] }
}

/** Names of activities, right of their points, from threefold zoom. */
export function activityLabels(
  model: Model,
  activities: readonly number[],
  transform: Transform,
  size: Size,
  zoom: number,
  taken: readonly Box[],
  bounds: Box | null,
  measure: MeasureText,
  mono: string
): PlacedLabel[] {
  const radius = pointRadius(model, size, zoom)
  const byCases = [...activities].sort((a, b) => model.activities[b].cases - model.activities[a].cases || a - b)
  const requests = byCases.map((id): LabelRequest => {
    const activity = model.activities[id]
    const text = shortActivity(model, id, 30)
    return {
      owner: activity.process,
      text,
      width: measure(text, `11px ${mono}`),
      height: 12,
      x: activity.x * transform.scale + transform.x,
      y: activity.y * transform.scale + transform.y,
      reach: radius(id) + 1,
      halfWidth: radius(id),
      forced: false
    }
  })
  const obstacles = activities.map((id) => ({
    x: model.activities[id].x * transform.scale + transform.x,
    y: model.activities[id].y * transform.scale + transform.y,
    radius: radius(id),
    owner: -2
  }))
  return placeLabels(requests, obstacles, {
    bounds,
    taken,
    most: 400,
    positions: besidePoints,
    unconditional: 0,
    dearest: 2.5
  })
}

/** Pieces of the way along a process' steps; a jump far beyond its usual distances is not bridged. */
export function strands(model: Model, process: number): number[][] {
  const ids = model.members[process]
  if (ids.length < 2) return [ids]
  const distance = (a: number, b: number) =>
    Math.hypot(model.activities[a].x - model.activities[b].x, model.activities[a].y - model.activities[b].y)
  const lengths = ids.slice(1).map((id, i) => distance(ids[i], id))
  const typical = [...lengths].sort((a, b) => a - b)[Math.floor(lengths.length / 2)]
  const most = model.activities.length < 60 ? Infinity : Math.max(5 * typical, 0.03)
  const pieces: number[][] = [[ids[0]]]
  lengths.forEach((length, i) => {
    if (length > most) pieces.push([])
    pieces[pieces.length - 1].push(ids[i + 1])
  })
  return pieces
}
