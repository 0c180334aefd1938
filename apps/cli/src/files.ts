import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  write
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import { promisify } from 'node:util'
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
 * Files that appear whole or not at all: under other names in the same folders first, renamed only once all of them are
 * written. Missing folders are made. Each is written from the moment it is given, by threads of the platform's own, while
 * this one does something else. A large content comes in pieces, which are not joined.
 */
export class NewFiles {
  readonly #written: { from: string; to: string; done: Promise<void> }[] = []
  readonly #made: string[] = []
  readonly #forget = whenStopped(() => this.#removeFolders())

  /** @throws RunError where the file cannot be made */
  add(path: string, content: Content): void {
    try {
      this.#made.push(...makeFolder(dirname(path)))
      const from = `${path}.${process.pid}.unfinished`
      const file = openSync(from, 'w')
      pending.add(from)
      const done = writeAndClose(
        file,
        typeof content === 'string' || content instanceof Uint8Array ? [content] : content
      )
      done.catch(() => {}) // Looked at when all are there.
      this.#written.push({ from, to: path, done })
    } catch (error) {
      throw this.#failed(error, path)
    }
  }

  /** @throws RunError where one could not be written: then none is */
  async finish(): Promise<void> {
    try {
      await Promise.all(this.#written.map(({ done }) => done))
      for (const { from, to } of this.#written) {
        renameSync(from, to)
        pending.delete(from)
      }
    } catch (error) {
      throw this.#failed(error, this.#written[0].to)
    }
    this.#forget()
  }

  #failed(error: unknown, path: string): RunError {
    removeUnfinished()
    const { code, message } = error as NodeJS.ErrnoException
    return new RunError(
      `Could not write into ${dirname(path)}: ${systemWords(code) ?? message}. Nothing was written.`,
      'Choose another folder, or make room and check its permissions.'
    )
  }

  #removeFolders(): void {
    for (const folder of this.#made.reverse()) removeIfEmpty(folder)
  }
}

/** Writes {@link NewFiles} whose contents are there already. */
export async function writeFiles(files: readonly { path: string; content: Content }[]): Promise<void> {
  const all = new NewFiles()
  for (const { path, content } of files) all.add(path, content)
  await all.finish()
}

const writeSome = promisify(write)
const toDisk = promisify(fsync)

async function writeAndClose(file: number, pieces: Iterable<string | Uint8Array>): Promise<void> {
  const writeAll = async (bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length; ) at += (await writeSome(file, bytes, at)).bytesWritten
  }
  try {
    let waiting = ''
    for (const piece of pieces) {
      if (typeof piece === 'string') waiting += piece
      if (typeof piece === 'string' && waiting.length < PIECE) continue
      await writeAll(Buffer.from(waiting))
      waiting = ''
      if (typeof piece !== 'string') await writeAll(piece)
    }
    await writeAll(Buffer.from(waiting))
    await toDisk(file)
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

/**
 * @throws RunError where nothing can be written into a folder, or into the nearest one above it that is there; UsageError
 *   where that is a file
 */
export function checkWritable(folder: string): void {
  let at = resolve(folder)
  while (!existsSync(at)) at = dirname(at)
  if (!statSync(at).isDirectory()) {
    throw new UsageError(`--out: ${at} is a file, not a folder.`, 'Give the name of a folder; it is made if missing.')
  }
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
  // One by one: Node's own way for ever tries to make folders where the system lets nobody make any (/proc).
  for (const path of missing) {
    try {
      mkdirSync(path)
    } catch (error) {
      if (!existsSync(path)) throw error
    }
  }
  return missing
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    // Somebody else put something there.
  }
}
