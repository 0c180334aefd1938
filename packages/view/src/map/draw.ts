import type { Model } from '../model.js'
import { type Colours, mix, type Paint } from '../palette.js'
import type { Transform } from './geometry.js'
import type { PlacedLabel } from './labels.js'
import { type Focus, type Fonts, labelFont, manyPoints, type PartTitle } from './scene.js'

export interface Picture {
  model: Model
  colours: Colours
  paints: readonly Paint[]
  dark: boolean
  transform: Transform
  radius: (activity: number) => number
  hull: number
  shapes: Uint8Array
  strands: readonly (readonly number[][])[]
  focus: Focus
  /** Processes whose outline stands out because the pointer is on them; -1 for none. */
  hoveredProcess: number
  /** The point with the ring; -1 for none. */
  ringed: number
  titles: readonly PartTitle[]
  labels: readonly PlacedLabel[]
  activityLabels: readonly PlacedLabel[]
  fonts: Fonts
}

type Context = CanvasRenderingContext2D

/** Adds a point's outline to the current path: circle, square, triangle, diamond. */
function trace(context: Context, shape: number, x: number, y: number, r: number): void {
  if (r < 1.5) {
    // Too small to tell shapes apart, and a rectangle is several times faster.
    context.rect(x - r, y - r, 2 * r, 2 * r)
  } else if (shape === 0) {
    context.moveTo(x + r, y)
    context.arc(x, y, r, 0, 2 * Math.PI)
  } else if (shape === 1) {
    context.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8)
  } else if (shape === 2) {
    context.moveTo(x, y - r * 1.15)
    context.lineTo(x + r * 1.12, y + r * 0.85)
    context.lineTo(x - r * 1.12, y + r * 0.85)
    context.closePath()
  } else {
    context.moveTo(x, y - r * 1.2)
    context.lineTo(x + r * 1.2, y)
    context.lineTo(x, y + r * 1.2)
    context.lineTo(x - r * 1.2, y)
    context.closePath()
  }
}

/** Draws the whole map on a context that is already scaled to CSS pixels and cleared. */
export function drawMap(context: Context, picture: Picture): void {
  context.lineCap = 'round'
  context.lineJoin = 'round'
  const { model, focus } = picture
  // Small processes first, so that large ones lie on top; the selection last.
  const order = model.processes.map((process) => process.id).reverse()
  const isSelected = (process: number) => focus.selected.has(process)
  const faded = (process: number) =>
    (focus.selected.size > 0 && !isSelected(process)) ||
    (focus.matchingProcesses !== null && !focus.matchingProcesses.has(process))
  drawHulls(context, picture, order, faded)
  drawTentative(context, picture, faded)
  drawPartners(context, picture)
  drawLoose(context, picture)
  for (const process of order) if (!isSelected(process)) drawPoints(context, picture, process, faded(process))
  for (const process of order) if (isSelected(process)) drawSelected(context, picture, process)
  drawRing(context, model, picture.colours, picture.transform, picture.radius, picture.ringed)
  drawText(context, picture, faded)
}

function drawHulls(
  context: Context,
  { model, colours, paints, dark, transform, hull, strands, focus, hoveredProcess }: Picture,
  order: number[],
  faded: (process: number) => boolean
): void {
  const path = (process: number) => {
    context.beginPath()
    for (const piece of strands[process]) {
      piece.forEach((id, i) => {
        const x = model.activities[id].x * transform.scale + transform.x
        const y = model.activities[id].y * transform.scale + transform.y
        if (i === 0) context.moveTo(x, y)
        else context.lineTo(x, y)
        if (piece.length === 1) context.lineTo(x + 0.1, y)
      })
    }
  }
  for (const process of order) {
    const strong = focus.selected.has(process) || process === hoveredProcess
    path(process)
    context.strokeStyle = faded(process)
      ? mix(colours.bg, colours.mark, 0.07)
      : mix(colours.bg, paints[process].base, strong ? 0.24 : dark ? 0.15 : 0.12)
    context.lineWidth = hull
    context.stroke()
  }
  if (model.activities.length > manyPoints) return
  for (const process of order) {
    const selected = focus.selected.has(process)
    path(process)
    context.strokeStyle = faded(process)
      ? mix(colours.bg, colours.mark, 0.2)
      : mix(colours.bg, paints[process].base, selected || process === hoveredProcess ? 0.8 : 0.42)
    context.lineWidth = selected ? 2 : 1
    context.stroke()
  }
}

