import { expect, it } from 'vitest'
import { logFromTriples } from '../log/memory-log.js'
import { readLog } from '../log/read-log.js'
import { indexLogNow } from './index-log.js'
import { othersAtTheTime } from './others.js'
import { similarJourneys } from './similar.js'

const visits = (timeKind: 'number' | 'timestamp') =>
  indexLogNow(
    logFromTriples(
      ['a', 'b', 'c'].flatMap((user, u): [string, string, number][] => [
        [user, 'choose', 10 * u + 1],
        [user, 'pay', 10 * u + 2],
        [user, 'thanks', 10 * u + 3]
      ]),
      { timeKind }
    )
  )

it('speaks of a span of time only where the log has times', () => {
  expect(similarJourneys(visits('timestamp'), 1).text).toContain('2 other customers did pay. Within 1 d: ')
  expect(similarJourneys(visits('number'), 1).text).toContain('2 other customers did pay. Afterwards: ')
})

it('says of others at a step of a log without times only what is known', async () => {
  const rows = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].flatMap((user, u) => [
    `${user},choose,${3 * u + 1},ok`,
    `${user},pay,${3 * u + 2},${u < 3 ? 'error' : 'ok'}`
  ])
  const log = await readLog(`user,page,order,status\n${rows.join('\n')}\n`, { timestamp: 'order' })
  expect(log.timeKind).toBe('number')
  const index = indexLogNow(log)
  expect(othersAtTheTime(index, 1)).toMatchObject({
    events: 6,
    errors: 2,
    usual: { errors: 2, events: 6 },
    rate: null,
    verdict: 'some',
    text: '2 other customers failed at pay in all of the log (2 of 6, 33%). It has no times: who was there at the same time is unknown.'
  })
  expect(othersAtTheTime(index, 0)).toMatchObject({
    verdict: 'none',
    text: 'None of the 6 other customers who used choose failed.'
  })
})
