import { InputError } from '../errors.js'
import { EventLog } from './event-log.js'
import { keepWholeSessions } from './keep.js'
import { withParts } from './subset.js'
import type { LogData } from './types.js'

/**
 * A share of the cases (rounded, at least one), chosen by a seeded hash of the case's name: the same case is chosen
 * again in another extract of the same log with about the same share.
 */
export function sampleCases(log: LogData, share: number, seed = 1): EventLog {
  if (!(share > 0 && share <= 1)) {
    throw new InputError(
      'BAD_OPTION',
      `sampleCases got the share ${share}.`,
      'Give a share above 0 and at most 1, as 0.1.'
    )
  }
  const cases = log.caseNames.length
  const wanted = Math.max(1, Math.round(share * cases))
  if (wanted >= cases) return new EventLog(log)
  const hashes = Uint32Array.from(log.caseNames, (name) => hashText(name, seed))
  const ranked = Uint32Array.from(hashes.keys()).sort((a, b) => hashes[a] - hashes[b] || a - b)
  const chosen = new Uint8Array(cases)
  for (const id of ranked.subarray(0, wanted)) chosen[id] = 1
  const keep = Uint8Array.from(log.sessionCase, (id) => chosen[id])
  const kept = keepWholeSessions(log, keep, `cases outside a sample of ${wanted} of ${cases}`)
  return new EventLog(withParts(kept, { casesBeforeShort: undefined }))
}

// FNV-1a over UTF-16 units, then the finaliser of MurmurHash3.
function hashText(text: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
