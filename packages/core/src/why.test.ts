import { describe, expect, it } from 'vitest'
import { logFromTriples, type Triple } from './log/memory-log.js'
import { why } from './why.js'

/** Two processes of four steps that never share a session, often enough to be sure of. */
function twoProcesses() {
  const triples: Triple[] = []
  for (let s = 0; s < 120; s++) {
    const letter = s % 2 === 0 ? 'pay' : 'move'
    for (let step = 0; step < 4; step++) triples.push([`c${s}`, `${letter}/${step}`, s * 1e6 + step * 1000])
    triples.push([`c${s}`, `${s % 3 === 0 ? 'move' : 'pay'}/0`, s * 1e6 + 9000])
  }
  return logFromTriples(triples)
}

describe('why', () => {
  it('weighs two steps of one process against steps of two', async () => {
    const log = twoProcesses()
    const same = await why(log, 'pay/1', 'pay/2')
    const different = await why(log, 'pay/1', 'move/2')
    expect(same.names).toEqual(['pay/1', 'pay/2'])
    expect(same.counts).toMatchObject({ sessions: 60, ofRarer: 60, follows: 60, precedes: 0 })
    expect(different.counts).toMatchObject({ sessions: 0, follows: 0 })
    expect(same.probability).toBeGreaterThan(different.probability)
    expect(same.for.length).toBeGreaterThan(0)
    expect(different.together).toBe(false)
  })

  it('answers a mistyped name with similar ones', async () => {
    const log = twoProcesses()
    await expect(why(log, 'pay/11', 'pay/2')).rejects.toMatchObject({ code: 'UNKNOWN_ACTIVITY', hint: /pay\/1/ })
    await expect(why(log, 'pay/1', 'pay/1')).rejects.toMatchObject({ code: 'BAD_OPTION' })
  })
})
