import type { Model } from '../model.js'
import type { Width } from '../state.js'
import type { Box, Padding, Size, Transform } from './geometry.js'
import type { PointIndex } from './hit.js'
import type { PlacedLabel } from './labels.js'
import {
  activityLabels,
  type Focus,
  type Fonts,
  fewPoints,
  type MeasureText,
  type PartTitle,
  partTitles,
  processLabels
} from './scene.js'

/** What the letters depend on besides the model. */
export interface Sight {
  transform: Transform
  zoom: number
  size: Size
  padding: Padding
  width: Width
  /** Boxes of what lies over the canvas, in pixels from a corner: no name stands under them while the whole map is shown. */
  tools: (x: number, y: number) => Box[]
  /** One part of the map fills the canvas: it needs no title. */
  single: boolean
  focus: Focus
  fonts: Fonts
}

export interface Letters {
  titles: PartTitle[]
  labels: PlacedLabel[]
  activityLabels: PlacedLabel[]
}

/** Names on screen at once, before zooming. */
const labelsAt: Record<Width, number> = { phone: 13, narrow: 18, laptop: 20, wide: 40 }
/** More activities than this are lettered around the view only. */
const mostLettered = 2500

/**
 * Places the names of a map and remembers them: they keep their places while it is moved, relative to the map's own
 * corner, and are placed anew once per zoom.
 */
export class Lettering {
  private readonly model: Model
  private readonly index: PointIndex
  private readonly measure: MeasureText
  private written: { key: string; taken: Box[]; titles: PartTitle[]; labels: PlacedLabel[] } = {
    key: '',
    taken: [],
    titles: [],
    labels: []
  }
  private names: { key: string; labels: PlacedLabel[] } = { key: '', labels: [] }

  constructor(model: Model, index: PointIndex, measure: MeasureText) {
    this.model = model
    this.index = index
    const widths = new Map<string, number>()
    this.measure = (text, font) => {
      const key = font + text
      const known = widths.get(key)
      if (known !== undefined) return known
      const width = measure(text, font)
      widths.set(key, width)
      return width
    }
  }

  /** Places everything anew at the next drawing. */
  forget(): void {
    this.written.key = ''
    this.names.key = ''
  }

  letters(sight: Sight): Letters {
    const near = this.near(sight)
    const key = near === null ? `${sight.transform.scale}` : near.key
    if (this.written.key !== key)
      this.written = { key, ...this.place(sight, near === null ? null : new Set(near.ids())) }
    const { titles, labels } = this.written
    return { titles, labels, activityLabels: this.placeNames(sight) }
  }

  /** Of a large map that is zoomed: what lies around the view, in steps of half a view, so that small moves change nothing. */
  private near({ transform, zoom, size }: Sight): { key: string; ids: () => number[] } | null {
    if (this.model.activities.length <= mostLettered || zoom <= 1) return null
    const { scale } = transform
    const stepX = Math.floor(-transform.x / (size.width / 2))
    const stepY = Math.floor(-transform.y / (size.height / 2))
    const edge = (step: number, length: number) => (step * length) / 2 / scale
    return {
      key: `${scale} ${stepX} ${stepY}`,
      ids: () =>
        this.index.range(
          edge(stepX - 1, size.width),
          edge(stepY - 1, size.height),
          edge(stepX + 4, size.width),
          edge(stepY + 4, size.height)
        )
    }
  }

  private place(
    { transform, zoom, size, padding, width, tools, single, focus, fonts }: Sight,
    near: ReadonlySet<number> | null
  ): {
    taken: Box[]
    titles: PartTitle[]
    labels: PlacedLabel[]
  } {
    const most = Math.round(labelsAt[width] * Math.min(8, zoom ** 1.6))
    const still = { scale: transform.scale, x: 0, y: 0 }
    const bounds = boundsOf(transform, zoom, size, padding)
    const covered = zoom > 1 ? [] : tools(transform.x, transform.y)
    const titles = single ? [] : partTitles(this.model, still, this.measure, fonts.sans, bounds, this.index, covered)
    const taken = [...titles.map(({ box }) => box), ...covered]
    return {
      taken,
      titles,
      labels: processLabels(this.model, still, size, zoom, focus, most, taken, bounds, this.measure, fonts.sans, near)
    }
  }

  private placeNames(sight: Sight): PlacedLabel[] {
    const { transform, zoom, size, padding, fonts } = sight
    const { activities } = this.model
    if (zoom < 3 && activities.length > fewPoints) return []
    const { scale } = transform
    const near = this.near(sight)
    const key = near === null ? `${scale}` : near.key
    if (this.names.key === key) return this.names.labels
    const ids = near === null ? activities.map((activity) => activity.id) : near.ids()
    const taken = [...this.written.taken, ...this.written.labels.map((label) => label.box)]
    const still = { scale, x: 0, y: 0 }
    const bounds = boundsOf(transform, zoom, size, padding)
    const labels =
      ids.length > mostLettered
        ? []
        : activityLabels(this.model, ids, still, size, zoom, taken, bounds, this.measure, fonts.mono)
    this.names = { key, labels }
    return labels
  }
}

/** Where names may stand: within the canvas while the whole map is shown, anywhere (null) once it is zoomed. */
function boundsOf(transform: Transform, zoom: number, size: Size, padding: Padding): Box | null {
  if (zoom > 1) return null
  return {
    left: 4 - transform.x,
    top: Math.max(8, padding.top - 18) - transform.y,
    right: size.width - 4 - transform.x,
    bottom: size.height - padding.bottom + 12 - transform.y
  }
}
