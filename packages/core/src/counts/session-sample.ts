import type { LogData } from '../log/types.js'

/**
 * A sample of whole sessions that adds up: which sessions are in it depends on the log alone, not on how the log was
 * cut into parts or in which order they were added. Every session has a number, a hash of its case and its start. The
 * sample holds the sessions of lowest numbers until `room` steps are full, an even sample of the log, and
 * of every activity the 50 sessions of lowest numbers that have it, so that rare ones are not lost.
 * (Both are bottom-k samples, Cohen and Kaplan 2007: a session that is among the lowest of the whole is among the lowest
 * of its part.)
 *
 * Sessions stand by number, ascending. Typed arrays, CSR.
 */
export interface SessionSample {
  /** [sessions] 0 <= number < 2^52 */
  number: Float64Array
  /** [sessions] time of the first event: ms since 1970 UTC, or the occurrence number */
  times: Float64Array
  /** [sessions + 1] */
  offsets: Uint32Array
  /** [steps] activity ids */
  tokens: Uint32Array
  /** The first so many sessions are the even sample; those after them are there for their rare activities. */
  even: number
  /** So many steps the even sample may hold; the session that crosses this border is still in it. */
  room: number
}

/** Steps that the even sample holds if nothing else is said. */
export const SAMPLE_STEPS = 1_000_000
/** So many sessions are kept of each activity. As many as learned links spares where it thins a log. */
const SESSIONS_EACH = 50
/** Longer sessions are no sessions of a person, and one of them could fill the sample: they are not taken. */
const LONGEST_SAMPLED = 10_000

/** Sessions to choose from, in any order. */
type Candidates = Omit<SessionSample, 'even' | 'room'>

/** The sample of one log. `rank` [activities] gives the id that an activity has in the sample. */
export function sampleSessions(
  log: LogData,
  rank: Uint32Array,
  room: number
): { sample: SessionSample; tooLong: number } {
  const { activity, time, sessionOffsets, sessionCase, caseNames } = log
  const sessions = sessionCase.length
  const taken = new Uint32Array(sessions)
  let count = 0
  let steps = 0
  for (let s = 0; s < sessions; s++) {
    const length = sessionOffsets[s + 1] - sessionOffsets[s]
    if (length > LONGEST_SAMPLED) continue
    taken[count++] = s
    steps += length
  }
  const all: Candidates = {
    number: new Float64Array(count),
    times: new Float64Array(count),
    offsets: new Uint32Array(count + 1),
    tokens: new Uint32Array(steps)
  }
  const hash = new SessionHash()
  let at = 0
  for (let k = 0; k < count; k++) {
    const s = taken[k]
    const start = sessionOffsets[s]
    all.number[k] = hash.of(caseNames, sessionCase[s], time[start])
    all.times[k] = time[start]
    for (let e = start; e < sessionOffsets[s + 1]; e++) all.tokens[at++] = rank[activity[e]]
    all.offsets[k + 1] = at
  }
  return { sample: choose(all, rank.length, room), tooLong: sessions - count }
}

/** The sample of two parts together, which have the same activity ids; of the smaller room. */
export function mergeSamples(a: SessionSample, b: SessionSample, activities: number): SessionSample {
  const offsets = new Uint32Array(a.number.length + b.number.length + 1)
  offsets.set(a.offsets)
  for (let s = 0; s < b.number.length; s++) offsets[a.number.length + s + 1] = a.tokens.length + b.offsets[s + 1]
  return choose(
    {
      number: joined(Float64Array, a.number, b.number),
      times: joined(Float64Array, a.times, b.times),
      offsets,
      tokens: joined(Uint32Array, a.tokens, b.tokens)
    },
    activities,
    Math.min(a.room, b.room)
  )
}

function choose(all: Candidates, activities: number, room: number): SessionSample {
  const { number, offsets, tokens } = all
  const sessions = number.length
  const order = new Uint32Array(sessions)
  for (let s = 0; s < sessions; s++) order[s] = s
  order.sort((a, b) => number[a] - number[b] || compareContent(all, a, b))
  const having = new Uint32Array(activities)
  const seen = new Uint32Array(activities)
  let before = 0
  let kept = 0
  let steps = 0
  let even = 0
  for (let k = 0; k < sessions; k++) {
    const s = order[k]
    let keep = before < room
    if (keep) even++
    for (let e = offsets[s]; e < offsets[s + 1]; e++) {
      const a = tokens[e]
      if (seen[a] === k + 1) continue
      seen[a] = k + 1
      if (having[a]++ < SESSIONS_EACH) keep = true
    }
    const length = offsets[s + 1] - offsets[s]
    before += length
    if (!keep) continue
    order[kept++] = s
    steps += length
  }
  const sample: SessionSample = {
    number: new Float64Array(kept),
    times: new Float64Array(kept),
    offsets: new Uint32Array(kept + 1),
    tokens: new Uint32Array(steps),
    even,
    room
  }
  for (let k = 0; k < kept; k++) {
    const s = order[k]
    sample.number[k] = number[s]
    sample.times[k] = all.times[s]
    sample.tokens.set(tokens.subarray(offsets[s], offsets[s + 1]), sample.offsets[k])
    sample.offsets[k + 1] = sample.offsets[k] + offsets[s + 1] - offsets[s]
  }
  return sample
}

/** Sessions of one number in an order of their own: by start, then step by step. Equal ones may stand either way. */
function compareContent({ times, offsets, tokens }: Candidates, a: number, b: number): number {
  if (times[a] !== times[b]) return times[a] - times[b]
  const length = offsets[a + 1] - offsets[a]
  const difference = length - (offsets[b + 1] - offsets[b])
  if (difference !== 0) return difference
  for (let i = 0; i < length; i++) {
    const step = tokens[offsets[a] + i] - tokens[offsets[b] + i]
    if (step !== 0) return step
  }
  return 0
}

/** Numbers sessions by case and start, evenly over 0 .. 2^52. Two halves of 26 bits, each a finished MurmurHash3. */
class SessionHash {
  readonly #float = new Float64Array(1)
  readonly #words = new Uint32Array(this.#float.buffer)
  #case = -1
  #low = 0
  #high = 0

  of(caseNames: readonly string[], caseId: number, start: number): number {
    if (caseId !== this.#case) {
      this.#case = caseId
      ;[this.#low, this.#high] = hashText(caseNames[caseId])
    }
    // -0 and 0 are one time.
    this.#float[0] = start + 0
    const [a, b] = this.#words
    const low = finish(mix(mix(this.#low, a), b))
    const high = finish(mix(mix(this.#high, b), a))
    return (low >>> 6) * 2 ** 26 + (high >>> 6)
  }
}

/** Two hashes of a text, over its UTF-16 units. */
function hashText(text: string): [low: number, high: number] {
  let low = 0x9747b28c
  let high = 0x3c6ef372
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    low = mix(low, unit)
    high = mix(high, unit + 0x10000)
  }
  return [mix(low, text.length), mix(high, text.length)]
}

/** 52 bits of a text's hash. */
export function numberOfText(text: string): number {
  const [low, high] = hashText(text)
  return (finish(low) >>> 6) * 2 ** 26 + (finish(high) >>> 6)
}

// Rounds and finaliser of MurmurHash3 (x86, 32 bits).
function mix(hash: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51)
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593)
  const h = hash ^ k
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0
}

function finish(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

function joined<Numbers extends Float64Array | Uint32Array>(
  make: { new (length: number): Numbers },
  a: Numbers,
  b: Numbers
): Numbers {
  const both = new make(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
