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
    sheet.replaceSync(`${openTokens(styles)}\n${host}`)
  }
  return sheet
}
