import { InputError } from '@desirepath/core'
import { formatNumber } from '@desirepath/view/page'
import { limitBytes, type Problem } from './problem.js'

/** An error as the page shows it: a short headline, then what to do. */
export function problemOf(error: unknown, fileName: string, fileBytes: number): Problem | null {
  if (error instanceof InputError) {
    if (error.code === 'ABORTED') return null
    if (error.code === 'OUT_OF_MEMORY') return tooLarge(fileName, fileBytes)
    const [title, ...rest] = error.message.split(/(?<=[.!])\s+(?=[A-Z'])/)
    // Options are menus and buttons here.
    const hint = /\(on the command line --/.test(error.hint) ? '' : error.hint.replace('is the case,', 'is Who,')
    return {
      kind: 'error',
      title,
      text: [...rest, hint].join(' ').trim(),
      lines: [],
      code: error.code,
      details: error.details
    }
  }
  const message = error instanceof Error ? error.message : String(error)
  // A tab whose memory is used up ends its worker without a word.
  if (/memory|alloc|worker could not/i.test(message) && fileBytes > 64e6) return tooLarge(fileName, fileBytes)
  return {
    kind: 'error',
    title: 'Something went wrong in this page',
    text: `${message} Reload the page; if it happens again, use the command line, which tells more.`,
    lines: [],
    code: 'INTERNAL'
  }
}

export function tooLarge(fileName: string, fileBytes: number): Problem {
  const packed = /\.gz$/i.test(fileName)
  return {
    kind: 'large',
    title: `${bytesText(fileBytes)} is more than this tab can hold`,
    text: `The limit here is about ${bytesText(limitBytes(packed))}${packed ? ' packed' : ''}. The command line has none that matters: it finds the processes there, and this page opens what it writes. Run this, then drop result/processes.json here:`,
    lines: [{ number: null, text: `npx desirepath discover ${quoted(fileName)} --out result`, bad: false }],
    code: 'TOO_LARGE',
    everyNth: nthThatFits(fileBytes, limitBytes(packed))
  }
}

/** 2, 4, 8...: the smallest that leaves a fifth of the room free. A log of which all fitted, but did not, is halved. */
function nthThatFits(bytes: number, limit: number): number {
  let nth = 2
  while (bytes / nth > 0.8 * limit) nth *= 2
  return nth
}

/** A file name as one word of a shell. */
export function quoted(name: string): string {
  return /^[\w./-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`
}

export function bytesText(bytes: number): string {
  if (bytes >= 1e9) return `${formatNumber(bytes / 1e9, 1)} GB`
  if (bytes >= 1e6) return `${formatNumber(bytes / 1e6, bytes >= 1e7 ? 0 : 1)} MB`
  return `${Math.max(1, Math.round(bytes / 1e3))} kB`
}
