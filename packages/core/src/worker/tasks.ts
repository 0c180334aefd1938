import { newKernel } from '../kernel/load.js'
import { inPlace } from '../kernel/phases.js'
import { drive, type WorkOptions } from '../kernel/work.js'
import type { EventRange, RangeArrival } from '../log/order-ranges.js'
import type { PartInput, PartRows } from '../log/part-rows.js'
import type { Traces } from '../log/types.js'
import { discoverRefusals } from '../options.js'
import { type FindOptions, findAll, finderOf } from '../processes/find.js'
import { EXACT_UP_TO } from '../processes/layout-steps.js'
import { placeOnMap } from '../processes/map.js'
import { ABSENT, type SequencedLog } from '../processes/sequenced-log.js'
import type { ResampleLabels } from '../processes/stability.js'
import type { Embedding } from '../processes/types.js'
import type { EmbedSettings } from '../processes/vectors.js'
import { type FiguresInput, figuresOf, type LogFigures } from '../report/log-figures.js'
import type { TakenPart } from './parts.js'
import type { CallsInput } from './together.js'

/**
 * The long works that may run on a worker thread. Each is a pure function of its input: same input, same bits; but for
 * `rows`, whose names are numbered by each thread, and numbered anew where parts are put together.
 */
export interface Tasks {
  vectors: { input: { traces: Traces; options: EmbedSettings }; output: Embedding }
  figures: { input: FiguresInput; output: LogFigures }
  map: { input: MapInput; output: { x: Float32Array; y: Float32Array } }
  resample: { input: ResampleInput; output: ResampleLabels }
  /** A part of a longer work, unless another thread has taken it; see parts.ts. */
  part: { input: TakenPart; output: unknown }
  rows: { input: PartInput; output: PartRows }
  /** A range of a log that is put in order, in memory that threads share. */
  order: { input: EventRange; output: RangeArrival | null }
  /** Calls of a kernel over shared memory; see together.ts. */
  calls: { input: CallsInput; output: null }
}

export interface MapInput {
  vectors: Float32Array // [activities x dimensions]
  dimensions: number
  /** [activities] part of the map, or null for one part. */
  parts: Int32Array | null
  perplexity: number | undefined
  iterations: number
  seed: number
}

interface ResampleInput {
  log: SequencedLog
  options: FindOptions
  /** Of the draw of cases; the method itself keeps its own seed. */
  seed: number
}

export type Runners = {
  [Name in keyof Tasks]: (input: Tasks[Name]['input'], options: WorkOptions) => Promise<Tasks[Name]['output']>
}

/** Of the tasks, those that a thread runs which is alone; the others are in thread-tasks.ts. */
export const runnersOfOne: Pick<Runners, 'figures' | 'map' | 'resample'> = {
  async figures(input, work) {
    return drive('counting', await figuresOf(input), work)
  },
  async map(input, options) {
    const kernel = await newKernel()
    if (input.vectors.length > EXACT_UP_TO * input.dimensions) {
      ;(await import('../kernel/methods.js')).addMethodFunctions(kernel.run, kernel.memory.whole)
    }
    return drive('drawing the map', placeOnMap(kernel, input), options)
  },
  async resample({ log, options, seed }, work) {
    const resample = (await resampling()).resampleCases(log, seed)
    if (options.method === 'auto' && resample.log.activityNames.length < 3) {
      throw (await discoverRefusals()).tooFewActivities(resample.log)
    }
    const find = await finderOf(options.method)
    const kernel = await newKernel()
    const found = await findAll(find(kernel, resample.log, options), (phases) =>
      drive('checking stability', inPlace(kernel, phases), work)
    )
    const labels = new Int32Array(log.activityNames.length).fill(ABSENT)
    for (let i = 0; i < resample.activityOf.length; i++) labels[resample.activityOf[i]] = found.labels[i]
    return labels
  }
}

/** What checks stability. */
export const resampling = () => import('../processes/stability.js')
