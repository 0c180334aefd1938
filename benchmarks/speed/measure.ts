import { spawnSync } from 'node:child_process'

/** What a contender prints as its last line, measured inside its own process after its imports. */
export interface Outcome {
  ms: number
  cpuMs: number
  /** Largest resident memory of the whole process. */
  peakBytes: number
  /** What was computed, for the check: equal over contenders unless the comparison says otherwise. */
  result: Record<string, number | string>
}

export interface Contender {
  name: string
  /** Program and arguments. The input follows as one JSON argument. */
  command: readonly string[]
  /** Why it cannot run here; null where it can. */
  absent: string | null
  ours?: boolean
  /** Added to the comparison's input. */
  input?: Record<string, unknown>
}

export interface Comparison {
  stage: string
  /** What is done, with sizes. */
  name: string
  input: Record<string, unknown>
  contenders: readonly Contender[]
  /** What one unit of work is, for rates: `unit` per second. */
  amount?: { unit: string; count: number }
  /** What is wrong with a contender's result, given the result of the first of ours; null where nothing is. */
  verify(result: Outcome['result'], ours: Outcome['result']): string | null
  /** Ratios that ours must reach, by contender. */
  targets?: Readonly<Record<string, number>>
}

/** One thread for every contender, unless the input says otherwise. */
const ONE_THREAD = {
  OMP_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  NUMEXPR_NUM_THREADS: '1'
}

/** Runs a contender once in a process of its own. @throws Error with the end of its stderr where it fails. */
export function runOnce(contender: Contender, input: Record<string, unknown>, threads: number): Outcome {
  const [program, ...args] = contender.command
  const counts = Object.fromEntries(Object.keys(ONE_THREAD).map((name) => [name, String(threads)]))
  const { stdout, stderr, status, error } = spawnSync(
    program!,
    [...args, JSON.stringify({ ...input, ...contender.input })],
    {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
      env: { ...process.env, ...ONE_THREAD, ...counts }
    }
  )
  if (error) throw error
  const last = stdout.trimEnd().split('\n').at(-1) ?? ''
  if (status !== 0 || !last.startsWith('{')) {
    throw new Error(`${contender.name} ended with ${status}: ${stderr.trimEnd().split('\n').slice(-3).join(' | ')}`)
  }
  return JSON.parse(last) as Outcome
}

export interface Measured {
  contender: string
  ours: boolean
  /** Why there are no figures; null where there are. */
  missing: string | null
  medianMs: number
  /** Half the distance between the quartiles, as a share of the median. */
  spread: number
  medianCpuMs: number
  peakBytes: number
  /** Median over rounds of this contender's time by that of the first of ours in the same round. */
  ratio: number
  /** The same with the time that processors spent. */
  cpuRatio: number
  result: Outcome['result']
}

/**
 * Runs all contenders in turn, `rounds` times over: neighbours that take the machine's time hit all alike. Results are
 * checked on the first round; a contender whose result is wrong is not timed.
 */
export function compare(comparison: Comparison, rounds: number, threads: number): Measured[] {
  const { contenders, input } = comparison
  const runs = new Map<Contender, Outcome[]>()
  const missing = new Map<Contender, string>()
  for (const contender of contenders) {
    if (contender.absent) missing.set(contender, contender.absent)
    else runs.set(contender, [])
  }
  for (let round = 0; round < rounds; round++) {
    for (const [contender, outcomes] of runs) {
      if (missing.has(contender)) continue
      try {
        const outcome = runOnce(contender, input, threads)
        const first = contenders.find((one) => one.ours && runs.get(one)?.[0])
        const wrong = comparison.verify(outcome.result, first ? runs.get(first)![0]!.result : outcome.result)
        if (wrong) missing.set(contender, `wrong result: ${wrong}`)
        else outcomes.push(outcome)
      } catch (error) {
        if (contender.ours) throw error
        missing.set(contender, (error as Error).message)
      }
    }
  }
  const ours = runs.get(contenders.find((one) => one.ours && runs.has(one))!)!
  return contenders.map((contender) => {
    const outcomes = runs.get(contender) ?? []
    const of = (pick: (outcome: Outcome, round: number) => number) => outcomes.map(pick)
    const times = of(({ ms }) => ms)
    return {
      contender: contender.name,
      ours: contender.ours ?? false,
      missing: missing.get(contender) ?? null,
      medianMs: quantile(times, 0.5),
      spread: (quantile(times, 0.75) - quantile(times, 0.25)) / 2 / quantile(times, 0.5),
      medianCpuMs: quantile(
        of(({ cpuMs }) => cpuMs),
        0.5
      ),
      peakBytes: Math.max(...of(({ peakBytes }) => peakBytes)),
      ratio: quantile(
        of(({ ms }, round) => ms / ours[round]!.ms),
        0.5
      ),
      cpuRatio: quantile(
        of(({ cpuMs }, round) => cpuMs / ours[round]!.cpuMs),
        0.5
      ),
      result: outcomes[0]?.result ?? {}
    }
  })
}

function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) return Number.NaN
  const sorted = [...values].sort((a, b) => a - b)
  const at = share * (sorted.length - 1)
  const below = Math.floor(at)
  const above = Math.min(sorted.length - 1, below + 1)
  return sorted[below]! + (sorted[above]! - sorted[below]!) * (at - below)
}
