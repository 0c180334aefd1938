import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PlainEvent, plainLog } from '../../test/plain-log.js'
import type { LogData } from '../log/types.js'
import { cutRuns } from './cut-runs.js'
import type { Runs } from './runs.js'
import { runsByProcess, sessionsByProcesses } from './runs-by-process.js'
import { splitRestarts } from './split-runs.js'

/** Sessions as text: capital letters are activities of the process of that letter, h is a hub, . is noise. */
function textLog(sessions: readonly string[]): { log: LogData; labels: Int32Array; hubs: Uint8Array } {
  const events: PlainEvent[] = sessions.flatMap((text, s) =>
    [...text].map((activity) => ({ session: `s${s}`, activity }))
  )
  const log = plainLog(events)
  const labels = Int32Array.from(log.activityNames, (name) => (/[A-Z]/.test(name) ? name.charCodeAt(0) - 65 : -1))
  return { log, labels, hubs: Uint8Array.from(log.activityNames, (name) => (name === 'h' ? 1 : 0)) }
}

const cut = (sessions: readonly string[], options = {}) => {
  const { log, labels, hubs } = textLog(sessions)
  return cutRuns(log, labels, hubs, 26, options)
}

/** Runs as `process letter: events`. */
const shown = (runs: Runs) =>
  Array.from(
    runs.process,
    (p, r) => `${String.fromCharCode(65 + p)}:${runs.events.subarray(runs.offsets[r], runs.offsets[r + 1]).join(',')}`
  )

describe('cutRuns', () => {
  it('needs two events of a process in a session', () => {
    expect(shown(cut(['AB', 'A', 'AA']))).toEqual(['A:3,4'])
  })

  it('outlives two foreign events, not three', () => {
    expect(shown(cut(['AABBA']))).toEqual(['A:0,1,4', 'B:2,3'])
    expect(shown(cut(['AA...AA']))).toEqual(['A:0,1', 'A:5,6'])
    expect(shown(cut(['AA...AA'], { interruption: 3 }))).toEqual(['A:0,1,5,6'])
  })

  it('does not count hubs as an interruption', () => {
    expect(shown(cut(['AhhhhhA']))).toEqual(['A:0,6'])
    expect(shown(cut(['Ah.h.hA']))).toEqual(['A:0,6'])
  })

  it('gives woven processes a run each', () => {
    expect(shown(cut(['ABABBA']))).toEqual(['A:0,2,5', 'B:1,3,4'])
  })

  it('skips the events of subroutines, which have runs of their own', () => {
    const subroutine = new Uint8Array(26)
    subroutine[18] = 1
    expect(shown(cut(['AASSSSAA'], { subroutine }))).toEqual(['A:0,1,6,7', 'S:2,3,4,5'])
    expect(shown(cut(['AASSSSAA']))).toEqual(['A:0,1', 'S:2,3,4,5', 'A:6,7'])
  })

  it('keeps sessions apart', () => {
    const runs = cut(['AA', 'AA'])
    expect(Array.from(runs.session)).toEqual([0, 1])
  })

  const sessions = fc.array(
    fc.string({ unit: fc.constantFrom('A', 'B', 'C', 'h', '.'), minLength: 1, maxLength: 30 }),
    {
      minLength: 1,
      maxLength: 12
    }
  )

  it('follows its rule: no shorter pieces, no larger gaps within, no smaller gaps between', () => {
    fc.assert(
      fc.property(sessions, fc.integer({ min: 0, max: 4 }), (texts, interruption) => {
        const { log, labels, hubs } = textLog(texts)
        const runs = cutRuns(log, labels, hubs, 26, { interruption })
        const foreign = (from: number, to: number, p: number) => {
          let count = 0
          for (let i = from + 1; i < to; i++) if (!hubs[log.activity[i]] && labels[log.activity[i]] !== p) count++
          return count
        }
        const used = new Set<number>()
        for (let r = 0; r < runs.count; r++) {
          const events = runs.events.subarray(runs.offsets[r], runs.offsets[r + 1])
          expect(events.length).toBeGreaterThanOrEqual(2)
          events.forEach((event, i) => {
            expect(used.has(event)).toBe(false)
            used.add(event)
            expect(labels[log.activity[event]]).toBe(runs.process[r])
            if (i > 0) expect(foreign(events[i - 1], event, runs.process[r])).toBeLessThanOrEqual(interruption)
          })
          if (r > 0) expect(runs.events[runs.offsets[r]]).toBeGreaterThan(runs.events[runs.offsets[r - 1]])
        }
        // An event of a process that is in no run stands alone.
        for (let s = 0; s + 1 < log.sessionOffsets.length; s++) {
          for (let i = log.sessionOffsets[s]; i < log.sessionOffsets[s + 1]; i++) {
            const p = labels[log.activity[i]]
            if (p < 0 || hubs[log.activity[i]] || used.has(i)) continue
            for (let j = log.sessionOffsets[s]; j < log.sessionOffsets[s + 1]; j++) {
              if (j !== i && labels[log.activity[j]] === p) {
                expect(foreign(Math.min(i, j), Math.max(i, j), p)).toBeGreaterThan(interruption)
              }
            }
          }
        }
      })
    )
  })

  it('adds up: runs by process, and sessions by the number of processes', () => {
    fc.assert(
      fc.property(sessions, (texts) => {
        const runs = cut(texts)
        const { offsets, list } = runsByProcess(runs, 26)
        expect(offsets[26]).toBe(runs.count)
        expect(Array.from(list).sort((a, b) => a - b)).toEqual(Array.from({ length: runs.count }, (_, r) => r))
        const counts = sessionsByProcesses(texts.length, runs)
        expect(counts.reduce((sum, n) => sum + n, 0)).toBe(texts.length)
      })
    )
  })
})

