import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Discovery,
  type DiscoveryModel,
  discover,
  type EventLog,
  InputError,
  type ProcessResult,
  parseModel
} from '@desirepath/core'
import { type DiscoverFlags, discoverOptions } from './discover-options.js'
import { RunError, UsageError } from './failure.js'
import { checkFile, openLog } from './input.js'
import type { LogFlags } from './options.js'
import { ownFormat } from './own-files.js'
import type { Session } from './session.js'

/**
 * What `discover --out` wrote, the folder, its processes.json or its model.json; null where `path` is a log.
 *
 * @throws RunError where it cannot be read; InputError BAD_MODEL where it is a model that is damaged
 */
export function savedDiscovery(path: string): Discovery | null {
  const file = path !== '-' && existsSync(path) && statSync(path).isDirectory() ? join(path, 'processes.json') : path
  if (file === '-' || !file.endsWith('.json') || !existsSync(file)) {
    if (file !== path) {
      throw new RunError(`${path} holds no processes.json.`, 'Give the folder that `desirepath discover --out` wrote.')
    }
    return null
  }
  const own = ownFormat(file)
  if (own === 'model') {
    const { discovery } = parseModel(readFileSync(file, 'utf8'))
    if (discovery !== undefined) return discovery
    throw new RunError(`${file} is a model without figures.`, 'Give the processes.json that was written beside it.')
  }
  if (own !== 'discovery') return null
  let value: Partial<Discovery>
  try {
    value = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    throw new RunError(`${file} is cut off or was changed: it is no JSON.`, 'Run discover again.')
  }
  if (value.version === 1) return value as Discovery
  throw new RunError(`${file} has version ${value.version}; this release reads version 1.`, 'Run discover again.')
}

/** {@link savedDiscovery} where there must be one. */
export function requiredResult(path: string): Discovery {
  const saved = savedDiscovery(path)
  if (saved !== null) return saved
  throw new RunError(`${path} is no result.`, 'Give the folder that `desirepath discover --out` wrote.')
}

/**
 * The model of a file, or of the folder that `discover --out` wrote.
 *
 * @throws RunError where there is no such file; InputError BAD_MODEL where it is no model
 */
export function readModel(path: string): DiscoveryModel {
  const inside = join(path, 'model.json')
  const file = existsSync(inside) ? inside : path
  checkFile(file)
  return parseModel(readFileSync(file, 'utf8'))
}

/** The processes of a saved result, or found in a log now. */
export async function discoveryOf(path: string, flags: LogFlags & DiscoverFlags, session: Session): Promise<Discovery> {
  const saved = savedDiscovery(path)
  if (saved !== null) return saved
  return discoverLog(await openLog(path, flags, session), flags, session)
}

/** Finds the processes of a log, with progress, and tells its warnings. */
export async function discoverLog(log: EventLog, flags: DiscoverFlags, session: Session): Promise<Discovery> {
  const { discovery, notes = [] } = await discover(log, discoverOptions(flags, session))
  session.progress.clear()
  for (const note of notes) session.warn(note)
  for (const warning of discovery.method.warnings) session.warn(warning)
  return discovery
}

/**
 * A process by its number, its name (upper or lower case), or a part of the name that no other has.
 *
 * @throws InputError UNKNOWN_PROCESS naming those that are meant, perhaps
 */
export function findProcess(discovery: Discovery, wanted: string): ProcessResult {
  const { processes } = discovery
  const text = wanted.trim().toLowerCase()
  const byNumber = /^#?\d+$/.test(text) ? processes[Number(text.replace('#', ''))] : undefined
  const exact =
    processes.find(({ name }) => name === wanted) ?? processes.find(({ name }) => name.toLowerCase() === text)
  const parts = processes.filter(({ name }) => name.toLowerCase().includes(text))
  const found = byNumber ?? exact ?? (parts.length === 1 ? parts[0] : undefined)
  if (found !== undefined) return found
  const words = text.split(/\s+/)
  const near =
    parts.length > 0 ? parts : processes.filter(({ name }) => words.some((word) => name.toLowerCase().includes(word)))
  const listed = (near.length > 0 ? near : processes).slice(0, 5).map(({ id, name }) => `${id} '${name}'`)
  throw new InputError(
    'UNKNOWN_PROCESS',
    parts.length > 1 ? `${parts.length} processes have '${wanted}' in their name.` : `There is no process '${wanted}'.`,
    `Give a number or a name, as ${listed.join(', ')}. \`desirepath processes\` lists all.`
  )
}

/**
 * Which of the arguments is the log or result: the one that is a file, a folder or `-`. So `process LOG NAME` and
 * `process NAME LOG` both work.
 */
export function splitArguments(given: readonly string[], what: string): { path: string; rest: string[] } {
  const at = given.findIndex((argument) => argument === '-' || existsSync(argument))
  if (at >= 0) return { path: given[at], rest: given.filter((_, i) => i !== at) }
  throw new UsageError(
    `None of ${given.map((argument) => `'${argument}'`).join(', ')} is a file or a folder.`,
    `Give ${what}, and a log or the folder that \`desirepath discover --out\` wrote.`
  )
}
