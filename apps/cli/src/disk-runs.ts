import { closeSync, mkdtempSync, openSync, readSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunStore } from '@desirepath/core'
import { RunError } from './failure.js'
import { whenStopped } from './files.js'
import { fileSize } from './format.js'

/** How often it is looked whether there is still room. */
const LOOK_EVERY = 1 << 26

/**
 * Keeps the sorted rows of a log in a temporary file, which is made when it is first needed. It is removed by `close`, and
 * also where the run fails or is stopped; where the system can, it has no name from the start, so that nothing is left
 * whatever happens.
 *
 * @param parent the folder to make it in; default: the system's for temporary files
 */
export function diskRuns(parent = tmpdir()): RunStore & { close(): void } {
  let folder: string | null = null
  let file = -1
  let written = 0
  let looked = Number.NEGATIVE_INFINITY
  let stays = () => {}

  function begin(): void {
    try {
      folder = mkdtempSync(join(parent, 'desirepath-runs-'))
      stays = whenStopped(close)
      file = openSync(join(folder, 'runs'), 'wx+', 0o600)
      if (process.platform !== 'win32') rmSync(folder, { recursive: true })
    } catch (error) {
      throw new RunError(
        `No temporary file can be made in ${parent} (${(error as NodeJS.ErrnoException).code ?? error}).`,
        'Choose a folder of yours with --temp.'
      )
    }
  }

  function close(): void {
    stays()
    if (file >= 0) closeSync(file)
    if (folder !== null) rmSync(folder, { recursive: true, force: true })
    file = -1
    folder = null
  }

  function checkRoom(coming: number): void {
    if (written + coming - looked < LOOK_EVERY) return
    looked = written
    const { bavail, bsize } = statfsSync(parent)
    if (bavail * bsize < LOOK_EVERY + coming) throw full()
  }

  function full(): RunError {
    return new RunError(
      `The disk of ${parent} is full: the log is sorted there, and ${fileSize(written)} of it were written.`,
      'Choose a folder with more room by --temp (12 bytes an event are needed, and the names of the cases), or sort the log by its case first.'
    )
  }

  return {
    append(block) {
      if (folder === null) begin()
      checkRoom(block.length)
      try {
        for (let at = 0; at < block.length; ) at += writeSync(file, block, at, block.length - at, written + at)
      } catch (error) {
        throw (error as NodeJS.ErrnoException).code === 'ENOSPC' ? full() : error
      }
      written += block.length
    },
    read(from, into) {
      for (let at = 0; at < into.length; ) {
        const length = readSync(file, into, at, into.length - at, from + at)
        if (length === 0) throw new RunError(`A temporary file in ${parent} was cut short.`, 'Run it again.')
        at += length
      }
    },
    close
  }
}
