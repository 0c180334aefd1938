import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newKernel } from '../kernel/load.js'
import { inPlace } from '../kernel/phases.js'
import { runNow } from '../kernel/work.js'
import { countEvidence, type Evidence, evidenceInPhases, nearWeights, pairCounts, tightUnit } from './evidence.js'
import { restrictEvidence } from './evidence-parts.js'
import { sessionLifetimes } from './lifetimes.js'
import { lifetimesOf } from './lives.js'
import { mergeEvidence } from './merge-evidence.js'
import { restrictSequences, type Sequences } from './sequences.js'

const kernel = await newKernel()

const ACTIVITIES = 7

function sequencesOf(sessions: readonly (readonly number[])[], activities = ACTIVITIES): Sequences {
  const offsets = [0]
  for (const session of sessions) offsets.push(offsets[offsets.length - 1] + session.length)
  return {
    offsets: Uint32Array.from(offsets),
    tokens: Uint32Array.from(sessions.flat()),
    activities,
    times: Float64Array.from(sessions, (_, s) => s * 1000)
  }
}

/** Sessions with immediate repeats collapsed, some of them longer than a window of 32. */
const anySessions = fc.array(
  fc
    .array(fc.nat(ACTIVITIES - 1), { maxLength: 40 })
    .map((session) => session.filter((activity, i) => activity !== session[i - 1])),
  { maxLength: 6 }
)

function pairsOf(evidence: Evidence): Record<string, number>[] {
  const { pairs } = evidence
  const list: Record<string, number>[] = []
  for (let i = 0; i < evidence.activities; i++) {
    for (let p = pairs.offsets[i]; p < pairs.offsets[i + 1]; p++) {
      list.push({ i, j: pairs.partner[p], ...Object.fromEntries(pairCounts.map((name) => [name, pairs[name][p]])) })
    }
  }
  return list
}

/** The definition of every count, said plainly. */
function counted(sessions: readonly (readonly number[])[], i: number, j: number): Record<string, number> {
  const result: Record<string, number> = Object.fromEntries(pairCounts.map((name) => [name, 0]))
  for (const session of sessions) {
    const both = (part: readonly number[]) => (part.includes(i) && part.includes(j) ? 1 : 0)
    result.session += both(session)
    for (const length of [32, 16, 8] as const) {
      for (let from = 0; ; from += length / 2) {
        result[`window${length}`] += both(session.slice(from, from + length))
        if (from + length >= session.length) break
      }
    }
    session.forEach((a, at) => {
      for (let lag = 1; lag <= 4; lag++) {
        const b = session[at + lag]
        if (!((a === i && b === j) || (a === j && b === i))) continue
        result.near += nearWeights[lag - 1]
        if (lag === 1) result[a === i ? 'follows' : 'precedes']++
      }
    })
    const distinct = [...new Set(session)]
    const ranks = [distinct.indexOf(i), distinct.indexOf(j)]
    if (ranks.includes(-1)) continue
    result[ranks[0] < ranks[1] ? 'before' : 'after']++
    result.tight += Math.round(tightUnit / Math.abs(ranks[0] - ranks[1]))
  }
  return result
}

