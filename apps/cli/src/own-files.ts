import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { constants, gunzipSync } from 'node:zlib'

/** What desirepath wrote itself, by the word in its `format`, and what it is called. */
const OWN = {
  discovery: 'the result of discover',
  model: 'a model',
  counts: 'a file of counts',
  journey: 'a journey'
} as const

type Own = keyof typeof OWN

/** Which of our own files a path is, by its first bytes; null where it is none. */
export function ownFormat(path: string): Own | null {
  if (!/\.json(\.gz)?$/i.test(path) || !statSync(path).isFile()) return null
  const head = Buffer.alloc(512)
  const file = openSync(path, 'r')
  const size = readSync(file, head, 0, head.length, 0)
  closeSync(file)
  const format = /^\s*\{\s*"format"\s*:\s*"desirepath\/(\w+)"/.exec(textOf(head.subarray(0, size)))?.[1]
  return format !== undefined && Object.hasOwn(OWN, format) ? (format as Own) : null
}

function textOf(head: Buffer): string {
  if (head[0] !== 0x1f || head[1] !== 0x8b) return head.toString()
  try {
    return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH }).toString()
  } catch {
    return ''
  }
}

/** What a path is, where it is no log but something that desirepath wrote: `the result of discover`. */
export function ownWords(path: string): string | null {
  const file = statSync(path).isDirectory() ? join(path, 'processes.json') : path
  const format = existsSync(file) ? ownFormat(file) : null
  return format === null ? null : OWN[format]
}
