import { exp, ln } from '../processes/arithmetic.js'
import { Z95 } from '../processes/statistics.js'
import { checkOptionNames } from '../suggest.js'
import type { LogIndex } from './index-log.js'

export interface BeforeContact {
  activity: number
  name: string
  /** Sessions with the step, and those of them that were followed by a contact; then those without it. */
  with: { contacts: number; sessions: number }
  without: { contacts: number; sessions: number }
  /** Share with a contact over the share without the step, with its 95 % interval (Katz et al. 1978). */
  lift: number
  low: number
  high: number
}

export interface BeforeContacts {
  /** Steps that raise it first, by the lower end of the interval. */
  steps: BeforeContact[]
  /** Sessions that were not a contact themselves, and those followed by one. */
  sessions: number
  contacts: number
  withinMs: number
}

/**
 * Which steps precede a chat or a call: over sessions, how much more often a contact follows within `withinMs` (default
 * 24 hours) where the step was taken than where it was not. Steps after the contact do not count.
 */
export function beforeContact(index: LogIndex, options: { withinMs?: number; least?: number } = {}): BeforeContacts {
  checkOptionNames(options, ['withinMs', 'least'], 'beforeContact')
  const { withinMs = 86_400_000, least = 20 } = options
  const { log, contacts } = index
  const n = log.activityNames.length
  const seenIn = new Int32Array(n).fill(-1)
  const sessionsOf = new Uint32Array(n)
  const followedOf = new Uint32Array(n)
  let sessions = 0
  let followed = 0
  for (let s = 0; s < log.sessionCase.length; s++) {
    const [start, end] = [log.sessionOffsets[s], log.sessionOffsets[s + 1]]
    let last = start
    while (last < end && contacts.kind(last) !== 2) last++
    if (last === start) continue // it begins with a contact
    sessions++
    const contact = last < end ? log.time[last] - log.time[last - 1] <= withinMs : contactAfter(index, s, withinMs)
    if (contact) followed++
    for (let i = start; i < last; i++) {
      const a = log.activity[i]
      if (seenIn[a] === s) continue
      seenIn[a] = s
      sessionsOf[a]++
      if (contact) followedOf[a]++
    }
  }
  const steps: BeforeContact[] = []
  for (let a = 0; a < n; a++) {
    const own = { contacts: followedOf[a], sessions: sessionsOf[a] }
    const others = { contacts: followed - own.contacts, sessions: sessions - own.sessions }
    if (own.contacts < FEWEST || own.sessions < least || others.sessions < least) continue
    steps.push({ activity: a, name: log.activityNames[a], with: own, without: others, ...riskRatio(own, others) })
  }
  steps.sort((a, b) => b.low - a.low || a.activity - b.activity)
  return { steps, sessions, contacts: followed, withinMs }
}

/** Whether the customer's next session begins, or comes to, a contact soon after session `s` ends. */
function contactAfter({ log, contacts }: LogIndex, s: number, withinMs: number): boolean {
  const end = log.time[log.sessionOffsets[s + 1] - 1]
  for (let next = s + 1; next < log.sessionCase.length && log.sessionCase[next] === log.sessionCase[s]; next++) {
    for (let i = log.sessionOffsets[next]; i < log.sessionOffsets[next + 1]; i++) {
      if (log.time[i] - end > withinMs) return false
      if (log.time[i] >= end && contacts.kind(i) === 2) return true
    }
  }
  return false
}

// One or two contacts after a step are chance, whatever the interval of the corrected ratio says.
const FEWEST = 3

// Half a case is added to each cell, so that no logarithm is of 0.
function riskRatio(a: { contacts: number; sessions: number }, b: { contacts: number; sessions: number }) {
  const [x, n, y, m] = [a.contacts + 0.5, a.sessions + 0.5, b.contacts + 0.5, b.sessions + 0.5]
  const lift = x / n / (y / m)
  const spread = Z95 * Math.sqrt(Math.max(0, 1 / x - 1 / n + 1 / y - 1 / m))
  return { lift, low: exp(ln(lift) - spread), high: exp(ln(lift) + spread) }
}
