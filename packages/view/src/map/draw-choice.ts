import type { Model } from '../model.js'
import { type Colours, mix } from '../palette.js'
import { type ColourGroup, colourGroups } from './colouring.js'
import { tracePoints } from './draw-points.js'
import type { Transform } from './geometry.js'
import type { Context, Picture } from './picture.js'

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

/** Points by channel, volume or errors; those of processes that are not in focus are faint. */
function drawGroups(
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
function drawMarked(context: Context, picture: Picture): void {
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
function drawSelected(context: Context, picture: Picture, process: number): void {
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
function drawRing(
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

/** What a person chooses on the map: selection, its partners, marks, the ring, other colours. */
export const choiceDrawing = {
  partners: drawPartners,
  groups: drawGroups,
  selected: drawSelected,
  marked: drawMarked,
  ring: drawRing,
  colourGroups
}

export type ChoiceDrawing = typeof choiceDrawing
