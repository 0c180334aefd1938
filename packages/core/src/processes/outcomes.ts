import type { FigureKernel } from '../kernel/figures.js'
import { part, type Steps } from '../kernel/work.js'
import { durationHistogram } from './duration-histogram.js'
import type { HandOut } from './hand-out.js'
import { Quantiles } from './quantiles.js'
import { type ProcessRange, type RunActivities, type RunsByProcess, rangesOf } from './runs-by-process.js'
import type { StepCounts } from './step-counts.js'
import type { ProcessResult } from './types.js'
import { countVariants } from './variants.js'

/** What the runs of one process came to, told from them alone. */
export type Outcome = Pick<
  ProcessResult,
  'completed' | 'medianMs' | 'p95Ms' | 'completedMedianMs' | 'duration' | 'variants' | 'otherVariants'
>

export interface OutcomesInput {
  list: Pick<RunsByProcess, 'offsets'>
  inRuns: RunActivities
  inOrder: StepCounts['inOrder']
  mostVariants: number
  range: ProcessRange
}

/** The outcomes of some processes. */
export function* outcomesOfRange(kernel: FigureKernel, input: OutcomesInput): Steps<Outcome[]> {
  const { from, to } = input.range
  const found: Outcome[] = []
  for (let p = from; p < to; p++) {
    found.push(outcomeOf(kernel, input, p))
    yield found.length / (to - from)
  }
  return found
}

function outcomeOf(kernel: FigureKernel, { list, inRuns, inOrder, mostVariants }: OutcomesInput, p: number): Outcome {
  const [from, to] = [list.offsets[p], list.offsets[p + 1]]
  const completed = inOrder.completed.subarray(from, to)
  const duration = inOrder.duration.subarray(from, to)
  const count = completed.reduce((sum, one) => sum + one, 0)
  const isTimed = inRuns.times !== null
  const quantiles = new Quantiles(kernel)
  const values = quantiles.begin(Uint32Array.of(isTimed ? count : 0, isTimed ? duration.length : 0))
  if (isTimed) {
    values.set(duration, count)
    pick(duration, completed, values)
  }
  const [ofCompleted, ofAll] = quantiles.end()
  return {
    completed: { count, of: duration.length },
    medianMs: ofAll.median,
    p95Ms: ofAll.p95,
    completedMedianMs: ofCompleted.median,
    ...countVariants(kernel, inRuns, { from, to }, inOrder, mostVariants),
    duration: durationHistogram(duration, completed)
  }
}

/** Copies those that are marked. */
function pick(from: Float64Array, marked: Uint8Array, into: Float64Array): void {
  for (let k = 0, at = 0; k < from.length; k++) if (marked[k]) into[at++] = from[k]
}

/** Hands out the outcomes of all processes, by ranges, to be asked for later. */
export function outcomesBy(
  kernel: FigureKernel,
  { list, inRuns }: { list: RunsByProcess; inRuns: RunActivities },
  inOrder: StepCounts['inOrder'],
  mostVariants: number,
  handOut: HandOut
): () => Steps<Outcome[]> {
  const { offsets } = list
  const parts = rangesOf(list, inRuns).map((range) =>
    handOut('outcomes', { list: { offsets }, inRuns, inOrder, mostVariants, range }, (input) =>
      outcomesOfRange(kernel, input)
    )
  )
  return function* () {
    const found: Outcome[][] = []
    // From the last to the first: other threads begin with the first one.
    for (let k = parts.length - 1; k >= 0; k--) {
      found.unshift(yield* part(1 - (k + 1) / parts.length, 1 - k / parts.length, parts[k]()))
    }
    return found.flat()
  }
}
