import { type Model, shapeOf } from '../model.js'
import type { Store } from '../state.js'
import type { ColourGroup } from './colouring.js'
import { choice, type DrawGround, drawMap } from './draw.js'
import {
  type Box,
  boundsOf,
  type Camera,
  clampCamera,
  fit,
  type Padding,
  type Point,
  type Size,
  type Transform,
  withCamera
} from './geometry.js'
import { PointIndex } from './hit.js'
import { Lettering } from './lettering.js'
import type { Picture } from './picture.js'
import type { Pixels } from './pixels.js'
import { blitFrom, type Focus, type Fonts, fewPoints, hullWidth, manyPoints, pointRadius, strands } from './scene.js'

/** What draws maps of many points; fetched with the first of them. */
let many: typeof import('./draw-many.js') | null = null

/** Owns the canvas of one map: camera, cached labels, hit test, and when to draw. It knows the store, but no component. */
export class MapPainter {
  readonly canvas: HTMLCanvasElement
  private readonly store: Store
  private readonly context: CanvasRenderingContext2D
  private model: Model
  private index: PointIndex
  private shapes: Uint8Array
  private strands: number[][][]
  private boxes: Box[]
  private colouring: { key: unknown[]; groups: ColourGroup[] | null } = { key: [], groups: null }
  size: Size = { width: 0, height: 0 }
  private ratio = 1
  private base: Transform = { scale: 1, x: 0, y: 0 }
  camera: Camera = { zoom: 1, x: 0, y: 0 }
  private frame = 0
  private restTimer = 0
  private lettering: Lettering
  private snapshot: { canvas: HTMLCanvasElement; transform: Transform } | null = null
  private moving = false
  private pixels: Pixels | null = null
  /** Activity under the keyboard; -1 for none. */
  focused = -1
  /** Channel whose part fills the canvas (on a phone); null for the whole. */
  part: string | null = null
  padding: Padding = { top: 66, right: 24, bottom: 50, left: 24 }
  onZoom: (zoom: number) => void = () => undefined

  constructor(canvas: HTMLCanvasElement, store: Store) {
    this.canvas = canvas
    this.store = store
    this.context = canvas.getContext('2d')!
    this.model = store.model
    const scene = this.scene()
    this.index = scene.index
    this.shapes = scene.shapes
    this.strands = scene.strands
    this.boxes = scene.boxes
    this.lettering = scene.lettering
  }

  /** What is computed once for a model, not for a frame. */
  private scene() {
    const { model } = this
    const index = new PointIndex(model.activities)
    return {
      index,
      lettering: new Lettering(model, index, (text, font) => {
        this.context.font = font
        return this.context.measureText(text).width
      }),
      shapes: Uint8Array.from(model.activities, (activity) => shapeOf(model, activity.channel)),
      strands: model.processes.map((process) => strands(model, process.id)),
      boxes: model.members.map((ids) => boundsOf(ids.map((id) => model.activities[id])))
    }
  }

  /** Takes what the filters leave; the camera stays. */
  follow(model: Model): void {
    if (model === this.model) return
    this.model = model
    Object.assign(this, this.scene())
    this.forget()
    this.schedule()
  }

  destroy(): void {
    cancelAnimationFrame(this.frame)
    clearTimeout(this.restTimer)
  }

  /** Takes the size of the element; call when it changes. */
  resize(): void {
    const { clientWidth: width, clientHeight: height } = this.canvas
    if (width === 0 || height === 0) return
    this.size = { width, height }
    this.ratio = Math.min(3, window.devicePixelRatio || 1)
    this.canvas.width = Math.round(width * this.ratio)
    this.canvas.height = Math.round(height * this.ratio)
    const { activities } = this.model
    const shown = this.part === null ? activities : activities.filter((activity) => activity.channel === this.part)
    const { padding } = this
    // The names of few activities need room at both sides.
    const side = activities.length <= fewPoints ? Math.min(110, width / 5) : 0
    this.base = fit(boundsOf(shown), this.size, { ...padding, left: padding.left + side, right: padding.right + side })
    this.camera = clampCamera(this.camera, this.size)
    this.forget()
    // At once, not with the next frame: a canvas is empty after its size was set.
    this.paint()
  }

  /** Drops cached labels and the snapshot: the selection, the theme or the size changed. */
  forget(): void {
    this.lettering.forget()
    this.snapshot = null
  }

  schedule(): void {
    if (this.frame) return
    this.frame = requestAnimationFrame(() => {
      this.frame = 0
      this.paint()
    })
  }

  get transform(): Transform {
    return withCamera(this.base, this.camera)
  }

  /** Activity at a pixel of the canvas, or -1. */
  at(x: number, y: number, slack?: number): number {
    const found = this.index.at(x, y, this.transform, this.radius(), slack)
    return found >= 0 && this.unseen().hidden.has(this.model.activities[found].process) ? -1 : found
  }

  screen(point: Point): Point {
    const { scale, x, y } = this.transform
    return { x: point.x * scale + x, y: point.y * scale + y }
  }

  /** Moves the camera, as far as the map stays in sight. */
  setCamera(camera: Camera): void {
    this.camera = clampCamera(camera, this.size)
    this.onZoom(this.camera.zoom)
    if (this.model.activities.length > blitFrom) {
      this.moving = true
      clearTimeout(this.restTimer)
      this.restTimer = window.setTimeout(() => {
        this.moving = false
        this.schedule()
      }, 140)
    }
    this.schedule()
  }

