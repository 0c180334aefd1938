import type { Kernel } from '../kernel/load.js'
import type { Block } from '../kernel/memory.js'
import type { Steps } from '../kernel/work.js'
import type { Evidence } from './evidence.js'
import type { LinkMatrix } from './link-matrix.js'
import { nearRows } from './near-rows.js'
import { sharedWords } from './shared-words.js'

/**
 * What the first look found around a pair, in the order in which `writeContext` gives it. P are the link
 * probabilities of the first look (those above .02), Q is P with a diagonal of ones:
 *
 * - `p1`: log-odds of the pair's own P, within [-4, 4], / 4
 * - `cosp`: cosine of the two rows of Q; `supp`: sum of P_ik P_kj over the third k / (smaller sum of P + .5)
 * - `flow`: cosine of the two rows of F = A Q, A the steps at most four apart as shares of all such steps of a row:
 *   into which processes the steps around an activity belong; where counts are few, those of a whole process are not
 * - `lmax`, `lmin`: the two lifts (F_ij - f_j) / (1 - f_j), f_j the share of all occurrences that Q gives to j
 * - `dmin`, `dmax`: ln(1 + sum of P) / 4 of the two
 * - `words`: log-odds that the best word of both names adds, / 6, at least -.3. For each word, the mean link probability of
 *   the pairs that share it (and of two imagined ones, linked as often as any pair is) is compared with that of all pairs:
 *   `mortgage` may stand for one process, `confirm` for none, and in a log of opaque names nothing stands for anything. A
 *   pair's own probability is left out of what its words say about it
 */
export const contextNames = ['p1', 'cosp', 'supp', 'flow', 'lmax', 'lmin', 'dmin', 'dmax', 'words'] as const

const WHAT = 'The surroundings of learned links'
/** Rows of surroundings that are made before the work yields. */
const AROUND_AT_ONCE = 64

/**
 * The surroundings of pairs, in the kernel's memory (see `links_context.ts` there), which the maker frees. The cost is that
 * of the links that are there.
 *
 * @param names [activities]
 */
export function* pairContext(
  kernel: Kernel,
  names: readonly string[],
  evidence: Evidence,
  links: LinkMatrix
): Steps<PairContext> {
  const { memory, run } = kernel
  const n = links.activities
  const put = (values: Uint32Array | Float32Array | Float64Array) => memory.put(values, WHAT).pointer
  const whole = (length: number) => memory.room(length, 4, WHAT).pointer
  const exact = (length: number) => memory.float64(length, WHAT).pointer
  const near = yield* nearRows(kernel, evidence.pairs)
  const words = sharedWords(names)
  const linked = { offsets: put(links.offsets), columns: put(links.columns), probabilities: put(links.probabilities) }
  const ids = memory.room(n, 4, WHAT)
  const given = memory.float32(n, WHAT)
  const out = memory.float32(contextNames.length * n, WHAT)
  // In the order of the slots.
  const slots = [n, linked.offsets, linked.columns, linked.probabilities]
  slots.push(whole(n + 1), exact(links.columns.length), exact(n), exact(n))
  slots.push(near.begins.pointer, near.columns.pointer, near.values.pointer)
  slots.push(whole(n + 1), 0, 0, exact(n), put(evidence.documents.session.having))
  slots.push(put(words.offsets), put(words.ids), put(words.pairs), exact(words.pairs.length))
  slots.push(exact(n), exact(n), exact(n), memory.room(n + 16, 1, WHAT).pointer, exact(1))
  const plan = put(Uint32Array.from(slots))
  run.contextLinks(plan)
  yield 0
  for (let i = 0; i < n; i += AROUND_AT_ONCE) {
    // The arena is full: asking for more than it can ever hold says so.
    if (!run.contextAround(plan, i, Math.min(n, i + AROUND_AT_ONCE))) memory.room(2 ** 32, 1, WHAT)
    yield i / n
  }
  return { kernel, links, plan, linked, room: { ids, given, out } }
}

/** See {@link pairContext}. */
export interface PairContext {
  /** Of links_context.ts in the kernel's memory. */
  plan: number
  /** Where the links of the first look are there. */
  linked: { offsets: number; columns: number; probabilities: number }
  kernel: Kernel
  links: LinkMatrix
  /** For asking for single rows. */
  room: { ids: Block; given: Block; out: Block }
}
