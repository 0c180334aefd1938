import { describe, expect, it } from 'vitest'
import { newKernel } from '../kernel/load.js'
import { runNow } from '../kernel/work.js'
import type { LogData } from '../log/types.js'
import { findAccidents } from './accidents.js'
import { explainPair } from './explain.js'
import { learnedLinks } from './learned-links-steps.js'

/** Processes of one letter each: its usual steps in their order, and rare ones, each seen once, instead of the third. */
const PROCESSES: Readonly<Record<string, { usual: number; rare: number }>> = {
  A: { usual: 8, rare: 0 },
  B: { usual: 8, rare: 0 },
  C: { usual: 8, rare: 6 }
}
const SESSIONS = 300

interface Planted {
  sessions: string[][]
}

/** Sessions that run A, B and C in turn; eight of them have a frequent step of another process in its midst by accident. */
function planted(accidents: boolean): Planted {
  const sessions = Array.from({ length: SESSIONS }, (_, s) => {
    const letter = 'ABC'[s % 3]
    const { usual, rare } = PROCESSES[letter]
    const steps = Array.from({ length: usual }, (_, k) => `${letter} ${k}`)
    const which = (s - (s % 3)) / 3
    if (rare > 0 && which >= 5 && which < 5 + 3 * rare) steps[2] = `C rare ${(which - 5) % rare}`
    if (rare > 0 && which === 60) steps[2] = 'C once'
    if (accidents && s % 37 === 7) steps.splice(4, 0, `${'ABC'[(s + 1) % 3]} ${Math.floor(s / 37) % 8}`)
    return steps
  })
  return { sessions }
}

function columns({ sessions }: Planted) {
  const names = [...new Set(sessions.flat())].sort()
  const offsets = [0]
  for (const session of sessions) offsets.push(offsets[offsets.length - 1] + session.length)
  const tokens = Uint32Array.from(sessions.flat(), (name) => names.indexOf(name))
  return { names, offsets: Uint32Array.from(offsets), tokens }
}

/** What is found where every activity stands with the process of its first letter, except those of `placed`. */
function look(log: Planted, placed: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { names, offsets, tokens } = columns(log)
  const letters = ['A', 'B', 'C']
  const labels = Int32Array.from(names, (name) => letters.indexOf(placed[name] ?? name[0]))
  const traces = { offsets, tokens, activities: names.length }
  const none = new Float64Array(names.length)
  const found = runNow(findAccidents(traces, none, 1, names, labels, 3, new Uint8Array(names.length)))
  return Object.fromEntries(found.map(({ activity, to }) => [names[activity], to < 0 ? 'none' : letters[to]]))
}

const withStep = ({ sessions }: Planted, session: number, at: number, name: string): Planted => ({
  sessions: sessions.map((steps, s) => (s === session ? steps.toSpliced(at, 0, name) : steps))
})

describe('accidents', () => {
  it('a step between two that usually follow each other, in a process without rare steps, belongs to none', () => {
    expect(look(withStep(planted(true), 30, 5, 'odd'), { odd: 'A' })).toEqual({ odd: 'none' })
  })

  it('it stays where nothing else in the log is an accident', () => {
    expect(look(withStep(planted(false), 30, 5, 'odd'), { odd: 'A' })).toEqual({})
  })

  it('it stays where the process has many rare steps and it breaks the usual order', () => {
    expect(look(planted(true))).toEqual({})
  })

  it('it joins the process that its name speaks for, where names tell', () => {
    const WORDS: Record<string, string> = { A: 'loan', B: 'card', C: 'claim' }
    const { sessions } = planted(true)
    const named = sessions.map((steps) => steps.map((name) => `${name} ${WORDS[name[0]]}`))
    const log = withStep({ sessions: named }, 30, 5, 'odd card')
    expect(look(log, { 'odd card': 'A' })).toEqual({ 'odd card': 'B' })
    const mixed = sessions.map((steps) => steps.map((name) => `${name} ${['loan', 'card'][Number(name.at(-1)) % 2]}`))
    expect(look(withStep({ sessions: mixed }, 30, 5, 'odd card'), { 'odd card': 'A' })).toEqual({ 'odd card': 'none' })
  })

  it('repeats that sequences leave out are reckoned in', () => {
    const log = withStep(withStep(planted(true), 30, 5, 'odd'), 30, 6, 'A 4')
    const { names, offsets, tokens } = columns(log)
    const labels = Int32Array.from(names, (name) => (name === 'odd' ? 0 : 'ABC'.indexOf(name[0])))
    const of = (share: number) => {
      const repeats = Float64Array.from(names, (name) => (name === 'A 4' ? share : 0))
      const traces = { offsets, tokens, activities: names.length }
      return runNow(findAccidents(traces, repeats, 1, names, labels, 3, new Uint8Array(names.length)))
    }
    expect(of(0)).toEqual([])
    expect(of(0.5).map(({ to }) => to)).toEqual([-1])
  })

  it('nothing is looked at where there is one process only, or no activity of so few steps', () => {
    const { names, offsets, tokens } = columns(withStep(planted(true), 30, 5, 'odd'))
    const traces = { offsets, tokens, activities: names.length }
    const none = new Float64Array(names.length)
    const one = new Int32Array(names.length)
    expect(runNow(findAccidents(traces, none, 1, names, one, 1, new Uint8Array(names.length)))).toEqual([])
    const { sessions } = planted(true)
    const often = Array.from({ length: 4 }, () => sessions).flat()
    expect(look({ sessions: often })).toEqual({})
  })

  it('learned links say so, and why', async () => {
    let state = 5
    const random = (below: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return Math.floor((state / 2 ** 32) * below)
    }
    const sessions = Array.from({ length: 500 }, (_, s) => {
      const steps = Array.from({ length: 2 }, () => {
        const letter = 'ABCDEF'[random(6)]
        return Array.from({ length: 3 + random(6) }, (_, k) => `${letter} ${k}`)
      }).flat()
      if (s % 25 === 0) steps.splice(2, 0, `${'ABCDEF'[random(6)]} ${random(3)}`)
      return steps
    })
    let planted: Planted = { sessions }
    for (let k = 0; k < 8; k++) planted = withStep(planted, 71 + 26 * k, 1, `odd${'abcdefgh'[k]}`)
    const { names, offsets, tokens } = columns(planted)
    const log: Pick<LogData, 'activity' | 'time' | 'sessionOffsets' | 'activityNames'> = {
      activity: tokens,
      time: Float64Array.from(tokens, (_, e) => 1e12 + e),
      sessionOffsets: offsets,
      activityNames: names
    }
    const found = runNow(learnedLinks(await newKernel(), log))
    expect(found.clusters).toBe(6)
    expect(found.accidents.length).toBeGreaterThan(0)
    for (const { activity, steps } of found.accidents) {
      expect(names[activity]).toMatch(/^odd/)
      expect(steps).toBe(1)
      expect(found.labels[activity]).toBe(-1)
      expect(explainPair(found.explained, activity, names.indexOf('A 2')).verdict).toContain('was seen once')
    }
    const [first] = found.accidents
    expect(found.chosen.join(' ')).toContain(`by accident; left out of it: ${names[first.activity]}`)
  })
})
