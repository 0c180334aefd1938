import type { SequencedLog } from './sequenced-log.js'

/** A bootstrap resample of the cases of a log, with ids made dense again. */
export interface Resample {
  log: SequencedLog
  /** [activities of the resample] -> id in the full log. */
  activityOf: Uint32Array
}

/**
 * Draws as many cases as the log has, with replacement (Efron 1979), and takes all sessions of each as often as it was
 * drawn. The draw depends on `seed` only.
 */
export function resampleCases(log: SequencedLog, seed: number): Resample {
  const sessions = log.sessionCase.length
  const times = new Uint32Array(log.cases)
  const random = mulberry32(seed)
  for (let i = 0; i < log.cases; i++) times[Math.floor(random() * log.cases)]++

  let sessionCount = 0
  let eventCount = 0
  for (let s = 0; s < sessions; s++) {
    const repeat = times[log.sessionCase[s]]
    sessionCount += repeat
    eventCount += repeat * (log.sessionOffsets[s + 1] - log.sessionOffsets[s])
  }

  const activity = new Uint32Array(eventCount)
  const time = new Float64Array(eventCount)
  const sessionOffsets = new Uint32Array(sessionCount + 1)
  const sessionCase = new Uint32Array(sessionCount)
  let at = 0
  let to = 0
  let drawnCase = 0
  for (let s = 0; s < sessions; ) {
    // All sessions of one case stand together: repeat the case as a whole, each copy a case of its own.
    let end = s + 1
    while (end < sessions && log.sessionCase[end] === log.sessionCase[s]) end++
    for (let copy = 0; copy < times[log.sessionCase[s]]; copy++, drawnCase++) {
      for (let session = s; session < end; session++) {
        const first = log.sessionOffsets[session]
        const last = log.sessionOffsets[session + 1]
        activity.set(log.activity.subarray(first, last), at)
        time.set(log.time.subarray(first, last), at)
        sessionOffsets[to] = at
        sessionCase[to++] = drawnCase
        at += last - first
      }
    }
    s = end
  }
  sessionOffsets[to] = at

  const seen = new Uint8Array(log.activityNames.length)
  for (let i = 0; i < at; i++) seen[activity[i]] = 1
  const dense = new Uint32Array(log.activityNames.length)
  const kept: number[] = []
  for (let a = 0; a < seen.length; a++) if (seen[a]) dense[a] = kept.push(a) - 1
  for (let i = 0; i < at; i++) activity[i] = dense[activity[i]]
  return {
    log: {
      activity,
      time,
      sessionOffsets,
      sessionCase,
      cases: drawnCase,
      activityNames: kept.map((a) => log.activityNames[a])
    },
    activityOf: Uint32Array.from(kept)
  }
}

/** Mulberry32 (T. Ettinger): 32 bits of state, good enough to draw resamples; values in [0, 1). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
