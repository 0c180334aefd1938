import { type Camera, clampCamera, type Point } from './geometry.js'
import type { MapPainter } from './painter.js'

/** The camera after zooming by `factor` with the pixel (x, y) kept where it is. */
export function zoomAt(camera: Camera, factor: number, x: number, y: number, most = 60): Camera {
  const zoom = Math.max(1, Math.min(most, camera.zoom * factor))
  const ratio = zoom / camera.zoom
  return { zoom, x: x - (x - camera.x) * ratio, y: y - (y - camera.y) * ratio }
}

/** The nearest point in a direction: least distance, with sideways distance counted double. -1 where there is none. */
export function nearestTowards(
  points: readonly Point[],
  from: number,
  dx: number,
  dy: number,
  eligible: (index: number) => boolean
): number {
  let best = -1
  let least = Infinity
  const origin = points[from]
  for (let index = 0; index < points.length; index++) {
    if (index === from || !eligible(index)) continue
    const x = points[index].x - origin.x
    const y = points[index].y - origin.y
    const along = x * dx + y * dy
    const across = Math.abs(x * dy - y * dx)
    if (along <= 0 || across > along * 2) continue
    const cost = along + 2 * across
    if (cost < least) {
      least = cost
      best = index
    }
  }
  return best
}

/** Whether a point lies within a closed line (even-odd rule). */
function inside({ x, y }: Point, polygon: readonly Point[]): boolean {
  let within = false
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const a = polygon[i]
    const b = polygon[j]
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) within = !within
  }
  return within
}

/** Activities within a line drawn over the canvas, hidden ones not. */
export function within(
  map: MapPainter,
  activities: readonly (Point & { id: number; process: number })[],
  line: readonly Point[]
): number[] {
  const { hidden } = map.unseen()
  return activities
    .filter((activity) => !hidden.has(activity.process) && inside(map.screen(activity), line))
    .map((activity) => activity.id)
}

/** The ways to move the camera of a map. */
export function cameraOf(map: MapPainter) {
  let flight = 0
  /** Moves it there in 160 ms, or at once where motion is not wanted. */
  const flyTo = (target: Camera) => {
    const goal = clampCamera(target, map.size)
    cancelAnimationFrame(flight)
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      map.setCamera(goal)
      return
    }
    const from = map.camera
    const begin = performance.now()
    const step = (now: number) => {
      const t = Math.min(1, (now - begin) / 160)
      const eased = 1 - (1 - t) ** 3
      const zoom = from.zoom * (goal.zoom / from.zoom) ** eased
      const share = goal.zoom === from.zoom ? eased : (zoom - from.zoom) / (goal.zoom - from.zoom)
      map.setCamera(
        t === 1 ? goal : { zoom, x: from.x + (goal.x - from.x) * share, y: from.y + (goal.y - from.y) * share }
      )
      if (t < 1) flight = requestAnimationFrame(step)
    }
    flight = requestAnimationFrame(step)
  }
  const panBy = (dx: number, dy: number) => map.setCamera({ ...map.camera, x: map.camera.x + dx, y: map.camera.y + dy })
  return {
    panBy,
    zoomBy: (factor: number, x: number, y: number) => map.setCamera(zoomAt(map.camera, factor, x, y)),
    zoomFlight: (factor: number) => flyTo(zoomAt(map.camera, factor, map.size.width / 2, map.size.height / 2)),
    fitAll: () => flyTo({ zoom: 1, x: 0, y: 0 }),
    /** Brings a point into view without zooming. */
    reveal(point: Point) {
      const { width, height } = map.size
      const { x, y } = map.screen(point)
      const dx = x < 40 ? 40 - x : x > width - 40 ? width - 40 - x : 0
      const dy = y < 60 ? 60 - y : y > height - 60 ? height - 60 - y : 0
      if ((dx !== 0 || dy !== 0) && map.camera.zoom > 1) panBy(dx, dy)
    },
    stop: () => cancelAnimationFrame(flight)
  }
}

export type CameraMoves = ReturnType<typeof cameraOf>