/** A dashed ring around processes that hardly hold together when cases are resampled. */
function drawTentative(
  context: Context,
  { model, colours, transform, hull, radius }: Picture,
  faded: (process: number) => boolean
): void {
  context.setLineDash([2.5, 2.5])
  context.lineWidth = 1
  context.strokeStyle = mix(colours.bg, colours.ink3, 0.8)
  model.processes.forEach((process) => {
    if (!process.tentative || faded(process.id)) return
    const centre = model.centres[process.id]
    const distances = model.members[process.id]
      .map((id) => Math.hypot(model.activities[id].x - centre.x, model.activities[id].y - centre.y))
      .sort((a, b) => a - b)
    // Without the farthest tenth: one stray point would make the ring cover half of the map.
    const reach = (distances[Math.floor((distances.length - 1) * 0.9)] ?? 0) * transform.scale
    context.beginPath()
    if (reach <= 56) {
      context.arc(
        centre.x * transform.scale + transform.x,
        centre.y * transform.scale + transform.y,
        reach + hull / 2 + 3,
        0,
        2 * Math.PI
      )
    } else {
      // Too scattered for one ring: each point has its own.
      for (const id of model.members[process.id]) {
        const { x, y } = model.activities[id]
        const r = radius(id) + 3.5
        context.moveTo(x * transform.scale + transform.x + r, y * transform.scale + transform.y)
        context.arc(x * transform.scale + transform.x, y * transform.scale + transform.y, r, 0, 2 * Math.PI)
      }
    }
    context.stroke()
  })
  context.setLineDash([])
}

/** Curves from the selected process to those that come before and after it; width is the count. */
function drawPartners(context: Context, { model, colours, transform, focus }: Picture): void {
  if (focus.partners.size === 0) return
  const [selected] = focus.selected
  const from = model.centres[selected]
  const ax = from.x * transform.scale + transform.x
  const ay = from.y * transform.scale + transform.y
  const most = Math.max(...focus.partners.values())
  context.strokeStyle = colours.ink2
  context.globalAlpha = 0.55
  for (const [partner, count] of focus.partners) {
    const bx = model.centres[partner].x * transform.scale + transform.x
    const by = model.centres[partner].y * transform.scale + transform.y
    context.beginPath()
    context.moveTo(ax, ay)
    context.quadraticCurveTo((ax + bx) / 2 + (by - ay) * 0.16, (ay + by) / 2 - (bx - ax) * 0.16, bx, by)
    context.lineWidth = 0.8 + 4.2 * (count / most)
    context.stroke()
  }
  context.globalAlpha = 1
}

/** Hubs hollow and neutral with their shape; activities of no process likewise, fainter. */
function drawLoose(context: Context, { model, colours, transform, radius, shapes, focus }: Picture): void {
  for (const hub of [false, true]) {
    context.beginPath()
    for (const activity of model.activities) {
      if (activity.process >= 0 || activity.hub !== hub) continue
      if (focus.matching && !focus.matching.has(activity.id) && !hub) continue
      trace(
        context,
        shapes[activity.id],
        activity.x * transform.scale + transform.x,
        activity.y * transform.scale + transform.y,
        radius(activity.id)
      )
    }
    context.fillStyle = colours.bg
    context.fill()
    const faint = focus.selected.size > 0 || focus.matching !== null
    context.strokeStyle = hub ? mix(colours.bg, colours.ink3, faint ? 0.4 : 0.85) : mix(colours.bg, colours.mark, 0.6)
    context.lineWidth = 1.2
    context.stroke()
  }
  if (!focus.matching) return
  context.beginPath()
  for (const activity of model.activities) {
    if (activity.process >= 0 || !focus.matching.has(activity.id)) continue
    trace(
      context,
      shapes[activity.id],
      activity.x * transform.scale + transform.x,
      activity.y * transform.scale + transform.y,
      radius(activity.id)
    )
  }
  context.strokeStyle = colours.ink
  context.lineWidth = 1.6
  context.stroke()
}

