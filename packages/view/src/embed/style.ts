/// <reference path="./css-inline.d.ts" />
import styles from '../styles/index.css?inline'

/** Tokens that the place around an element may set, as `--dp-ink` for `--ink`. */
const tokens = 'bg surface sunken hover line line-2 ink ink-2 ink-3 mark bad bad-bg warn warn-bg good sans mono'.split(
  ' '
)

/** The style sheet with every token open to the outside: `--ink: #000` becomes `--ink: var(--dp-ink, #000)`. */
export function openTokens(text: string): string {
  return text.replace(new RegExp(`--(${tokens.join('|')}):\\s*([^;}]+)`, 'g'), '--$1:var(--dp-$1,$2)')
}

/** The tokens that the canvas needs, each as a property of the probe. */
export const probed = [
  { key: 'bg', token: 'bg', property: 'background-color' },
  { key: 'ink', token: 'ink', property: 'color' },
  { key: 'surface', token: 'surface', property: 'border-top-color' },
  { key: 'sunken', token: 'sunken', property: 'border-right-color' },
  { key: 'line', token: 'line', property: 'border-bottom-color' },
  { key: 'line2', token: 'line-2', property: 'border-left-color' },
  { key: 'ink2', token: 'ink-2', property: 'outline-color' },
  { key: 'ink3', token: 'ink-3', property: 'text-decoration-color' },
  { key: 'mark', token: 'mark', property: 'column-rule-color' }
] as const

const probe = `.probe{position:absolute;width:0;height:0;overflow:hidden;visibility:hidden;forced-color-adjust:none;
transition:${probed.map(({ property }) => `${property} 1ms`).join()};${probed.map(({ token, property }) => `${property}:var(--dp-${token},#000)`).join(';')}}`

const host = `:host{display:block;height:640px;min-width:320px;min-height:240px;contain:content}
:host([hidden]){display:none}
.mount{height:100%}
.dp.message{display:grid;place-content:center;gap:10px;padding:24px;text-align:center}
.dp.message progress{width:220px;height:5px;accent-color:var(--ink)}`

let sheet: CSSStyleSheet | undefined

/** One sheet for all elements of the page; it is no inline style, so that a page's policy need not allow it. */
export function sharedSheet(): CSSStyleSheet {
  if (sheet === undefined) {
    sheet = new CSSStyleSheet()
    sheet.replaceSync(`${openTokens(styles)}\n${host}\n${probe}`)
  }
  return sheet
}
