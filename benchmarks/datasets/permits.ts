import { type DirectlyFollows, INTERNATIONAL_DECLARATIONS, PREPAID_TRAVEL_COSTS } from './permit-counts.js'
import { Random } from './random.js'
import { LogBuilder, type TruthLog } from './types.js'

const DOCUMENTS = { P: 'Permit', D: 'Declaration', R: 'Request For Payment' } as const
const VERBS = { A: 'APPROVED', F: 'FINAL_APPROVED', R: 'REJECTED' } as const
const ROLES = {
  P: 'PRE_APPROVER',
  A: 'ADMINISTRATION',
  B: 'BUDGET OWNER',
  S: 'SUPERVISOR',
  D: 'DIRECTOR',
  E: 'EMPLOYEE',
  M: 'MISSING'
} as const
/** Steps of no document: the trip itself, and what the documents share. They are not judged. */
const SHARED: Readonly<Record<string, string>> = {
  st: 'Start trip',
  et: 'End trip',
  rp: 'Request Payment',
  ph: 'Payment Handled',
  sr: 'Send Reminder'
}
/** Cases of the permit log, and the share of them that asked for a payment before the trip. */
const PERMITS = 7065
const PREPAID_SHARE = 0.27
const LONGEST_CASE = 80
const HOUR_MS = 3_600_000
const START_MS = 1_483_228_800_000

/** Which of the published logs a permit log is walked from. */
export type PermitLogKind = 'permits' | 'declarations' | 'prepaid'

/**
 * A log of travel permits, walked step by step over the directly-follows counts of real logs. The truth of an activity
 * is its document (permit, declaration, request for payment): the sub-processes of the travel permit log, which joins
 * requests before the trip with the declarations after it. Nothing was ever trained or tuned on these counts.
 *
 * @param hidden Names without meaning, so that only the order of events tells.
 */
export function permitLog(family: string, seed: number, kind: PermitLogKind, hidden = false): TruthLog {
  const random = new Random(seed, 67)
  const build = new LogBuilder()
  const declarations = chainOf(INTERNATIONAL_DECLARATIONS)
  const prepaid = chainOf(PREPAID_TRAVEL_COSTS)
  const ids = new Map<string, number>()
  const numbers = random.shuffle(Array.from({ length: 100 }, (_, n) => n))
  const id = (code: string): number => {
    let known = ids.get(code)
    if (known === undefined) {
      const document = code in SHARED ? -1 : 'PDR'.indexOf(code[0]!)
      known = build.activity(hidden ? `step ${numbers[ids.size]}` : nameOf(code), document)
      ids.set(code, known)
    }
    return known
  }
  const cases = kind === 'permits' ? PERMITS : kind === 'declarations' ? 6449 : 2099
  for (let i = 0; i < cases; i++) {
    const first = kind === 'prepaid' || (kind === 'permits' && random.chance(PREPAID_SHARE))
    const steps = walk(random, first ? prepaid : declarations)
    // The trip follows where the payment came through, with its own declarations in four cases of five.
    if (first && kind === 'permits' && steps.at(-1) === 'ph' && random.chance(0.8)) {
      steps.push(...walk(random, declarations, 'st'))
    }
    build.session(steps.map(id), START_MS + i * 2 * HOUR_MS, i)
  }
  return build.finish(family, seed)
}

type Chain = ReadonlyMap<string, { next: string[]; counts: number[] }>

function chainOf(counts: DirectlyFollows): Chain {
  return new Map(
    Object.entries(counts).map(([code, text]) => {
      const words = text.split(' ')
      const next = words.filter((_, i) => i % 2 === 0)
      return [code, { next, counts: words.filter((_, i) => i % 2 === 1).map(Number) }]
    })
  )
}

function walk(random: Random, chain: Chain, from?: string): string[] {
  const steps: string[] = []
  let at = from ?? draw(random, chain, 'start')
  while (at !== 'end' && steps.length < LONGEST_CASE) {
    steps.push(at)
    at = draw(random, chain, at)
  }
  return steps
}

function draw(random: Random, chain: Chain, code: string): string {
  const row = chain.get(code)
  return row ? row.next[random.weighted(row.counts)]! : 'end'
}

function nameOf(code: string): string {
  const shared = SHARED[code]
  if (shared !== undefined) return shared
  const document = DOCUMENTS[code[0] as keyof typeof DOCUMENTS]
  if (code[1] === 'S') return `${document} SUBMITTED by EMPLOYEE`
  if (code[1] === 'V') return `${document} SAVED by EMPLOYEE`
  return `${document} ${VERBS[code[1] as keyof typeof VERBS]} by ${ROLES[code[2] as keyof typeof ROLES]}`
}
