import { describe, expect, it } from 'vitest'
import { findSubroutines } from './subroutines.js'

/** Sessions as strings of clusters, one letter a step: A is cluster 0. */
function find(sessions: string[], clusters: number) {
  const offsets = [0]
  for (const session of sessions) offsets.push(offsets[offsets.length - 1] + session.length)
  const tokens = Uint32Array.from(sessions.join(''), (letter) => letter.charCodeAt(0) - 65)
  const traces = { offsets: Uint32Array.from(offsets), tokens, activities: clusters }
  return findSubroutines(
    traces,
    Int32Array.from({ length: clusters }, (_, c) => c),
    clusters
  )
}

const times = (count: number, session: string) => Array.from({ length: count }, () => session)

describe('findSubroutines', () => {
  it('finds what is called and left again, with whom it serves', () => {
    const found = find([...times(6, 'ADA'), ...times(4, 'BDB'), ...times(10, 'C')], 4)
    expect(found).toEqual([
      {
        cluster: 3,
        returning: { count: 10, of: 10 },
        serves: [
          { cluster: 0, share: 0.6 },
          { cluster: 1, share: 0.4 }
        ]
      }
    ])
  })

  it('leaves a process that one other calls', () => {
    expect(find([...times(20, 'ADA'), ...times(2, 'BDB'), ...times(10, 'C')], 4)).toEqual([])
  })

  // D returns in 12 of 40 visits, A, B and C in none.
  const seldom = [...times(6, 'ADA'), ...times(6, 'BDB'), ...times(14, 'ADC'), ...times(14, 'CDB')]

  it('needs fewer returns of what never begins a session where others do', () => {
    expect(find(seldom, 4).map(({ cluster, returning }) => [cluster, returning])).toEqual([[3, { count: 12, of: 40 }]])
  })

  it('takes a process that begins sessions for none', () => {
    expect(find([...seldom, ...times(4, 'DA')], 4)).toEqual([])
  })

  it('says nothing by beginnings where one way in begins all sessions', () => {
    expect(
      find(
        seldom.map((session) => `E${session}`),
        5
      )
    ).toEqual([])
  })
})
