import { orderColumns } from '../log/order-columns.js'
import { type EventRange, type RangeArrival, takeRange } from '../log/order-ranges.js'
import { isCheapToGive, shareableFloat64, shareableUint32 } from '../log/shared.js'
import type { LogData, RawColumns } from '../log/types.js'
import { createPool } from './pool.js'

/** `orderColumns` by several threads, where they share the memory of the columns. The result is the same. */
export async function orderTogether(raw: RawColumns, threads: number): Promise<LogData> {
  const { case: codes, activity, time, session, attributes } = raw
  if (![codes, activity, time].every(isCheapToGive)) return orderColumns(raw)
  const cases = raw.caseNames.length
  // Each counts the events of all cases.
  const parts = Math.min(threads, Math.ceil(time.length / (8 * cases)))
  const border = (k: number) => Math.floor((time.length * k) / parts)
  const ranges = Array.from(
    { length: parts },
    (_, k): EventRange => ({ case: codes, activity, time, from: border(k), to: border(k + 1), cases, places: null })
  )
  const pool = createPool(threads)
  const byAll = async ([own, ...others]: EventRange[]) => {
    const given = others.map((range) => pool.run('order', range, { elsewhere: true }))
    return [takeRange(own), ...(await Promise.all(given))]
  }
  try {
    const seen = (await byAll(ranges)) as RangeArrival[]
    const offsets = new Uint32Array(cases + 1)
    const firsts = seen.map(({ events }) => {
      const next = offsets.slice(1)
      for (let c = 0; c < cases; c++) offsets[c + 1] += events[c]
      return next
    })
    for (let c = 0; c < cases; c++) offsets[c + 1] += offsets[c]
    const arrival = {
      offsets,
      sorted: seen.every(({ sorted }) => sorted),
      inTime: seen.every(({ inTime }) => inTime)
    }
    // As in orderColumns: of such logs the order itself is not needed.
    const straight = !arrival.sorted && arrival.inTime && session === null && attributes.size === 0
    if (!straight) return orderColumns(raw, arrival)
    const ordered = { activity: shareableUint32(time.length), time: shareableFloat64(time.length) }
    await byAll(
      ranges.map((range, k) => {
        const next = firsts[k]
        for (let c = 0; c < cases; c++) next[c] += offsets[c]
        return { ...range, places: { next, ...ordered } }
      })
    )
    return orderColumns(raw, arrival, ordered)
  } finally {
    pool.close(true)
  }
}
