import { mix } from '../palette.js'
import { hullColour } from './draw-ground.js'
import { type Context, inView, type Picture } from './picture.js'
import { Pixels, pixelOf } from './pixels.js'

/** Tiny points are squares, as `trace` draws them: shapes cannot be told apart, and all of it is quicker. */
const tiny = 1.5

/**
 * Hulls and points of a map of many, drawn in memory and put on the context: what `drawHulls`, `drawLoose`, `drawPoints` and `drawGroups` draw
 * on a context for fewer. Selected processes are drawn on top of it.
 *
 * @param order processes from the lowest to the topmost
 * @param ratio pixels of the picture for one of CSS
 * @param memory of the picture before, to be used again
 * @returns the memory that was used
 */
export function drawMany(
  context: Context,
  picture: Picture,
  order: readonly number[],
  faded: (process: number) => boolean,
  ratio: number,
  memory: Pixels | null
): Pixels {
  const { width, height } = context.canvas
  const pixels = memory?.image.width === width && memory.image.height === height ? memory : new Pixels(width, height)
  drawInto(pixels, picture, order, faded, ratio)
  context.putImageData(pixels.image, 0, 0)
  return pixels
}

function drawInto(
  into: Pixels,
  picture: Picture,
  order: readonly number[],
  faded: (process: number) => boolean,
  ratio: number
): void {
  const { model, colours, paints, transform, radius, shapes, focus, groups, strands, hull } = picture
  const { activities } = model
  const scale = transform.scale * ratio
  const x = (id: number) => activities[id].x * scale + transform.x * ratio
  const y = (id: number) => activities[id].y * scale + transform.y * ratio
  into.fill(pixelOf(colours.bg))
  for (const process of order) {
    const colour = pixelOf(hullColour(picture, process, faded(process)))
    for (const piece of strands[process]) {
      for (let i = piece.length === 1 ? 0 : 1; i < piece.length; i++) {
        const from = piece[Math.max(0, i - 1)]
        into.line(x(from), y(from), x(piece[i]), y(piece[i]), (hull / 2) * ratio, colour)
      }
    }
  }
  const place = (id: number, fill: number, edge: number, width: number) => {
    const r = radius(id) * ratio
    into.point(r < tiny ? 1 : shapes[id], x(id), y(id), r < tiny ? r / 0.9 : r, fill, edge, width * ratio)
  }

  const paper = pixelOf(colours.bg)
  const ink = pixelOf(colours.ink)
  const faint = pixelOf(mix(colours.bg, colours.mark, 0.28))
  const some = focus.selected.size > 0 || focus.matching !== null
  const loose = pixelOf(mix(colours.bg, colours.mark, 0.6))
  const hub = pixelOf(mix(colours.bg, colours.ink3, some ? 0.4 : 0.85))
  for (const activity of activities) {
    if (activity.process >= 0) continue
    const matches = focus.matching?.has(activity.id) ?? false
    if (matches) place(activity.id, paper, ink, 1.6)
    else if (activity.hub || focus.matching === null) place(activity.id, paper, activity.hub ? hub : loose, 1.2)
  }

  if (groups !== null) {
    const quiet: number[] = []
    for (const group of groups) {
      const fill = pixelOf(group.colour)
      const edge = focus.matching ? ink : pixelOf(mix(group.colour, colours.ink, 0.35))
      for (const id of group.activities) {
        const { process } = activities[id]
        if (process < 0 || picture.hidden.has(process)) continue
        if (faded(process) || (focus.matching && !focus.matching.has(id))) quiet.push(id)
        else place(id, fill, edge, focus.matching ? 1.1 : 0.7)
      }
    }
    for (const id of quiet) place(id, faint, -1, 0)
    return
  }
  for (const process of order) {
    if (focus.selected.has(process) || !inView(picture, process)) continue
    const { fill, edge } = paints[process]
    const inner = pixelOf(fill)
    const outer = focus.matching ? ink : fill === edge ? paper : pixelOf(edge)
    const width = focus.matching ? 1.1 : fill === edge ? 0.8 : 1
    const all = faded(process)
    const ids = model.members[process]
    for (const id of ids) if (all || (focus.matching && !focus.matching.has(id))) place(id, faint, -1, 0)
    if (!all) for (const id of ids) if (!focus.matching || focus.matching.has(id)) place(id, inner, outer, width)
  }
}
