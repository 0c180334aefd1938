import { expect, it } from 'vitest'
import { logFromTriples } from '../log/memory-log.js'
import { indexLogNow } from './index-log.js'
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
