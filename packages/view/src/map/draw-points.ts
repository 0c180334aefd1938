import { mix } from '../palette.js'
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

/** Adds the outlines of points in sight to a new path. */
export function tracePoints(
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
