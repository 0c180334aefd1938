import type { Store } from './state.js'

/** Any opaque colour of CSS as `#rrggbb`, through the canvas, which knows them all; null where it is none. */
export function hexOf(colour: string): string | null {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  if (context === null || !CSS.supports('color', colour)) return null
  context.fillStyle = colour
  if (/^#[\da-f]{6}$/i.test(context.fillStyle)) return context.fillStyle
  context.fillRect(0, 0, 1, 1)
  const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data
  if (alpha < 255) return null
  return `#${[red, green, blue].map((value) => value.toString(16).padStart(2, '0')).join('')}`
}

/**
 * Where the system forces its colours on every page, the canvas takes them, too.
 *
 * @returns ends that
 */
export function followForcedColours(store: Store): () => void {
  const forced = matchMedia('(forced-colors: active)')
  const read = () => {
    const [paper, ink] = [hexOf('Canvas'), hexOf('CanvasText')]
    store.forced.value = forced.matches && paper !== null && ink !== null ? { paper, ink } : null
  }
  forced.addEventListener('change', read)
  read()
  return () => forced.removeEventListener('change', read)
}
