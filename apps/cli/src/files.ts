import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import { RunError, systemWords, UsageError } from './failure.js'

/** What a file shall hold. */
export type Content = string | Uint8Array | Iterable<string | Uint8Array>

const PIECE = 1 << 18

const pending = new Set<string>()
const temporary = new Set<() => void>()

/** Removes what was not finished, and what was temporary; called when the run is stopped. */
export function removeUnfinished(): void {
  for (const path of pending) rmSync(path, { force: true })
  pending.clear()
  for (const remove of temporary) remove()
  temporary.clear()
}

/** Has `remove` called if the run fails or is stopped, until what is returned is called. */
export function whenStopped(remove: () => void): () => void {
  temporary.add(remove)
  return () => temporary.delete(remove)
}

/**
 * Writes files so that each appears whole or not at all: under another name in the same folder first, renamed only
 * once all of them are written. Missing folders are made. A large content comes in pieces, which are not joined.
 */
export function writeFiles(files: readonly { path: string; content: Content }[]): void {
  const written: { from: string; to: string }[] = []
  const made: string[] = []
  try {
    for (const { path, content } of files) {
      made.push(...makeFolder(dirname(path)))
      const from = `${path}.${process.pid}.unfinished`
      pending.add(from)
      if (typeof content === 'string' || content instanceof Uint8Array) writeFileSync(from, content, { flush: true })
      else writePieces(from, content)
      written.push({ from, to: path })
    }
    for (const { from, to } of written) {
      renameSync(from, to)
      pending.delete(from)
    }
  } catch (error) {
    removeUnfinished()
    for (const folder of made.reverse()) removeIfEmpty(folder)
    const { code, message } = error as NodeJS.ErrnoException
    throw new RunError(
      `Could not write into ${dirname(files[0].path)}: ${systemWords(code) ?? message}. Nothing was written.`,
      'Choose another folder, or make room and check its permissions.'
    )
  }
}

function writePieces(path: string, pieces: Iterable<string | Uint8Array>): void {
  const file = openSync(path, 'w')
  const write = (bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
  }
  try {
    let waiting = ''
    const writeWaiting = () => {
      write(Buffer.from(waiting))
      waiting = ''
    }
    for (const piece of pieces) {
      if (typeof piece === 'string') waiting += piece
      if (typeof piece !== 'string' || waiting.length >= PIECE) writeWaiting()
      if (typeof piece !== 'string') write(piece)
    }
    writeWaiting()
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** @throws UsageError where `path` exists and `force` is not given */
export function refuseToOverwrite(path: string, force: boolean): void {
  if (force || !existsSync(path)) return
  throw new UsageError(`${path} exists already.`, 'Choose another name, or overwrite it with --force.')
}

/**
 * Told before the work, not after it.
 *
 * @throws UsageError where `path` is there but no folder; RunError where nothing can be written in it
 */
export function checkFolder(path: string): void {
  if (existsSync(path) && !statSync(path).isDirectory()) {
    throw new UsageError(`--out ${path} is a file, not a folder.`, 'Give the name of a folder; it is made if missing.')
  }
  checkWritable(path)
}

/** @throws RunError where nothing can be written into a folder, or into the nearest one above it that is there */
export function checkWritable(folder: string): void {
  let at = resolve(folder)
  while (!existsSync(at)) at = dirname(at)
  try {
    accessSync(at, constants.W_OK)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new RunError(
      `--out: nothing can be written into ${at}: ${systemWords(code) ?? message}.`,
      'Choose another folder, or check its permissions.'
    )
  }
}

/** Makes a folder with its parents and returns those that were missing, outermost first. */
function makeFolder(folder: string): string[] {
  const missing: string[] = []
  for (let at = folder; !existsSync(at); at = dirname(at)) missing.unshift(at)
  mkdirSync(folder, { recursive: true })
  return missing
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    // Somebody else put something there.
  }
}