describe('evidence', () => {
  it('is what its definition says', () => {
    fc.assert(
      fc.property(anySessions, (sessions) => {
        const evidence = runNow(countEvidence(kernel, sequencesOf(sessions)))
        const wanted: Record<string, number>[] = []
        for (let i = 0; i < ACTIVITIES; i++) {
          for (let j = i + 1; j < ACTIVITIES; j++) {
            const counts = counted(sessions, i, j)
            if (counts.session > 0) wanted.push({ i, j, ...counts })
          }
        }
        expect(pairsOf(evidence)).toEqual(wanted)
        expect(evidence.sessions).toBe(sessions.filter((session) => session.length > 0).length)
        expect(evidence.distinct).toBe(sessions.reduce((sum, session) => sum + new Set(session).size, 0))
      }),
      { numRuns: 60 }
    )
  })

  it('adds up over any split of the sessions, whatever their order', () => {
    fc.assert(
      fc.property(anySessions, fc.infiniteStream(fc.boolean()), (sessions, stream) => {
        const left: number[][] = []
        const right: number[][] = []
        for (const session of sessions) (stream.next().value ? left : right).push([...session])
        const merged = mergeEvidence(
          runNow(countEvidence(kernel, sequencesOf(right))),
          runNow(countEvidence(kernel, sequencesOf(left)))
        )
        expect(merged).toEqual(runNow(countEvidence(kernel, sequencesOf(sessions))))
      }),
      { numRuns: 60 }
    )
  })

  it('refuses to add counts over different activities', () => {
    const [a, b] = [3, 4].map((activities) => runNow(countEvidence(kernel, sequencesOf([[0, 1, 2]], activities))))
    expect(() => mergeEvidence(a, b)).toThrow(/3 and of 4 activities/)
  })

  it('leaves out the pairs that only met by chance, and none that is ever near', () => {
    const longSessions = fc.array(
      fc.array(fc.nat(11), { maxLength: 90 }).map((session) => session.filter((a, i) => a !== session[i - 1])),
      { maxLength: 12 }
    )
    fc.assert(
      fc.property(longSessions, fc.boolean(), (sessions, rough) => {
        const traces = sequencesOf(sessions, 12)
        const all = runNow(countEvidence(kernel, traces))
        const telling = runNow(inPlace(kernel, evidenceInPhases(kernel, traces, rough ? 'rough' : 'telling', 1)))
        const share = rough ? 0.2 : 0.1
        const { session, window16, window8 } = all.documents
        const wanted = pairsOf(all).filter(({ i, j, ...counts }) => {
          const rarer = ({ having }: { having: Float64Array }) => Math.min(having[i], having[j])
          if (counts.near > 0 || counts.session > share * rarer(session)) return true
          return counts.window16 > (rough ? 0.1 : 0.02) * rarer(window16) || counts.window8 > share * rarer(window8)
        })
        expect(pairsOf(telling)).toEqual(wanted)
        expect({ ...telling, pairs: null }).toEqual({ ...all, pairs: null })
      }),
      { numRuns: 60 }
    )
    // Two that are in every eleventh session of each other, far apart.
    const far = Array.from({ length: 44 }, (_, s) => [
      s % 2,
      ...[2, 3, 4, 5, 6].flatMap((a) => [a, 9, a, 8]),
      s % 11 ? 7 : 1
    ])
    const evidence = runNow(inPlace(kernel, evidenceInPhases(kernel, sequencesOf(far, 10), 'telling', 1)))
    expect(pairsOf(evidence).some(({ i, j }) => i === 0 && j === 1)).toBe(false)
  })

  it('leaves activities out: sessions and order exactly, what follows through them in proportion', () => {
    const sessions = Array.from({ length: 30 }, (_, s) => (s % 3 === 0 ? [0, 6, 1, 2] : [0, 1, 6, 2, 3]))
    const ids = Uint32Array.of(0, 1, 2, 3)
    const all = sequencesOf(sessions)
    const exact = runNow(countEvidence(kernel, restrictSequences(all, ids)))
    const estimate = restrictEvidence(runNow(countEvidence(kernel, all)), ids)
    expect(Array.from(estimate.pairs.partner)).toEqual(Array.from(exact.pairs.partner))
    for (const name of ['session', 'before', 'after'] as const) {
      expect(Array.from(estimate.pairs[name])).toEqual(Array.from(exact.pairs[name]))
    }
    // 6 leads to 1 in 10 of 30 cases and to 2 in 20: of the 10 visits from 0, a third goes to 1.
    const follows = (evidence: Evidence, i: number, j: number) => pairsOf(evidence).find((p) => p.i === i && p.j === j)
    expect(follows(estimate, 0, 1)?.follows).toBe(20 + 3)
    expect(follows(exact, 0, 1)?.follows).toBe(30)
  })
})

describe('lives', () => {
  it('say when activities lived, nearly as the ranks of sessions do, also after parts are added up', () => {
    const sessions = Array.from({ length: 400 }, (_, s) => (s < 200 ? [0, 1] : s < 300 ? [1, 2] : [2, 3]))
    const all = sequencesOf(sessions, 4)
    const exact = sessionLifetimes(all)
    const half = (from: number, to: number) => ({
      ...sequencesOf(sessions.slice(from, to), 4),
      times: all.times.slice(from, to)
    })
    const [first, second] = [half(0, 150), half(150, 400)].map((part) =>
      runNow(countEvidence(kernel, part, 'all', part.times))
    )
    const merged = mergeEvidence(first, second)
    const wanted = runNow(countEvidence(kernel, all, 'all', all.times))
    expect(merged.lives).toEqual(wanted.lives)
    const lives = lifetimesOf(merged.lives!, 4)
    for (let i = 0; i < 4; i++) {
      expect(Math.abs(lives.from[i] - exact.from[i])).toBeLessThan(0.01)
      expect(Math.abs(lives.to[i] - exact.to[i])).toBeLessThan(0.01)
      expect(lives.known[i]).toBe(1)
    }
  })
})
