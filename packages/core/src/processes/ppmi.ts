import type { Kernel } from '../kernel/load.js'
import { inPlace, type Phases } from '../kernel/phases.js'
import { runNow, type Steps } from '../kernel/work.js'
import { leadingEigenpairs, type SymmetricMatrix } from './eigen.js'
import type { Evidence, PairEvidence } from './evidence.js'
import { NearPairs } from './near-rows.js'

/** Vectors of activities from positive pointwise mutual information, and that information itself. */
export interface PpmiVectors {
  /** [activities x dimensions] row-major; not of unit length: sqrt(|eigenvalue|) times the eigenvector's entry. */
  vectors: Float32Array
  dimensions: number
  /** [pairs of the evidence] symmetrised PPMI, natural logarithm. */
  information: Float64Array
}

/** Counts, and the vectors made of them. */
export interface Counted {
  evidence: Evidence
  vectors: PpmiVectors
}

/** Counts when first asked, and keeps the result. */
export function countedOnce(kernel: Kernel, count: () => Phases<Evidence>): () => Counted {
  let counted: Counted | undefined
  return () => {
    if (!counted) {
      const evidence = runNow(inPlace(kernel, count()))
      counted = { evidence, vectors: runNow(ppmiVectors(kernel, evidence)) }
    }
    return counted
  }
}

/**
 * Positive pointwise mutual information of steps at most four apart (weights 1 / lag), context distribution smoothed by
 * the power .75, symmetrised, and its best approximation of rank `most` (Levy & Goldberg 2014; Levy et al. 2015).
 */
export function* ppmiVectors(kernel: Kernel, evidence: Evidence, most = 50): Steps<PpmiVectors> {
  const n = evidence.activities
  const { information, ...matrix } = yield* informationRows(kernel, evidence.pairs)
  const dimensions = Math.min(most, Math.max(2, n >> 1), n)
  const length = (value: number) => Math.sqrt(Math.abs(value))
  const { vectors } = yield* leadingEigenpairs(kernel, matrix, dimensions, length, 3 * dimensions)
  return { vectors: new Float32Array(vectors), dimensions, information }
}

/** The information of every pair, and where it is positive as a symmetric matrix (CSR, ascending columns). */
function* informationRows(kernel: Kernel, pairs: PairEvidence): Steps<SymmetricMatrix & { information: Float64Array }> {
  const { memory, run } = kernel
  const information = new Float64Array(pairs.partner.length)
  const mark = memory.mark()
  try {
    const near = new NearPairs(kernel, pairs, 8)
    const { size, begins, columns, values } = yield* near.count()
    run.nearSmooth(near.plan)
    yield* near.pass(run.nearInform, information)
    run.nearClose(near.plan, begins.pointer)
    const offsets = memory.viewUint32(begins).slice()
    return {
      size,
      offsets,
      columns: memory.viewUint32(columns).slice(0, offsets[size]),
      values: memory.viewFloat64(values).slice(0, offsets[size]),
      information
    }
  } finally {
    memory.release(mark)
  }
}
