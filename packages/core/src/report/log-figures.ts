import { Fingerprint } from '../fingerprint.js'
import { type Kernel, newKernel } from '../kernel/load.js'
import type { Steps } from '../kernel/work.js'
import { type ActivityTally, tallyActivities } from '../log/tally.js'
import { type FlowColumns, type FlowInput, flowColumns } from '../processes/flow-columns.js'
import { firstAndLast } from '../processes/timeline.js'

/** The columns of a log that its figures are counted from. */
export interface FiguresInput {
  log: FlowInput
  cases: number
  /** Of the fingerprint, without the columns. */
  fingerprint: Uint32Array
  /** Edges with their times, and variants: what a whole flow holds; 'text': also as JSON. */
  flow: 'counts' | 'whole' | 'text'
}

/** What a discovery says of a log whatever its processes are: counted while these are still looked for. */
export interface LogFigures {
  tally: ActivityTally
  flow: FlowColumns
  /** Of the earliest and the latest event. */
  first: number
  last: number
  /** 32 hexadecimal digits. */
  fingerprint: string
  /** The flow by names as JSON, UTF-8 in pieces; null where it was not asked for. */
  text: Uint8Array[] | null
}

/** As many variants as `flow` lists by itself. */
const MOST_VARIANTS = 20
/** The most frequent edges of the activity flow that a discovery carries; the rest is one remainder. */
export const MOST_FLOW_EDGES = 2000
/** Of a text: so many can be opened and drawn. Large logs have most of their edges once. */
export const MOST_WRITTEN_EDGES = 100_000
const MOST_EDGES = { counts: MOST_FLOW_EDGES, whole: Number.POSITIVE_INFINITY, text: MOST_WRITTEN_EDGES }

/** Counts the figures of a log: a pure function of its columns. What only a whole flow needs is fetched for one. */
export async function figuresOf(input: FiguresInput): Promise<Steps<LogFigures>> {
  return countLogFigures(
    await newKernel(),
    input,
    input.flow === 'counts' ? null : await import('../processes/flow.js'),
    input.flow === 'text' ? await import('../processes/flow-text.js') : null
  )
}

function* countLogFigures(
  kernel: Kernel,
  { log, cases, fingerprint, flow: wanted }: FiguresInput,
  whole: typeof import('../processes/flow.js') | null,
  asText: typeof import('../processes/flow-text.js') | null
): Steps<LogFigures> {
  const tally = tallyActivities(log)
  yield 0.1
  const digest = new Fingerprint(fingerprint)
    .numbers(log.activity)
    .decimals(log.time)
    .numbers(log.sessionOffsets)
    .numbers(log.sessionCase)
    .digest()
  yield 0.2
  const { first, last } = firstAndLast(log)
  yield 0.25
  const flow = flowColumns(kernel, log, tally.events, {
    durations: whole !== null,
    most: MOST_EDGES[wanted],
    listed: whole?.listVariants(log, MOST_VARIANTS)
  })
  yield 0.7
  if (asText === null) return { tally, flow, first, last, fingerprint: digest, text: null }
  const text: Uint8Array[] = []
  for (const piece of asText.flowText(log, cases, tally, flow)) {
    text.push(piece)
    yield 0.7
  }
  return { tally, flow, first, last, fingerprint: digest, text }
}
