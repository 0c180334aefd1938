import { gatherU32 } from '../log/order.js'
import type { Traces } from '../log/types.js'
import { byCount } from './statistics.js'

/** The distinct traces of a log, most frequent first; equal counts by first appearance. */
export interface TraceVariants {
  /** [variants] a session that has this trace */
  example: Uint32Array
  /** [variants] sessions with it */
  counts: Uint32Array
}

/**
 * Counts distinct traces exactly: a hash finds candidates, the steps themselves decide, so colliding hashes cannot merge
 * two variants. One pass, at most 28 bytes a session.
 */
export function countVariants({ offsets, tokens }: Traces): TraceVariants {
  const sessions = offsets.length - 1
  let size = 16
  while (size < sessions * 2) size *= 2
  const slots = new Uint32Array(size) // variant + 1, 0 = free
  const example = new Uint32Array(sessions)
  const counts = new Uint32Array(sessions)
  const hashes = new Uint32Array(sessions)
  let variants = 0
  for (let s = 0; s < sessions; s++) {
    const hash = hashTrace(tokens, offsets[s], offsets[s + 1])
    let slot = hash & (size - 1)
    for (let v = slots[slot]; v !== 0; v = slots[slot]) {
      if (hashes[v - 1] === hash && sameTrace(offsets, tokens, s, example[v - 1])) break
      slot = (slot + 1) & (size - 1)
    }
    if (slots[slot] === 0) {
      example[variants] = s
      hashes[variants] = hash
      slots[slot] = ++variants
    }
    counts[slots[slot] - 1]++
  }
  const ranked = byCount(counts.subarray(0, variants))
  return {
    example: gatherU32(example, ranked, new Uint32Array(variants)),
    counts: gatherU32(counts, ranked, new Uint32Array(variants))
  }
}

// FNV-1a over whole tokens, then the finaliser of MurmurHash3, so that low bits depend on every token.
function hashTrace(tokens: Uint32Array, from: number, to: number): number {
  let hash = 0x811c9dc5
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ tokens[i], 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

function sameTrace(offsets: Uint32Array, tokens: Uint32Array, a: number, b: number): boolean {
  const length = offsets[a + 1] - offsets[a]
  if (offsets[b + 1] - offsets[b] !== length) return false
  for (let i = 0; i < length; i++) if (tokens[offsets[a] + i] !== tokens[offsets[b] + i]) return false
  return true
}
