import type { CameraMoves } from './moves.js'

export interface GestureHandlers {
  /** The pointer rests or moves over (x, y) of the canvas, or left it (null). */
  hover(place: { x: number; y: number } | null): void
  click(place: { x: number; y: number }, add: boolean): void
  open(place: { x: number; y: number }): void
  /** Whether a drag draws a lasso rather than moving the map; Shift makes it one in any case. */
  drawing(): boolean
  /** The line so far; `done` where the pointer was lifted. */
  lasso(line: readonly { x: number; y: number }[], done: boolean): void
}

/** Mouse, touch and pen on a map: drag moves, wheel and pinch zoom, click chooses, double click opens. Returns the undo. */
export function attachGestures(
  element: HTMLElement,
  { zoomBy, panBy }: CameraMoves,
  handlers: GestureHandlers
): () => void {
  const pointers = new Map<number, { x: number; y: number }>()
  let travelled = 0
  let line: { x: number; y: number }[] | null = null
  const place = (event: MouseEvent) => {
    const box = element.getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top }
  }
  const spread = () => {
    const [a, b] = [...pointers.values()]
    return { distance: Math.hypot(a.x - b.x, a.y - b.y), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }
  }

  const down = (event: PointerEvent) => {
    if (event.button !== 0) return
    if (pointers.size === 0) {
      travelled = 0
      line = event.shiftKey || handlers.drawing() ? [place(event)] : null
    }
    pointers.set(event.pointerId, place(event))
  }
  const move = (event: PointerEvent) => {
    const now = place(event)
    const before = pointers.get(event.pointerId)
    if (!before) {
      if (event.pointerType !== 'touch') handlers.hover(now)
      return
    }
    const pinch = pointers.size === 2 ? spread() : null
    pointers.set(event.pointerId, now)
    travelled += Math.hypot(now.x - before.x, now.y - before.y)
    if (travelled < 4) return
    if (!element.hasPointerCapture(event.pointerId)) element.setPointerCapture(event.pointerId)
    handlers.hover(null)
    if (line !== null) {
      line.push(now)
      handlers.lasso(line, false)
    } else if (pinch) {
      const after = spread()
      zoomBy(after.distance / Math.max(1, pinch.distance), after.x, after.y)
      panBy(after.x - pinch.x, after.y - pinch.y)
    } else if (pointers.size === 1) {
      panBy(now.x - before.x, now.y - before.y)
    }
  }
  const up = (event: PointerEvent) => {
    const known = pointers.delete(event.pointerId)
    if (known && line !== null && travelled >= 4) handlers.lasso(event.type === 'pointerup' ? line : [], true)
    line = null
    if (known && event.type === 'pointerup' && travelled < 4 && pointers.size === 0)
      handlers.click(place(event), event.shiftKey)
  }
  const leave = () => handlers.hover(null)
  const wheel = (event: WheelEvent) => {
    event.preventDefault()
    const lines = event.deltaMode === 1 ? 16 : 1
    const { x, y } = place(event)
    zoomBy(2 ** (-(event.deltaY * lines) / (event.ctrlKey ? 120 : 360)), x, y)
  }
  const twice = (event: MouseEvent) => handlers.open(place(event))

  element.addEventListener('pointerdown', down)
  element.addEventListener('pointermove', move)
  element.addEventListener('pointerup', up)
  element.addEventListener('pointercancel', up)
  element.addEventListener('pointerleave', leave)
  element.addEventListener('wheel', wheel, { passive: false })
  element.addEventListener('dblclick', twice)
  return () => {
    element.removeEventListener('pointerdown', down)
    element.removeEventListener('pointermove', move)
    element.removeEventListener('pointerup', up)
    element.removeEventListener('pointercancel', up)
    element.removeEventListener('pointerleave', leave)
    element.removeEventListener('wheel', wheel)
    element.removeEventListener('dblclick', twice)
  }
}
