import type { Steps } from '../kernel/work.js'
import { exp, ln } from '../processes/arithmetic.js'
import { isError, type LogIndex } from './index-log.js'
import { binomialTail, chiSquaredTail, lnChiSquaredTail } from './tails.js'

/**
 * How many windows could have been a finding at all (Tarone 1990): one or two events can never be as unlikely as a
 * correction for so many windows asks for, and are not counted against those that can.
 */
export class Attainable {
  // By the whole part of -4 ln of the least chance that a window could have had.
  readonly #counts = new Float64Array(2048)

  add(lnLeast: number): void {
    this.#counts[Math.max(0, Math.min(2047, Math.floor(-4 * lnLeast)))]++
  }

  /** The smallest K for which no more than K windows can reach level / K. */
  tests(level: number): number {
    let able = 0
    let most = 1
    for (let bin = 2047; bin >= 0; bin--) {
      // Windows of this bin reach level / K for all K up to level / their chance.
      const reach = level * exp((bin + 1) / 4)
      if (reach < 1 || able >= reach) break
      able += this.#counts[bin]
      most = Math.max(most, Math.min(able, reach))
    }
    return Math.ceil(most)
  }
}

/** What is looked at by itself: processes, or activities where none are known. */
export interface Groups {
  /** [activities] group, or -1 */
  of: Int32Array
  names: string[]
  kind: 'process' | 'activity'
}

/** A time in which a group failed more, or was slower, than usual. */
export interface Window {
  /** The group, or that of the whole log: one past the last. */
  group: number
  from: number
  to: number
  by: 'errors' | 'waits'
  p: number
}

export function groupsOf({ log, processes }: LogIndex): Groups {
  if (processes === null) {
    return { of: Int32Array.from(log.activityNames.keys()), names: [...log.activityNames], kind: 'activity' }
  }
  return { of: processes.labels, names: processes.processes.map(({ name }) => name), kind: 'process' }
}

/** Logarithm of each event's duration over its step's median (NaN where unknown), and the share of events above it. */
export interface Ratios {
  each: Float64Array
  /** -2 ln of the share of all events at or above an event's ratio: Fisher's summand. */
  surprise: Float64Array
  /** The most that one event can add. */
  most: number
}

const BINS = 4096
const [LEAST, MOST] = [-4, 12] // e^-4 to e^12 times the median

export function* waitRatios({ log, details, usual }: LogIndex): Steps<Ratios> {
  const n = log.activity.length
  const each = new Float64Array(n)
  const bins = new Uint32Array(BINS + 1)
  const binOf = (ratio: number) =>
    Math.max(0, Math.min(BINS - 1, Math.floor(((ratio - LEAST) / (MOST - LEAST)) * BINS)))
  let known = 0
  for (let i = 0; i < n; i++) {
    const ms = details.durationMs(i)
    const median = usual.duration[log.activity[i]]?.median ?? 0
    each[i] = ms === null || median <= 0 ? Number.NaN : ln(Math.max(ms, median * 1e-6) / median)
    if (!Number.isNaN(each[i])) {
      bins[binOf(each[i])]++
      known++
    }
    if (i % (1 << 17) === 0) yield (0.2 * i) / n
  }
  for (let b = BINS - 1; b >= 0; b--) bins[b] += bins[b + 1]
  const surpriseOf = Float64Array.from(bins, (above) => -2 * ln(Math.max(above, 1) / Math.max(known, 1)))
  const surprise = each.map((ratio) => (Number.isNaN(ratio) ? Number.NaN : surpriseOf[binOf(ratio)]))
  return { each, surprise, most: 2 * ln(Math.max(known, 1)) }
}

/** All windows of one length, by group and for the whole log, with their chance. */
export function* scan(
  index: LogIndex,
  groups: Groups,
  ratios: Ratios | null,
  widthMs: number,
  attainable: Attainable,
  done: number
): Steps<Window[]> {
  const { log, byTime, details } = index
  const whole = groups.names.length
  const totals = Array.from({ length: whole + 1 }, () => ({ events: 0, errors: 0 }))
  log.activityNames.forEach((_, a) => {
    for (const g of [groups.of[a], whole]) {
      if (g < 0) continue
      totals[g].events += index.eventsOf[a]
      totals[g].errors += index.errorsOf[a]
    }
  })
  const now = Array.from({ length: whole + 1 }, () => ({ slot: -1, events: 0, errors: 0, timed: 0, surprise: 0 }))
  const windows: Window[] = []
  const most = ratios?.most ?? 0
  const close = (group: number) => {
    const { slot, events, errors, timed, surprise } = now[group]
    const [from, to] = [slot * widthMs, (slot + 1) * widthMs]
    if (details.has.status) {
      const total = totals[group]
      // Half an error is added so that what never failed elsewhere has a rate.
      const rate = (total.errors - errors + 0.5) / (total.events - events + 1)
      attainable.add(events * ln(rate))
      if (errors >= 2 && errors > 2 * rate * events)
        windows.push({ group, from, to, by: 'errors', p: binomialTail(errors, events, rate) })
    }
    if (timed > 0) {
      attainable.add(lnChiSquaredTail(timed * most, timed))
      if (surprise > 2 * timed + 12) windows.push({ group, from, to, by: 'waits', p: chiSquaredTail(surprise, timed) })
    }
  }
  for (let k = 0; k < byTime.length; k++) {
    const event = byTime[k]
    const slot = Math.floor(log.time[event] / widthMs)
    const own = groups.of[log.activity[event]]
    const error = isError(index, event)
    const surprise = ratios === null ? Number.NaN : ratios.surprise[event]
    for (let turn = own < 0 ? 1 : 0; turn < 2; turn++) {
      const group = turn === 0 ? own : whole
      const state = now[group]
      if (state.slot !== slot) {
        if (state.slot >= 0) close(group)
        state.slot = slot
        state.events = state.errors = state.timed = state.surprise = 0
      }
      state.events++
      if (error) state.errors++
      if (!Number.isNaN(surprise)) {
        state.timed++
        state.surprise += surprise
      }
    }
    if (k % (1 << 16) === 0) yield 0.2 + 0.8 * done
  }
  now.forEach(({ slot }, group) => {
    if (slot >= 0) close(group)
  })
  return windows
}
