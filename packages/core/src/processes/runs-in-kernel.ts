import type { Kernel } from '../kernel/load.js'
import { evenPlace } from '../kernel/memory.js'
import type { Steps } from '../kernel/work.js'
import { RUNS_AT_ONCE } from './runs.js'
import type { RunActivities } from './runs-by-process.js'

/**
 * Has a kernel look through the runs of a process at the places `from` to `to`, some of them at a time.
 *
 * @param count is given where starts, ends and activities are, as if those of all runs were there, and which are
 */
export function* runsInKernel(
  { memory }: Kernel,
  { starts, ends, activities }: RunActivities,
  from: number,
  to: number,
  count: (starts: number, ends: number, activities: number, from: number, to: number) => void
): Steps<void> {
  const put = (values: Uint32Array, first: number, end: number): number => {
    const even = evenPlace(first)
    return memory.put(values.subarray(even, end), 'Runs').pointer - 4 * even
  }
  for (let k = from; k < to; k += RUNS_AT_ONCE) {
    const last = Math.min(to, k + RUNS_AT_ONCE)
    memory.scope(() =>
      count(put(starts, k, last), put(ends, k, last), put(activities, starts[k], ends[last - 1]), k, last)
    )
    yield (k - from) / (to - from)
  }
}
