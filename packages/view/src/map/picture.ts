import type { Model } from '../model.js'
import type { Colours, Paint } from '../palette.js'
import type { ColourGroup } from './colouring.js'
import type { Box, Size, Transform } from './geometry.js'
import type { PlacedLabel } from './labels.js'
import type { Focus, Fonts, PartTitle } from './scene.js'

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
  /** Box of each process in the world: what lies outside of the canvas is not drawn. */
  boxes: readonly Box[]
  size: Size
  focus: Focus
  /** Points by another colour than that of their process; null where that is it. */
  groups: readonly ColourGroup[] | null
  /** Not drawn at all; drawn without a name, for they have no run in what is filtered. */
  hidden: ReadonlySet<number>
  unused: ReadonlySet<number>
  /** Points marked one by one or with the lasso. */
  marked: readonly number[]
  /** Processes whose outline stands out because the pointer is on them; -1 for none. */
  hoveredProcess: number
  /** The point with the ring; -1 for none. */
  ringed: number
  titles: readonly PartTitle[]
  labels: readonly PlacedLabel[]
  activityLabels: readonly PlacedLabel[]
  fonts: Fonts
}

/** Whether a process, with its hull, reaches into the canvas. */
export function inView({ boxes, transform: { scale, x, y }, size, hull }: Picture, process: number): boolean {
  const { left, top, right, bottom } = boxes[process]
  return (
    right * scale + x > -hull &&
    left * scale + x < size.width + hull &&
    bottom * scale + y > -hull &&
    top * scale + y < size.height + hull
  )
}

export type Context = CanvasRenderingContext2D

/** Adds a point's outline to the current path: circle, square, triangle, diamond. */
export function trace(context: Context, shape: number, x: number, y: number, r: number): void {
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
