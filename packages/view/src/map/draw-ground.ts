import { mix } from '../palette.js'
import { type Context, inView, type Picture } from './picture.js'
import { manyPoints } from './scene.js'

/** The fill of a process' hull: its hue, faint; stronger where it stands out. */
export function hullColour(
  { colours, paints, dark, focus, groups, hoveredProcess }: Picture,
  process: number,
  faded: boolean
): string {
  if (faded) return mix(colours.bg, colours.mark, 0.07)
  const strong = focus.selected.has(process) || process === hoveredProcess
  return mix(colours.bg, groups === null ? paints[process].base : colours.mark, strong ? 0.24 : dark ? 0.15 : 0.12)
}

export function drawHulls(
  context: Context,
  picture: Picture,
  order: number[],
  faded: (process: number) => boolean
): void {
  const { model, colours, paints, transform, hull, strands, focus, groups, hoveredProcess } = picture
  const base = (process: number) => (groups === null ? paints[process].base : colours.mark)
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
    path(process)
    context.strokeStyle = hullColour(picture, process, faded(process))
    context.lineWidth = hull
    context.stroke()
  }
  if (model.activities.length > manyPoints) return
  for (const process of order) {
    const selected = focus.selected.has(process)
    path(process)
    context.strokeStyle = faded(process)
      ? mix(colours.bg, colours.mark, 0.2)
      : mix(colours.bg, base(process), selected || process === hoveredProcess ? 0.8 : 0.42)
    context.lineWidth = selected ? 2 : 1
    context.stroke()
  }
}

/** A dashed ring around processes that hardly hold together when cases are resampled. */
export function drawTentative(context: Context, picture: Picture, faded: (process: number) => boolean): void {
  const { model, colours, transform, hull, radius } = picture
  context.setLineDash([2.5, 2.5])
  context.lineWidth = 1
  context.strokeStyle = mix(colours.bg, colours.ink3, 0.8)
  model.processes.forEach((process) => {
    if (!process.tentative || faded(process.id) || picture.hidden.has(process.id) || !inView(picture, process.id))
      return
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