describe('splitRestarts', () => {
  const { log, labels, hubs } = textLog(['ABCABC', 'ABCA', 'ABCB'])
  const one = labels.map((label) => (label >= 0 ? 0 : -1))
  const runs = cutRuns(log, one, hubs, 1)
  const flags = (letter: string) => Uint8Array.from(log.activityNames, (name) => (name === letter ? 1 : 0))
  const split = splitRestarts(log, runs, flags('C'), flags('A'))

  it('begins a new run where an entry follows a terminal step, and leaves out a single event', () => {
    expect(shown(split)).toEqual(['A:0,1,2', 'A:3,4,5', 'A:6,7,8', 'A:10,11,12,13'])
  })

  it('takes two steps in turn for a loop', () => {
    const loop = textLog(['XYXYXY'])
    const labels = new Int32Array(2)
    const whole = cutRuns(loop.log, labels, loop.hubs, 1)
    expect(splitRestarts(loop.log, whole, Uint8Array.of(0, 1), Uint8Array.of(1, 0)).count).toBe(1)
  })

  it('changes nothing without terminal steps', () => {
    expect(splitRestarts(log, runs, new Uint8Array(3), flags('A'))).toEqual(runs)
  })

  it('puts the parts of woven runs in the order of their first events, whatever lies between', () => {
    // Capital letters are steps of one process, small ones of another; C and c complete them, A and a begin them.
    const texts = fc.array(fc.string({ unit: fc.constantFrom(...'ABCabc.'), minLength: 1, maxLength: 40 }), {
      minLength: 1,
      maxLength: 10
    })
    fc.assert(
      fc.property(texts, (sessions) => {
        const { log } = textLog(sessions)
        const labelOf = (name: string) => (name === '.' ? -1 : /[A-Z]/.test(name) ? 0 : 1)
        const labels = Int32Array.from(log.activityNames, labelOf)
        const whole = cutRuns(log, labels, new Uint8Array(labels.length), 2)
        const marked = (text: string) => Uint8Array.from(log.activityNames, (name) => (text.includes(name) ? 1 : 0))
        const [ends, begins] = [marked('Cc'), marked('Aa')]
        const parts: { process: number; session: number; events: number[] }[] = []
        for (let r = 0; r < whole.count; r++) {
          let events: number[] = []
          const close = () => {
            if (events.length > 1) parts.push({ process: whole.process[r], session: whole.session[r], events })
            events = []
          }
          for (const event of whole.events.subarray(whole.offsets[r], whole.offsets[r + 1])) {
            const activities = events.map((i) => log.activity[i])
            const isRestart = begins[log.activity[event]] && ends[activities[activities.length - 1]]
            if (isRestart && new Set(activities).size > 2) close()
            events.push(event)
          }
          close()
        }
        parts.sort((a, b) => a.session - b.session || a.events[0] - b.events[0])
        const split = splitRestarts(log, whole, ends, begins)
        expect(Array.from(split.process)).toEqual(parts.map(({ process }) => process))
        expect(Array.from(split.session)).toEqual(parts.map(({ session }) => session))
        expect(Array.from(split.events)).toEqual(parts.flatMap(({ events }) => events))
        const sizes = Array.from({ length: split.count }, (_, r) => split.offsets[r + 1] - split.offsets[r])
        expect(sizes).toEqual(parts.map(({ events }) => events.length))
      }),
      { numRuns: 300 }
    )
  })
})