  private focus(): Focus {
    const { model } = this
    const { selected, matches } = this.store
    const chosen = selected.value
    const partners = new Map<number, number>()
    if (chosen.length === 1) {
      const process = model.processes[chosen[0]]
      for (const { process: other, count } of [...process.before, ...process.after]) {
        if (other >= 0 && other !== process.id) partners.set(other, (partners.get(other) ?? 0) + count)
      }
    }
    const most = [...partners].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 10)
    return {
      selected: new Set(chosen),
      partners: new Map(most),
      matching: matches.value?.activities ?? null,
      matchingProcesses: matches.value?.processes ?? null
    }
  }

  /** Processes that the user hid, and those without a run in what is filtered. */
  unseen(): { hidden: Set<number>; unused: Set<number> } {
    const { processes, shown } = this.model
    const seen = new Set(shown)
    const rest = processes.filter(({ id }) => !seen.has(id))
    const filtered = this.model !== this.store.whole
    return {
      hidden: new Set(rest.filter(({ runs }) => runs > 0).map(({ id }) => id)),
      unused: new Set(filtered ? rest.filter(({ runs }) => runs === 0).map(({ id }) => id) : [])
    }
  }

  private groups(): ColourGroup[] | null {
    const { colourBy, colours } = this.store
    const key = [this.model, colourBy.value, colours.value, choice]
    if (key.some((part, i) => part !== this.colouring.key[i]))
      this.colouring = { key, groups: choice?.colourGroups(this.model, colourBy.value, colours.value) ?? null }
    return this.colouring.groups
  }

  /** Draws now. */
  paint(): void {
    const { width, height } = this.size
    if (width === 0) return
    const { context, store } = this
    const transform = this.transform
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0)
    context.clearRect(0, 0, width, height)
    if (this.moving && this.snapshot) {
      const { canvas, transform: old } = this.snapshot
      const ratio = transform.scale / old.scale
      context.drawImage(canvas, transform.x - old.x * ratio, transform.y - old.y * ratio, width * ratio, height * ratio)
      return
    }
    const large = this.model.activities.length > manyPoints
    if (large && many === null) {
      void import('./draw-many.js').then((all) => {
        many = all
        this.schedule()
      })
      return
    }
    const ringed = store.hoveredActivity.value >= 0 ? store.hoveredActivity.value : this.focused
    if (
      large &&
      this.snapshot &&
      this.snapshot.transform.scale === transform.scale &&
      this.snapshot.transform.x === transform.x &&
      this.snapshot.transform.y === transform.y
    ) {
      context.drawImage(this.snapshot.canvas, 0, 0, width, height)
      choice?.ring(context, this.model, store.colours.value, transform, this.radius(), ringed)
      return
    }
    const picture = {
      ...this.picture(),
      hoveredProcess: large ? -1 : store.hoveredProcess.value,
      ringed: large ? -1 : ringed
    }
    drawMap(context, picture, large ? this.drawGround : undefined)
    if (this.model.activities.length > blitFrom) this.keep(transform)
    if (large) choice?.ring(context, this.model, store.colours.value, transform, this.radius(), ringed)
  }

  private picture(): Picture {
    const { store, model, transform } = this
    const style = getComputedStyle(this.canvas)
    const fonts: Fonts = { sans: style.fontFamily, mono: style.getPropertyValue('--mono') || 'monospace' }
    const focus = this.focus()
    const letters = this.lettering.letters({
      transform,
      zoom: this.camera.zoom,
      size: this.size,
      padding: this.padding,
      width: store.width.value,
      tools: this.tools,
      single: this.part !== null,
      focus,
      fonts
    })
    return {
      model,
      colours: store.colours.value,
      paints: store.paints.value,
      dark: store.isDark.value,
      transform,
      radius: this.radius(),
      hull: hullWidth(model, this.size, this.camera.zoom),
      shapes: this.shapes,
      strands: this.strands,
      boxes: this.boxes,
      size: this.size,
      focus,
      groups: this.groups(),
      ...this.unseen(),
      marked: store.marked.value,
      hoveredProcess: -1,
      ringed: -1,
      ...letters,
      fonts
    }
  }

  /** What lies over the canvas, in pixels from a corner. */
  private readonly tools = (x: number, y: number): Box[] => {
    const { canvas } = this
    const at = canvas.getBoundingClientRect()
    const tools = canvas.closest('.pane')?.querySelectorAll('.segmented, .map-tools, .zoom, .legend > span')
    return Array.from(tools ?? [], (tool) => {
      const { left, top, width, height } = tool.getBoundingClientRect()
      return new DOMRect(left - at.x - x, top - at.y - y, width, height)
    })
  }

  private readonly drawGround: DrawGround = (picture, order, faded) => {
    this.pixels = many!.drawMany(this.context, picture, order, faded, this.ratio, this.pixels)
  }

  /** The picture as it stands, as the text of an SVG. */
  async svg(): Promise<string> {
    const { SvgContext } = await import('./svg-context.js')
    const drawing = new SvgContext(this.size.width, this.size.height, this.store.colours.value.bg)
    drawMap(drawing as unknown as CanvasRenderingContext2D, this.picture())
    return drawing.text()
  }

  private radius(): (activity: number) => number {
    return pointRadius(this.model, this.size, this.camera.zoom)
  }

  /** Keeps the finished picture, to be moved as a whole while a large map is dragged. */
  private keep(transform: Transform): void {
    const canvas = this.snapshot?.canvas ?? document.createElement('canvas')
    canvas.width = this.canvas.width
    canvas.height = this.canvas.height
    canvas.getContext('2d')!.drawImage(this.canvas, 0, 0)
    this.snapshot = { canvas, transform }
  }
}
