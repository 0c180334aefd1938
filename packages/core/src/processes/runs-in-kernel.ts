import type { FigureKernel } from '../kernel/figures.js'
import type { Steps } from '../kernel/work.js'
import { RUNS_AT_ONCE } from './runs.js'
import type { RunActivities } from './runs-by-process.js'

/**
 * Has a kernel look through the runs of a process at the places `from` to `to`, some of them at a time. What it yields goes
 * from 0 to 1 with those of all processes.
 *
 * @param count is given where starts, ends and activities are, as if those of all runs were there, and which are
 */
export function* runsInKernel(
  { memory }: FigureKernel,
  { starts, ends, activities }: RunActivities,
  from: number,
  to: number,
  count: (starts: number, ends: number, activities: number, from: number, to: number) => void
): Steps<void> {
  for (let k = from; k < to; k += RUNS_AT_ONCE) {
    const last = Math.min(to, k + RUNS_AT_ONCE)
    memory.scope(() =>
      count(
        memory.putPart(starts, k, last, WHAT),
        memory.putPart(ends, k, last, WHAT),
        memory.putPart(activities, starts[k], ends[last - 1], WHAT),
        k,
        last
      )
    )
    yield k / starts.length
  }
}

const WHAT = 'Runs'
