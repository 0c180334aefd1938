import { InputError, nearest } from '../errors.js'
import type { Steps } from '../kernel/work.js'
import type { LogData } from '../log/types.js'
import { type Context, runCount, stepsOf } from './describe-one.js'
import { type NamingInput, nameProcesses, type ProcessName } from './name.js'

/** The id of an activity that the user named. Throws UNKNOWN_ACTIVITY. */
export function activityId(log: LogData, name: string): number {
  const id = log.activityNames.indexOf(name)
  if (id >= 0) return id
  const near = nearest(name, log.activityNames)
  throw new InputError(
    'UNKNOWN_ACTIVITY',
    `The log has no activity '${name}'.`,
    near.length > 0 ? `Did you mean ${near.map((n) => `'${n}'`).join(' or ')}?` : 'Names are compared letter by letter.'
  )
}

/** The user's families: name -> process ids. Throws UNKNOWN_ACTIVITY. */
export function givenFamilies(
  log: LogData,
  labels: Int32Array,
  given: Record<string, string[]>
): Map<string, number[]> {
  const families = new Map<string, number[]>()
  for (const [name, activities] of Object.entries(given)) {
    const ids = activities.map((activity) => labels[activityId(log, activity)]).filter((p) => p >= 0)
    families.set(name, [...new Set(ids)])
  }
  return families
}

/** What all processes are named from. */
export interface NamesInput {
  naming: NamingInput
  /** [activities] process id or -1 */
  labels: Int32Array
  /** The user's names: any activity of a process (or the name it would get) -> its name. */
  names: Record<string, string>
}

/** Takes what names are made from out of a description. */
export function namesInput(
  context: Pick<Context, 'log' | 'labels' | 'steps' | 'terminal' | 'list' | 'backbones'>,
  hubs: Uint8Array,
  channels: readonly { main: string | null }[],
  names: Record<string, string>
): NamesInput {
  const { log, labels, steps, terminal } = context
  const processes = channels.length
  const list = Array.from({ length: processes }, (_, p) => stepsOf(context, p))
  const most = (p: number, counts: Uint32Array) =>
    list[p].reduce((best, a) => (counts[a] > counts[best] ? a : best), list[p][0])
  const exitCounts = steps.endHere.map((count, a) => (terminal[a] ? count : 0))
  const naming: NamingInput = {
    activityNames: log.activityNames,
    steps: list,
    weight: Float64Array.from(labels, (p, a) => (p < 0 ? 0 : steps.reached[a] / Math.max(1, runCount(context, p)))),
    hubs: Array.from(hubs.keys()).filter((a) => hubs[a]),
    entry: list.map((_, p) => most(p, steps.startHere)),
    exit: list.map((slice, p) => {
      const exit = most(p, exitCounts)
      return exitCounts[exit] > 0 ? exit : slice[slice.length - 1]
    }),
    channel: channels.map(({ main }) => main)
  }
  return { naming, labels, names }
}

/** Names all processes; the user's own names win. Throws UNKNOWN_PROCESS. */
export function* nameAll({ naming, labels, names }: NamesInput): Steps<ProcessName[]> {
  const own = nameProcesses(naming)
  const keys = Object.keys(names)
  if (keys.length === 0) return own
  const given = new Array<string | null>(own.length).fill(null)
  for (const key of keys) {
    const a = naming.activityNames.indexOf(key)
    const p = a >= 0 && labels[a] >= 0 ? labels[a] : own.findIndex(({ name }) => name === key)
    if (p < 0) throw unknownProcess(key, own, a >= 0)
    given[p] = names[key]
  }
  yield 0.5
  return nameProcesses({ ...naming, given })
}

function unknownProcess(key: string, names: readonly ProcessName[], isActivity: boolean): InputError {
  const near = nearest(
    key,
    names.map(({ name }) => name)
  )
  return new InputError(
    'UNKNOWN_PROCESS',
    isActivity
      ? `The activity '${key}' was given as part of a process, but it belongs to none.`
      : `There is no process '${key}', and no activity of that name.`,
    near.length > 0
      ? `Did you mean ${near.map((n) => `'${n}'`).join(' or ')}?`
      : 'Name a process by any of its activities, or by the name that it has without yours.'
  )
}
