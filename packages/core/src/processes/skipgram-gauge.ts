import type { Kernel } from '../kernel/load.js'
import type { Block } from '../kernel/memory.js'
import type { Steps } from '../kernel/work.js'
import { WHAT } from './skipgram-positives.js'

/** Adds the Gram matrix of the rows of a side, weighted (0: not), to `gram`. */
export function* addGram(
  kernel: Kernel,
  side: Block,
  weights: number,
  n: number,
  width: number,
  gram: Block,
  scratch: Block,
  slice: number,
  done: number
): Steps<void> {
  const atOnce = Math.max(1, Math.floor(slice / 8 / (width * width) / 64)) * 64
  for (let at = 0; at < n; at += atOnce) {
    kernel.run.addGram(side.pointer, weights, at, Math.min(at + atOnce, n), width, gram.pointer, scratch.pointer)
    if (at + atOnce < n) yield done
  }
}

/**
 * U := U W with W such that both sides have equal column lengths, sqrt of the singular values of U V^T: the product is
 * the same, but distances between rows become meaningful. W from the two Gram matrices alone; see `gauge`.
 */
export function* balance(
  kernel: Kernel,
  u: Block,
  v: Block,
  n: number,
  rows: number,
  width: number,
  gramScratch: Block,
  slice: number
): Steps<void> {
  const { run, memory } = kernel
  const square = () => memory.float64(width * width, WHAT)
  const [gramU, gramV, scratch, vectors] = [square(), square(), square(), square()]
  yield* addGram(kernel, u, 0, n, width, gramU, gramScratch, slice, 1)
  yield* addGram(kernel, v, 0, n, width, gramV, gramScratch, slice, 1)
  run.cholesky(gramV.pointer, width, 1e-12)
  run.congruence(gramV.pointer, gramU.pointer, width, scratch.pointer, vectors.pointer)
  yield 1
  const values = memory.float64(width, WHAT)
  const work = memory.float64(width + 2, WHAT)
  const stepsAtOnce = Math.max(1, Math.floor(slice / (4 * width * width)))
  for (let i = width - 1; i >= 1; i -= stepsAtOnce) {
    run.reduceSteps(vectors.pointer, width, values.pointer, work.pointer, i, Math.max(1, i - stepsAtOnce + 1))
    yield 1
  }
  for (let i = 0; i < width - 1; i += stepsAtOnce) {
    run.gatherSteps(vectors.pointer, width, values.pointer, work.pointer, i, Math.min(i + stepsAtOnce, width - 1))
    yield 1
  }
  for (let l = 0; l < width; l += stepsAtOnce) {
    run.solveSteps(vectors.pointer, width, values.pointer, work.pointer, l, Math.min(l + stepsAtOnce, width))
    yield 1
  }
  const transform = memory.float32(width * width, WHAT)
  run.gauge(gramV.pointer, vectors.pointer, values.pointer, width, transform.pointer)
  const four = memory.float32(4 * width, WHAT)
  const rowsAtOnce = Math.max(1, Math.floor(slice / (width * width * 4))) * 4
  for (let at = 0; at < rows; at += rowsAtOnce) {
    run.transformRows(u.pointer, at, Math.min(at + rowsAtOnce, rows), width, transform.pointer, four.pointer)
    yield 1
  }
}
