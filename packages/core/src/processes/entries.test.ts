import { describe, expect, it } from 'vitest'
import type { Traces } from '../log/types.js'
import { findEntries } from './entries.js'

function tracesOf(sessions: readonly (readonly number[])[], activities: number): Traces {
  const offsets = [0]
  for (const session of sessions) offsets.push(offsets[offsets.length - 1] + session.length)
  return { offsets: Uint32Array.from(offsets), tokens: Uint32Array.from(sessions.flat()), activities }
}

/** Cluster c has the activities 2c and 2c + 1. */
const pairs = (clusters: number) => Int32Array.from({ length: 2 * clusters }, (_, i) => i >> 1)
const run = (cluster: number) => [2 * cluster, 2 * cluster + 1]
const found = (sessions: number[][], clusters: number, labels = pairs(clusters)) =>
  findEntries(tracesOf(sessions, labels.length), labels, clusters, new Int32Array(clusters)).map(
    ({ cluster }) => cluster
  )

describe('entries', () => {
  it('log in begins sessions of all kinds', () => {
    const sessions = Array.from({ length: 200 }, (_, s) => [...run(0), ...run(1 + (s % 7))])
    expect(found(sessions, 8)).toEqual([0])
  })

  it('so do welcome and the main menu behind it', () => {
    const sessions = Array.from({ length: 200 }, (_, s) => [...run(0), ...run(1), ...run(2 + (s % 7)), ...run(1)])
    expect(found(sessions, 9).sort()).toEqual([0, 1])
  })

  it('a process that others usually follow in one way is none', () => {
    const sessions = Array.from({ length: 200 }, (_, s) => [...run(0), ...run(s % 4 === 0 ? 2 + (s % 5) : 1)])
    expect(found(sessions, 8)).toEqual([])
  })

  it.each([1, 2, 3, 5])('processes in any order, %i to a session, are none', (each) => {
    let state = 1
    const random = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return state / 2 ** 32
    }
    const sessions = Array.from({ length: 600 }, () =>
      Array.from({ length: each }, () => run(Math.floor(random() * 8))).flat()
    )
    expect(found(sessions, 8)).toEqual([])
  })

  it('a long process with which sessions like to begin is none, nor is one seen in a few sessions', () => {
    const sessions = Array.from({ length: 200 }, (_, s) => [16, 17, 18, 19, 20, 21, ...run(s % 7)])
    const labels = Int32Array.from([...pairs(8).map((c) => (c < 7 ? c : -1)), 7, 7, 7, 7, 7, 7])
    expect(found(sessions, 8, labels)).toEqual([])
    expect(
      found(
        sessions.slice(0, 40),
        8,
        Int32Array.from(labels, (c, i) => (i > 18 ? -1 : c))
      )
    ).toEqual([])
    expect(
      found(
        sessions,
        8,
        Int32Array.from(labels, (c, i) => (i > 18 ? -1 : c))
      )
    ).toEqual([7])
  })
})
