import type { Kernel } from '../kernel/load.js'
import type { Steps } from '../kernel/work.js'
import type { LogData } from '../log/types.js'
import { checkOptionNames } from '../suggest.js'
import { activityId } from './activity-id.js'
import { type Description, describeInSteps, type ProcessLabels } from './describe-processes.js'
import type { HandOut } from './hand-out.js'

export interface DescribeOptions {
  /** IANA zone of day borders. Default UTC. */
  timeZone?: string
  /** The user's names: any activity of a process (or the name it would get) -> its name. */
  names?: Record<string, string>
  /** Activities that complete the process they belong to. Default: learned, also for processes without one here. */
  terminal?: string[]
  /** The user's families: name -> any activities of the processes in it. */
  families?: Record<string, string[]>
  /** Foreign events, hubs not counted, that a run outlives. Default 2. */
  interruption?: number
  /** Whether starting over after completing makes a second run. Default true. */
  restarts?: boolean
  /** Most frequent variants kept for each process. Default 12. */
  variants?: number
  /** Vectors of the activities [activities x dimensions]: with them, families also go by nearness. */
  embedding?: { vectors: Float32Array; dimensions: number }
  /** Columns (or `channel`) to show the process mix by; [] for none. Default: chosen, see {@link mixColumns}. */
  mixBy?: readonly string[]
}

const OPTIONS: readonly (keyof DescribeOptions)[] = [
  'timeZone',
  'names',
  'terminal',
  'families',
  'interruption',
  'restarts',
  'variants',
  'embedding',
  'mixBy'
]

/** What is fetched for a description. */
export interface DescribeParts {
  kin: typeof import('./kin.js').kin
  unusual: typeof import('./unusual.js')
}

export async function partsOfDescription(): Promise<DescribeParts> {
  const [{ kin }, unusual] = await Promise.all([import('./many.js'), import('./unusual.js')])
  return { kin, unusual }
}

/**
 * Describes the processes of a log: runs, backbone, completion, durations, errors, variants, hand-overs, names,
 * families, and how they go over time.
 *
 * @param parts what {@link partsOfDescription} fetched
 * @param handOut has parts of it done by other threads
 * @throws InputError UNKNOWN_OPTION, BAD_OPTION, UNKNOWN_ACTIVITY, UNKNOWN_PROCESS, UNKNOWN_COLUMN
 */
export function describeProcesses(
  kernel: Kernel,
  log: LogData,
  found: ProcessLabels,
  options: DescribeOptions,
  { kin, unusual }: DescribeParts,
  handOut?: HandOut
): Steps<Description> {
  checkOptionNames(options, OPTIONS, 'describeProcesses')
  const { terminal = [], families, ...others } = options
  const describing = {
    ...others,
    kin,
    terminals: terminal.map((name) => activityId(log, name)),
    ...(families && { families: (labels: Int32Array) => givenFamilies(log, labels, families) })
  }
  return describeInSteps(kernel, log, found, describing, unusual, handOut)
}

/** The user's families: name -> process ids. Throws UNKNOWN_ACTIVITY. */
function givenFamilies(log: LogData, labels: Int32Array, given: Record<string, string[]>): Map<string, number[]> {
  const families = new Map<string, number[]>()
  for (const [name, activities] of Object.entries(given)) {
    const ids = activities.map((activity) => labels[activityId(log, activity)]).filter((p) => p >= 0)
    families.set(name, [...new Set(ids)])
  }
  return families
}
