import { describe, expect, it } from 'vitest'
import { newKernel } from '../kernel/load.js'
import { runNow } from '../kernel/work.js'
import { explainPair } from './explain.js'
import { learnedLinks } from './learned-links-steps.js'

const PROCESSES = 100
const LENGTH = 11
const HUBS = 12
/** Activities of no process, each of a few sessions. */
const RARE = 5

/** Sessions of two processes each, with hubs in between now and then; `skipped` of ten steps are left out. */
function log(sessions: number, skipped: number) {
  let state = 7
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const activity: number[] = []
  const sessionOffsets = [0]
  const time: number[] = []
  for (let s = 0; s < sessions; s++) {
    for (let part = 0; part < 2; part++) {
      const process = random(PROCESSES)
      for (let step = 0; step < LENGTH; step++) {
        if (random(10) < skipped) continue
        if (random(6) === 0) activity.push(PROCESSES * LENGTH + random(HUBS))
        activity.push(process * LENGTH + step)
      }
    }
    if (s % 1000 < RARE) activity.push(PROCESSES * LENGTH + HUBS + (s % 1000))
    while (time.length < activity.length) time.push(s * 1000 + time.length)
    sessionOffsets.push(activity.length)
  }
  return {
    activity: Uint32Array.from(activity),
    time: Float64Array.from(time),
    sessionOffsets: Uint32Array.from(sessionOffsets),
    activityNames: Array.from({ length: PROCESSES * LENGTH + HUBS + RARE }, (_, i) => `a${i}`)
  }
}

function sessionsWith({ activity, sessionOffsets }: ReturnType<typeof log>, wanted: number): number[] {
  const sessions = Array.from(sessionOffsets.subarray(1).keys())
  return sessions.filter((s) => activity.subarray(sessionOffsets[s], sessionOffsets[s + 1]).includes(wanted))
}

describe('learned links of more than 1,000 activities', () => {
  it.each([
    ['whole sessions', 6400, 0],
    ['a fifth of the steps missing', 8000, 2],
    ['too few steps for a rough look', 4000, 0]
  ])('finds every process and every hub: %s', async (_, count, skipped) => {
    const input = log(count, skipped)
    const found = runNow(learnedLinks(await newKernel(), input))
    const inProcess = PROCESSES * LENGTH
    expect(Array.from(found.hubs.subarray(inProcess, inProcess + HUBS))).toEqual(new Array(HUBS).fill(1))
    expect(found.hubs.reduce((sum, hub) => sum + hub, 0)).toBe(HUBS)
    expect(found.clusters).toBe(PROCESSES)
    // What is said of a pair counts all that it shares, though the links passed by pairs that met by chance.
    const [a, ofA] = [0, sessionsWith(input, 0)]
    const shared = (b: number) => sessionsWith(input, b).filter((s) => ofA.includes(s))
    let b = LENGTH
    while (shared(b).length === 0) b++
    const sessions = shared(b)
    expect(sessions.length).toBeGreaterThan(0)
    expect(explainPair(found.explained, a, b).counts.sessions).toBe(sessions.length)
    for (let i = 0; i < inProcess; i++) expect(found.labels[i]).toBe(found.labels[i - (i % LENGTH)])
  })
})
