import type { Steps } from '../kernel/work.js'
import { type Context, runCount, stepsOf } from './describe-one.js'
import { givenParts, type UnusualParts } from './mix-groups.js'
import { type NamingInput, nameProcesses, type ProcessName } from './name.js'

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
export function* nameAll(input: NamesInput, unusual: UnusualParts | null): Steps<ProcessName[]> {
  const own = nameProcesses(input.naming)
  if (!hasNames(input)) return own
  const given = givenParts(unusual).givenNames(input, own)
  yield 0.5
  return nameProcesses({ ...input.naming, given })
}

/** Whether the user gave names. */
export const hasNames = ({ names }: Pick<NamesInput, 'names'>): boolean => Object.keys(names).length > 0
