import { expect, test } from 'vitest'
import { Fingerprint } from '../fingerprint.js'
import { orderColumns } from '../log/order-columns.js'
import { shareableCopy, shareableFloat64 } from '../log/shared.js'
import type { LogData, RawColumns } from '../log/types.js'
import { seeded } from '../processes/seeded.js'
import { orderTogether } from './order-together.js'

const EVENTS = 200_000
const CASES = 5000
const names = (what: string, count: number) => Array.from({ length: count }, (_, i) => `${what} ${i}`)

function columns(codes: (i: number) => number, times: (i: number) => number): RawColumns {
  const random = seeded(3)
  const time = shareableFloat64(EVENTS)
  for (let i = 0; i < EVENTS; i++) time[i] = times(i)
  return {
    case: shareableCopy(Uint32Array.from({ length: EVENTS }, (_, i) => codes(i))),
    activity: shareableCopy(Uint32Array.from({ length: EVENTS }, () => Math.floor(random() * 40))),
    time,
    timeKind: 'timestamp',
    session: null,
    caseNames: names('case', CASES),
    activityNames: names('activity', 40),
    attributes: new Map(),
    read: { schema: {}, notes: [] } as unknown as RawColumns['read']
  }
}

/** Of the columns: looking at each of so many values takes long. */
const digest = ({ activity, time, sessionOffsets, sessionCase }: LogData) =>
  new Fingerprint().numbers(activity).decimals(time).numbers(sessionOffsets).numbers(sessionCase).digest()

test.each([
  ['in time order', Math.floor, () => seeded(5)],
  ['in no order', (i: number) => (i * 7919) % 1000, () => seeded(6)],
  ['of one case after the other', Math.floor, null],
  ['in time order but for one event between two ranges', (i: number) => (i === EVENTS / 2 ? 0 : i), () => seeded(7)]
])('events %s are put in order by several threads as by one', async (_, times, seed) => {
  const given = () => {
    const random = seed?.()
    const codes = (i: number) => (random ? Math.floor(random() * CASES) : Math.floor((i * CASES) / EVENTS))
    return columns(codes, times)
  }
  const alone = digest(orderColumns(given()))
  for (const threads of [1, 2, 3]) expect(digest(await orderTogether(given(), threads))).toBe(alone)
})
