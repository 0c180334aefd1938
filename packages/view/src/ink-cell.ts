import { type Colours, contrast, mix } from './palette.js'

/**
 * A cell tinted by `share` (0 to 1) of ink, and the text colour that can be read on it: where neither ink nor paper
 * reaches 4.5 : 1 (mid greys), the cell is made a little darker.
 */
export function inkCell(share: number, colours: Colours): { background: string; color: string } {
  for (let amount = 0.03 + 0.72 * share; ; amount += 0.02) {
    const background = mix(colours.surface, colours.ink, Math.min(1, amount))
    const color =
      contrast(background, colours.ink) >= contrast(background, colours.surface) ? colours.ink : colours.surface
    if (amount >= 1 || contrast(background, color) >= 4.5) return { background, color }
  }
}