function tracePoints(context: Context, { model, transform, radius, shapes }: Picture, ids: readonly number[]): void {
  context.beginPath()
  for (const id of ids) {
    const activity = model.activities[id]
    trace(
      context,
      shapes[id],
      activity.x * transform.scale + transform.x,
      activity.y * transform.scale + transform.y,
      radius(id)
    )
  }
}

function drawPoints(context: Context, picture: Picture, process: number, faded: boolean): void {
  const { model, colours, paints, focus } = picture
  const paint = paints[process]
  const ids = model.members[process]
  const hit = focus.matching ? ids.filter((id) => focus.matching!.has(id)) : ids
  if (faded || hit.length < ids.length) {
    tracePoints(context, picture, faded ? ids : ids.filter((id) => !focus.matching!.has(id)))
    context.fillStyle = mix(colours.bg, colours.mark, 0.28)
    context.fill()
    if (faded) return
  }
  tracePoints(context, picture, hit)
  context.fillStyle = paint.fill
  context.fill()
  context.strokeStyle = focus.matching ? colours.ink : paint.fill === paint.edge ? colours.bg : paint.edge
  context.lineWidth = focus.matching ? 1.1 : paint.fill === paint.edge ? 0.8 : 1
  context.stroke()
}

/** The selection keeps its hue and gets an ink outline with a halo. */
function drawSelected(context: Context, picture: Picture, process: number): void {
  const { model, colours, paints } = picture
  const ids = model.members[process]
  tracePoints(context, picture, ids)
  context.strokeStyle = colours.bg
  context.lineWidth = 4.4
  context.stroke()
  context.fillStyle = paints[process].fill
  context.fill()
  context.strokeStyle = colours.ink
  context.lineWidth = 1.2
  context.stroke()
}

/** The ring around the point under the pointer or the keyboard. */
export function drawRing(
  context: Context,
  model: Model,
  colours: Colours,
  transform: Transform,
  radius: (activity: number) => number,
  ringed: number
): void {
  const activity = model.activities[ringed]
  if (!activity) return
  context.beginPath()
  context.arc(
    activity.x * transform.scale + transform.x,
    activity.y * transform.scale + transform.y,
    radius(ringed) + 3.5,
    0,
    2 * Math.PI
  )
  context.strokeStyle = colours.ink
  context.lineWidth = 1.6
  context.stroke()
}

function drawText(
  context: Context,
  { model, colours, transform, focus, titles, labels, activityLabels, fonts }: Picture,
  faded: (process: number) => boolean
): void {
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.font = `11px ${fonts.sans}`
  context.fillStyle = colours.ink3
  for (const title of titles) context.fillText(title.text, title.x + transform.x, title.y + transform.y)
  const write = (text: string, x: number, y: number, colour: string) => {
    context.lineWidth = 3.6
    context.strokeStyle = colours.bg
    context.strokeText(text, x, y)
    context.fillStyle = colour
    context.fillText(text, x, y)
  }
  context.font = `11px ${fonts.mono}`
  for (const label of activityLabels)
    write(label.request.text, label.x + transform.x, label.y + transform.y, colours.ink2)
  labels.forEach((label, rank) => {
    const process = label.request.owner
    context.font = labelFont(model, process, focus, fonts.sans)
    const quiet = faded(process) && !focus.partners.has(process)
    write(
      label.request.text,
      label.x + transform.x,
      label.y + transform.y,
      quiet ? colours.ink3 : focus.selected.size > 0 || rank < 12 ? colours.ink : colours.ink2
    )
  })
}
