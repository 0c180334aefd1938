import {
  type BehindFigure,
  type Discovery,
  drive,
  InputError,
  type LogData,
  type LogRuns,
  type Refined,
  refine,
  runsOfDiscovery,
  type SessionFilter,
  type SessionPatterns,
  type SessionsBehind,
  sessionPatterns,
  sessionsBehind,
  type WorkOptions
} from '@desirepath/core'

/** A text column by which sessions can be filtered. */
export interface ColumnOfValues {
  name: string
  /** Most sessions first. */
  values: { value: string; sessions: number }[]
  others: number
}

/** What is shown: with the edits made, or as found. */
interface Of {
  edited: boolean
}

/** First and last time of sessions, by customer. */
export type Spans = Map<string, [from: number, to: number][]>

const mostColumns = 8
const mostValues = 12
/** A column of more values than this tells single things apart, not kinds of them. */
const mostDistinct = 200

/**
 * What the views ask of the log of a discovery: everything counted anew for the sessions that filters leave, and the
 * sessions behind a number. What was counted last is kept.
 *
 * @param current the log as shaped, with the discovery that is shown
 */
export function createRefineVerbs(current: (edited: boolean) => { log: LogData; discovery: Discovery } | null) {
  let whole: LogRuns | null = null
  let last: { key: string; whole: LogRuns; part: LogRuns; refined: Refined } | null = null

  async function wholeOf({ edited }: Of, work: WorkOptions): Promise<LogRuns> {
    const now = current(edited)
    if (now === null) throw new InputError('BAD_OPTION', 'No log is open.', 'Choose a file first.')
    if (whole === null || whole.log !== now.log || whole.discovery !== now.discovery)
      whole = await drive('cutting runs', runsOfDiscovery(now.log, now.discovery), work)
    return whole
  }

  async function partOf(input: Of & { filters: readonly SessionFilter[] }, work: WorkOptions) {
    const all = await wholeOf(input, work)
    const key = JSON.stringify(input.filters)
    if (last?.key !== key || last.whole !== all) last = { key, whole: all, ...(await refine(all, input.filters, work)) }
    return last
  }

  return {
    /** The discovery of the sessions that the filters leave. */
    async refine(input: Of & { filters: readonly SessionFilter[] }, work: WorkOptions): Promise<Refined> {
      return (await partOf(input, work)).refined
    },

    /** In which order sessions run processes. */
    async patterns(input: Of & { filters: readonly SessionFilter[] }, work: WorkOptions): Promise<SessionPatterns> {
      return sessionPatterns((await partOf(input, work)).part)
    },

    /** One page of the sessions behind a number. */
    async behind(
      input: Of & { filters: readonly SessionFilter[]; figure: BehindFigure; from: number; most: number },
      work: WorkOptions
    ): Promise<SessionsBehind> {
      return sessionsBehind((await partOf(input, work)).part, input.figure, input)
    },

    /** When the sessions that the filters leave began and ended, by customer. */
    async spans(input: Of & { filters: readonly SessionFilter[] }, work: WorkOptions): Promise<Spans> {
      const { log } = (await partOf(input, work)).part
      const spans: Spans = new Map()
      log.sessionCase.forEach((who, s) => {
        const name = log.caseNames[who]
        const own = spans.get(name) ?? []
        if (own.length === 0) spans.set(name, own)
        own.push([log.time[log.sessionOffsets[s]], log.time[log.sessionOffsets[s + 1] - 1]])
      })
      return spans
    },

    /** The columns of text with few values, the channel first. */
    async columns(input: Of): Promise<ColumnOfValues[]> {
      const now = current(input.edited)
      return now === null ? [] : columnsOf(now.log)
    }
  }
}

function columnsOf(log: LogData): ColumnOfValues[] {
  const { channel, session } = log.schema
  const found: ColumnOfValues[] = []
  for (const [name, column] of log.attributes) {
    if (column.kind !== 'category' || name === session || column.values.length > mostDistinct) continue
    const sessions = new Uint32Array(column.values.length)
    const seen = new Int32Array(column.values.length).fill(-1)
    for (let s = 0; s < log.sessionCase.length; s++) {
      for (let i = log.sessionOffsets[s]; i < log.sessionOffsets[s + 1]; i++) {
        const code = column.codes[i]
        if (code === 0 || seen[code] === s) continue
        seen[code] = s
        sessions[code]++
      }
    }
    const values = column.values
      .map((value, code) => ({ value, sessions: sessions[code] }))
      .filter((one) => one.sessions > 0)
      .sort((a, b) => b.sessions - a.sessions || (a.value < b.value ? -1 : 1))
    if (values.length > 1)
      found.push({ name, values: values.slice(0, mostValues), others: Math.max(0, values.length - mostValues) })
  }
  return found.sort((a, b) => Number(b.name === channel) - Number(a.name === channel)).slice(0, mostColumns)
}
