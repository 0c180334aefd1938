import { type PermitLogKind, permitLog } from '../datasets/permits.js'
import { realLogs } from '../datasets/real-logs.js'
import { EVALUATION_SEED, makeLog, SHAPES } from '../datasets/shapes.js'
import type { TruthLog } from '../datasets/types.js'
import { wovenLog } from '../datasets/woven.js'

/** A family of the table: a generated one, or real logs woven together. */
export interface Family {
  name: string
  /** Mean ARI that is asked of it; null where none is. */
  target: number | null
  /** Seeds of a full run; the large ones take one. */
  seeds: number
  /** Part of a quick run. */
  quick: boolean
  make(seed: number): TruthLog | null
}

const TARGETS: Readonly<Record<string, number>> = {
  'bank web': 0.985,
  'bank web, hard': 0.98,
  'bank web, a million': 0.99,
  'bank, three channels': 0.985,
  phases: 0.8,
  'few sessions': 0.93,
  'bank, 10,000 events': 0.93,
  'bank, 250 sessions': 0.93
}

/** Logs walked over published counts of real ones; the asked figure is that of the permit log. */
const PERMIT_FAMILIES: readonly { name: string; kind: PermitLogKind; hidden: boolean; target: number | null }[] = [
  { name: 'travel permits', kind: 'permits', hidden: false, target: 0.8 },
  { name: 'travel permits, names hidden', kind: 'permits', hidden: true, target: null },
  { name: 'travel declarations', kind: 'declarations', hidden: false, target: null },
  { name: 'travel declarations, names hidden', kind: 'declarations', hidden: true, target: null },
  { name: 'prepaid travel', kind: 'prepaid', hidden: false, target: null },
  { name: 'prepaid travel, names hidden', kind: 'prepaid', hidden: true, target: null }
]

export const FAMILIES: readonly Family[] = [
  ...Object.keys(SHAPES).map((name) => ({
    name,
    target: TARGETS[name] ?? null,
    seeds: name.includes('million') ? 1 : 3,
    quick: name in TARGETS && !name.includes('million'),
    make: (seed: number) => makeLog(name, EVALUATION_SEED + seed)
  })),
  {
    name: 'real logs woven',
    target: 0.98,
    seeds: 3,
    quick: true,
    make: (seed: number) => wovenLog('real logs woven', EVALUATION_SEED + seed)
  },
  ...PERMIT_FAMILIES.map(({ name, kind, hidden, target }) => ({
    name,
    target,
    seeds: 3,
    quick: target !== null,
    make: (seed: number) => permitLog(name, EVALUATION_SEED + seed, kind, hidden)
  }))
]

/** What to say about logs that are not beside the checkout; empty where all are. */
export function absentLogs(): string {
  const { logs, absent } = realLogs()
  if (absent.length === 0) return ''
  return `Absent, so not woven in: ${absent.join(', ')}.${logs.length < 4 ? ' Too few real logs are left: the family is left out.' : ''}`
}
