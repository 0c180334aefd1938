import type { Format } from './formats.js'
import { refused } from './refused.js'

export function startsWith(bytes: Uint8Array, magic: readonly (number | string)[]): boolean {
  let at = 0
  for (const part of magic) {
    const codes = typeof part === 'number' ? [part] : [...part].map((char) => char.charCodeAt(0))
    for (const code of codes) if (bytes[at++] !== code) return false
  }
  return true
}

export function isGzip(bytes: Uint8Array): boolean {
  return startsWith(bytes, [0x1f, 0x8b, 0x08])
}

export function isParquet(bytes: Uint8Array): boolean {
  return startsWith(bytes, ['PAR1'])
}

/** How files begin that are known and are no log, among some others. */
const PERHAPS_FOREIGN = /^(PK|%PDF|SQLite|BZh|7z|Obj|ARROW1|ORC|GIF8|\(|(?!\xef\xbb\xbf)[^\s!-~])/

/** @throws InputError UNKNOWN_FORMAT for files that are known and are no log. */
export async function refuseForeign(head: Uint8Array): Promise<void> {
  const begin = String.fromCharCode(...head.subarray(0, 8))
  if (PERHAPS_FOREIGN.test(begin)) (await import('./foreign.js')).refuseKnown(head)
}

/** Control characters that no text has: all but tab, line breaks and escape. */
const CONTROLS = Array.from({ length: 32 }, (_, code) => code).filter((code) => (code < 9 || code > 13) && code !== 27)

/** @throws InputError UNKNOWN_FORMAT where the text (UTF-8 by now) holds many control characters. */
export async function refuseBinary(head: Uint8Array): Promise<void> {
  const length = Math.min(head.length, 1 << 15)
  const part = head.subarray(0, length)
  let odd = 0
  for (const code of CONTROLS) for (let at = part.indexOf(code); at >= 0; at = part.indexOf(code, at + 1)) odd++
  if (odd > length * 0.05 && odd > 4) throw await refused('binary')
}

/** The format of a text by its first characters. */
export async function sniffText(head: Uint8Array): Promise<Format> {
  const text = latin1(head.subarray(0, 1 << 16)).trimStart()
  if (text.startsWith('<')) return (await import('./foreign.js')).formatOfMarkup(text)
  if (/^\{\s*("|\}|$)/.test(text) || /^\[\s*\{/.test(text)) return 'jsonl'
  return 'csv'
}

export function latin1(bytes: Uint8Array): string {
  return new TextDecoder('windows-1252').decode(bytes)
}
