import type { ChoiceDrawing } from './draw-choice.js'
import { drawHulls, drawTentative } from './draw-ground.js'
import { drawLoose, drawPoints } from './draw-points.js'
import { type Context, inView, type Picture } from './picture.js'
import { fewPoints, labelFont, markRoom } from './scene.js'

/** Draws what is chosen; null until it is fetched, with what lets a person choose. */
export let choice: ChoiceDrawing | null = null

export function takeChoice(drawing: ChoiceDrawing): void {
  choice = drawing
}

export type DrawGround = (picture: Picture, order: readonly number[], faded: (process: number) => boolean) => void

/**
 * Draws the whole map on a context that is already scaled to CSS pixels and cleared.
 *
 * @param drawGround of a map of many points: draws its hulls and points, from the lowest process to the topmost
 */
export function drawMap(context: Context, picture: Picture, drawGround?: DrawGround): void {
  context.lineCap = 'round'
  context.lineJoin = 'round'
  const { model, focus } = picture
  // Small processes first, so that large ones lie on top; the selection last.
  const order = model.processes
    .map((process) => process.id)
    .filter((id) => !picture.hidden.has(id) && inView(picture, id))
    .reverse()
  const isSelected = (process: number) => focus.selected.has(process)
  const faded = (process: number) =>
    picture.unused.has(process) ||
    (focus.selected.size > 0 && !isSelected(process)) ||
    (focus.matchingProcesses !== null && !focus.matchingProcesses.has(process))
  if (drawGround) drawGround(picture, order, faded)
  else drawHulls(context, picture, order, faded)
  drawTentative(context, picture, faded)
  choice?.partners(context, picture)
  if (!drawGround) {
    drawLoose(context, picture)
    if (picture.groups !== null) choice?.groups(context, picture, picture.groups, faded)
    else
      for (const process of order)
        if (!choice || !isSelected(process)) drawPoints(context, picture, process, faded(process))
  }
  for (const process of order) if (isSelected(process)) choice?.selected(context, picture, process)
  choice?.marked(context, picture)
  choice?.ring(context, model, picture.colours, picture.transform, picture.radius, picture.ringed)
  drawText(context, picture, faded)
}

function drawText(
  context: Context,
  { model, colours, paints, transform, focus, groups, titles, labels, activityLabels, fonts }: Picture,
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
    const room = model.activities.length <= fewPoints ? markRoom : 0
    const x = label.x + transform.x + room / 2
    const y = label.y + transform.y
    if (room > 0) {
      context.beginPath()
      context.arc(x - (label.request.width - room) / 2 - 8, y - 0.5, 3.5, 0, 2 * Math.PI)
      context.fillStyle = quiet || groups !== null ? colours.mark : paints[process].base
      context.fill()
    }
    write(
      label.request.text,
      x,
      y,
      quiet ? colours.ink3 : focus.selected.size > 0 || rank < 12 ? colours.ink : colours.ink2
    )
  })
}
