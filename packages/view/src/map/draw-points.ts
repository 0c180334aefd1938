import type { Model } from '../model.js'
import { type Colours, mix } from '../palette.js'
import type { ColourGroup } from './colouring.js'
import type { Transform } from './geometry.js'
import { type Context, type Picture, trace } from './picture.js'

/** Hubs hollow and neutral with their shape; activities of no process likewise, fainter. */
export function drawLoose(context: Context, { model, colours, transform, radius, shapes, focus }: Picture): void {
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

function tracePoints(
  context: Context,
  { model, transform, radius, shapes, size }: Picture,
  ids: readonly number[]
): void {
  context.beginPath()
  for (const id of ids) {
    const activity = model.activities[id]
    const x = activity.x * transform.scale + transform.x
    const y = activity.y * transform.scale + transform.y
    if (x > -30 && x < size.width + 30 && y > -30 && y < size.height + 30) trace(context, shapes[id], x, y, radius(id))
  }
}

export function drawPoints(context: Context, picture: Picture, process: number, faded: boolean): void {
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

/** Points by channel, volume or errors; those of processes that are not in focus are faint. */
export function drawGroups(
  context: Context,
  picture: Picture,
  groups: readonly ColourGroup[],
  faded: (process: number) => boolean
): void {
  const { model, colours, focus, hidden } = picture
  const faint: number[] = []
  for (const group of groups) {
    const strong: number[] = []
    for (const id of group.activities) {
      const { process } = model.activities[id]
      if (process < 0 || hidden.has(process)) continue
      if (faded(process) || (focus.matching && !focus.matching.has(id))) faint.push(id)
      else strong.push(id)
    }
    tracePoints(context, picture, strong)
    context.fillStyle = group.colour
    context.fill()
    // The palest steps keep their edge against the paper.
    context.strokeStyle = focus.matching ? colours.ink : mix(group.colour, colours.ink, 0.35)
    context.lineWidth = focus.matching ? 1.1 : 0.7
    context.stroke()
  }
  tracePoints(context, picture, faint)
  context.fillStyle = mix(colours.bg, colours.mark, 0.28)
  context.fill()
}

/** An ink outline with a halo. */
export function drawMarked(context: Context, picture: Picture): void {
  const { colours, marked } = picture
  if (marked.length === 0) return
  tracePoints(context, { ...picture, radius: (id) => picture.radius(id) + 2.5 }, marked)
  context.strokeStyle = colours.bg
  context.lineWidth = 3.6
  context.stroke()
  context.strokeStyle = colours.ink
  context.lineWidth = 1.5
  context.stroke()
}

/** The selection keeps its hue and gets an ink outline with a halo. */
export function drawSelected(context: Context, picture: Picture, process: number): void {
  const { model, colours, paints } = picture
  const ids = model.members[process]
  // Coloured by something else, the points are drawn already.
  if (picture.groups === null) {
    tracePoints(context, picture, ids)
    context.strokeStyle = colours.bg
    context.lineWidth = 4.4
    context.stroke()
    context.fillStyle = paints[process].fill
    context.fill()
  } else tracePoints(context, picture, ids)
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
