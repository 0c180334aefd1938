import { InputError } from '../errors.js'
import type { MixGroup } from './mix.js'
import { benjaminiHochberg, holm, newcombe, twoShares } from './statistics.js'
import type { Share } from './types.js'

export interface CompareOptions {
  /** Which errors are held at 5 %: any at all (Holm, default), or the share of false ones (Benjamini and Hochberg). */
  correction?: 'holm' | 'benjamini-hochberg'
}

export interface MixDifference {
  process: number
  a: Share
  b: Share
  /** Share in b minus share in a, with Newcombe's 95 % interval (not corrected). */
  difference: number
  low: number
  high: number
  test: 'chi-squared' | 'Fisher'
  p: number
  /** Corrected for the number of processes compared. */
  adjustedP: number
  /** `adjustedP` below .05. */
  significant: boolean
}

export interface MixComparison {
  a: string
  b: string
  differences: MixDifference[]
  correction: 'holm' | 'benjamini-hochberg'
  /** Sentences: how it was tested, and what to mind. */
  notes: string[]
}

/**
 * Compares the process mix of two groups: for each process the difference of its shares, with Newcombe's interval, and
 * the p-value of the N - 1 chi-squared test (or Fisher's, where counts are small) corrected for many comparisons.
 * Largest difference first.
 *
 * @throws InputError UNKNOWN_OPTION, BAD_OPTION
 */
export function compareMix(
  a: MixGroup,
  b: MixGroup,
  processes: readonly number[],
  options: CompareOptions = {}
): MixComparison {
  const unknown = Object.keys(options).find((name) => name !== 'correction')
  if (unknown !== undefined) {
    throw new InputError(
      'UNKNOWN_OPTION',
      `compareMix got the unknown option '${unknown}'.`,
      'Valid options: correction.'
    )
  }
  const correction = options.correction ?? 'holm'
  if (correction !== 'holm' && correction !== 'benjamini-hochberg') {
    throw new InputError(
      'BAD_OPTION',
      `compareMix got the correction '${correction}'.`,
      "Use 'holm' or 'benjamini-hochberg'."
    )
  }
  const tests = processes.map((_, i) => twoShares(a.shares[i], b.shares[i]))
  const p = tests.map((test) => test.p)
  const adjusted = correction === 'holm' ? holm(p) : benjaminiHochberg(p)
  const differences = processes.map((process, i) => ({
    process,
    a: { count: a.shares[i].count, of: a.runs },
    b: { count: b.shares[i].count, of: b.runs },
    ...newcombe(a.shares[i], b.shares[i]),
    test: tests[i].test,
    p: p[i],
    adjustedP: adjusted[i],
    significant: adjusted[i] < 0.05
  }))
  differences.sort((x, y) => Math.abs(y.difference) - Math.abs(x.difference) || x.process - y.process)
  const few = Math.min(a.runs, b.runs)
  return {
    a: a.name,
    b: b.name,
    differences,
    correction,
    notes: [
      `${processes.length} processes were compared; p-values are corrected by ${
        correction === 'holm'
          ? "Holm's method (any false finding: 5%)"
          : 'Benjamini and Hochberg (false findings: 5% of all)'
      }, intervals are not.`,
      'Runs are taken as independent; where few customers make many runs the true uncertainty is larger.',
      ...(few < 50 ? [`The smaller group has ${few} runs: only large differences can be seen.`] : [])
    ]
  }
}
