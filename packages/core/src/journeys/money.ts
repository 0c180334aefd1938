import { sayAmount } from './say.js'
import type { Clause, JourneyStep } from './types.js'

// English, German, Dutch, French, Spanish, Italian, Portuguese.
const BALANCE =
  /balance|available|funds|credit_?limit|saldo|kontostand|guthaben|verf(ü|ue|u)gbar|beschikbaar|solde|disponib/i
const ACCOUNT = /account|acct|wallet|product|konto|rekening|compte|cuenta|(?<![a-z])cont[oa](?![a-z])/i

interface Balance {
  value: number
  account: string | null
  step: JourneyStep
}

/** A number that a step shows or returns as what an account holds: by the name of its column. */
function balanceOf(step: JourneyStep): Balance | null {
  for (const [name, value] of Object.entries(step.attributes)) {
    if (typeof value === 'number' && BALANCE.test(name)) return { value, account: accountOf(step), step }
  }
  return null
}

function accountOf(step: JourneyStep): string | null {
  for (const [name, value] of Object.entries(step.attributes)) {
    if (typeof value === 'string' && ACCOUNT.test(name) && !BALANCE.test(name)) return value
  }
  return null
}

/**
 * The sum that a failed step asked for against the balance known then, where it was more; and another account seen in
 * the same visit that would have covered it.
 *
 * @param chain the failed step with what caused it and what it caused
 * @param earlier steps of the visit before it, oldest first
 */
export function moneyClauses(chain: readonly JourneyStep[], earlier: readonly JourneyStep[]): Clause[] {
  const asked = [...chain, ...[...earlier].reverse().slice(0, 5)].find(({ amount }) => amount !== null)
  if (asked === undefined || asked.amount === null) return []
  const amount = asked.amount
  const account = chain.map(accountOf).find((name) => name !== null) ?? null
  const seen = [...chain, ...[...earlier].reverse()].flatMap((step) => balanceOf(step) ?? [])
  const own = seen.find((one) => account === null || one.account === null || one.account === account)
  if (own === undefined || own.value >= amount) {
    if (!chain.includes(asked)) return []
    return [{ text: `${sayAmount(amount)} was asked for.`, events: [asked.event] }]
  }
  const name = own.account ?? account
  const clauses: Clause[] = [
    {
      text: `${sayAmount(amount)} was asked for, but the ${name === null ? '' : `${name} `}balance was ${sayAmount(own.value)}.`,
      events: distinct([asked.event, own.step.event])
    }
  ]
  const other = seen.find((one) => one.account !== null && one.account !== name && one.value >= amount)
  if (other !== undefined) {
    clauses.push({
      text: `The ${other.account} balance seen before, ${sayAmount(other.value)}, would have covered it.`,
      events: [other.step.event]
    })
  }
  return clauses
}

const distinct = (events: readonly number[]): number[] => [...new Set(events)]
