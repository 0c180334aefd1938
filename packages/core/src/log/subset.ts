import { gatherF64, gatherU32 } from './order.js'
import type { AttributeColumn, LogData } from './types.js'

/** Everything of a log that shaping may change; the rest is carried over. */
export type LogParts = { -readonly [Key in keyof LogData]: LogData[Key] }

/** The same log with some parts replaced. */
export function withParts(log: LogData, parts: Partial<LogParts>): LogData {
  return { ...log, ...parts }
}

/** Removes names that do not occur any more; dense ids keep their relative order. */
export function compact(log: LogData): LogData {
  const activities = compactCodes(log.activity, log.activityNames)
  const cases = compactCodes(log.sessionCase, log.caseNames)
  return withParts(log, {
    activity: activities.codes,
    activityNames: activities.names,
    sessionCase: cases.codes,
    caseNames: cases.names,
    casesBeforeShort:
      log.casesBeforeShort && activities.left ? gatherU32(log.casesBeforeShort, activities.left) : log.casesBeforeShort
  })
}

interface Compacted {
  codes: Uint32Array
  names: readonly string[]
  /** The old codes that are left; null: all. */
  left: Uint32Array | null
}

function compactCodes(codes: Uint32Array, names: readonly string[]): Compacted {
  const used = new Uint8Array(names.length)
  let count = 0
  // Mostly all of them have occurred long before the end.
  for (let i = 0; i < codes.length && count < names.length; i++) {
    const code = codes[i]
    count += 1 - used[code]
    used[code] = 1
  }
  if (count === names.length) return { codes, names, left: null }
  const renumbered = new Uint32Array(names.length)
  const ids: number[] = []
  for (let id = 0; id < names.length; id++) {
    if (used[id] === 0) continue
    renumbered[id] = ids.length
    ids.push(id)
  }
  return { codes: gatherU32(renumbered, codes), names: ids.map((id) => names[id]), left: Uint32Array.from(ids) }
}

/** The attribute columns in the order given. */
export function gatherAttributes(
  attributes: ReadonlyMap<string, AttributeColumn>,
  order: Uint32Array
): ReadonlyMap<string, AttributeColumn> {
  const out = new Map<string, AttributeColumn>()
  for (const [name, column] of attributes) {
    out.set(
      name,
      column.kind === 'category'
        ? { kind: 'category', codes: gatherU32(column.codes, order), values: column.values }
        : { kind: 'number', values: gatherF64(column.values, order) }
    )
  }
  return out
}
