/** Positions of a discovery ([0, 1] of the longer side) on a canvas. All lengths are CSS pixels. */

export interface Size {
  width: number
  height: number
}

export interface Padding {
  top: number
  right: number
  bottom: number
  left: number
}

export interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

/** screen = world * scale + (x, y) */
export interface Transform {
  scale: number
  x: number
  y: number
}

/** Zoom (1 = fitted) and shift in pixels, on top of the fit. */
export interface Camera {
  zoom: number
  x: number
  y: number
}

export interface Point {
  x: number
  y: number
}

export function boundsOf(points: readonly Point[]): Box {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity }
  for (const { x, y } of points) {
    box.left = Math.min(box.left, x)
    box.right = Math.max(box.right, x)
    box.top = Math.min(box.top, y)
    box.bottom = Math.max(box.bottom, y)
  }
  return points.length > 0 ? box : { left: 0, top: 0, right: 1, bottom: 1 }
}

/**
 * Fits a box of the world into the canvas and centres it; a single point is shown in the middle. Where the canvas is low,
 * what is kept free above and below takes half of it at most.
 */
export function fit(world: Box, size: Size, padding: Padding): Transform {
  const width = Math.max(1, size.width - padding.left - padding.right)
  const kept = Math.min(padding.top + padding.bottom, size.height / 2)
  const top = kept * (padding.top / (padding.top + padding.bottom || 1))
  const height = Math.max(1, size.height - kept)
  const spanX = world.right - world.left
  const spanY = world.bottom - world.top
  const scale =
    spanX <= 0 && spanY <= 0
      ? Math.min(width, height)
      : Math.min(spanX > 0 ? width / spanX : Infinity, spanY > 0 ? height / spanY : Infinity)
  return {
    scale,
    x: padding.left + (width - spanX * scale) / 2 - world.left * scale,
    y: top + (height - spanY * scale) / 2 - world.top * scale
  }
}

export function withCamera(base: Transform, camera: Camera): Transform {
  return { scale: base.scale * camera.zoom, x: base.x * camera.zoom + camera.x, y: base.y * camera.zoom + camera.y }
}

/** Keeps at least a third of the canvas covered by the map. */
export function clampCamera(camera: Camera, size: Size): Camera {
  if (camera.zoom <= 1) return { zoom: 1, x: 0, y: 0 }
  const slackX = size.width / 3
  const slackY = size.height / 3
  return {
    zoom: camera.zoom,
    x: Math.max(size.width - size.width * camera.zoom - slackX, Math.min(slackX, camera.x)),
    y: Math.max(size.height - size.height * camera.zoom - slackY, Math.min(slackY, camera.y))
  }
}

/** Point radius in pixels: r = 2 + 8 sqrt(cases / most), scaled to how much room a point has. */
export function radiusOf(cases: number, most: number, room: number): number {
  return (2 + 8 * Math.sqrt(Math.max(0, cases) / Math.max(1, most))) * room
}

/** How much room points have (0.4 to 1.1), from the pixels of the canvas per point. */
export function roomFor(size: Size, points: number): number {
  return Math.max(0.4, Math.min(1.1, Math.sqrt((size.width * size.height) / Math.max(1, points)) / 32))
}
