import { countOf, formatNumber } from '../format.js'
import { sayFilters, slugOf } from '../say-filters.js'
import type { Store } from '../state.js'

/** How a file of what is shown is called, and what stands under a picture of it; both name what is filtered. */
export function savedAs(store: Store, file: string): { name: string; caption: string } {
  const said = sayFilters(store.filters.value, store.whole)
  const left = store.left.value
  const counts = left === null ? '' : `. ${formatNumber(left.count)} of ${countOf(left.of, 'session')}`
  return { name: file + slugOf(said), caption: said.length === 0 ? '' : `${said.join(' · ')}${counts}.` }
}

/** The same picture with a line of text at its foot. */
export function withCaption(svg: string, caption: string, paper: string, ink: string): string {
  const head = /^<svg [^>]*?width="([\d.]+)" height="([\d.]+)"[^>]*>/.exec(svg)
  if (caption === '' || head === null) return svg
  const [opening, width, height] = [head[0], Number(head[1]), Number(head[2])]
  const text = caption.replace(/[<>&]/g, (character) => `&#${character.charCodeAt(0)};`)
  const taller = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height + 28}" viewBox="0 0 ${width} ${height + 28}">`
  const foot = `<rect y="${height}" width="${width}" height="28" fill="${paper}"/><text x="12" y="${height + 17}" font-family="system-ui, sans-serif" font-size="12" fill="${ink}">${text}</text>`
  return taller + svg.slice(opening.length).replace(/<\/svg>\s*$/, `${foot}</svg>\n`)
}
