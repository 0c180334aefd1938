import { gatherF64, gatherU32, groupByCode, orderEvents } from './order.js'
import { compact, gatherAttributes } from './subset.js'
import type { LogData, RawColumns } from './types.js'

/**
 * Coded columns as a log: ordered by case, time and input order. Takes ownership of the arrays: a log in order is not
 * copied. Where `raw.session` is given, each distinct code within a case is a session, in the order of their first
 * events; otherwise a case is one session.
 */
export function orderColumns(raw: RawColumns): LogData {
  const byCase = orderEvents(raw.case, raw.time, raw.caseNames.length)
  const sessions =
    raw.session === null
      ? { ...byCase, parent: Uint32Array.from(raw.caseNames, (_, id) => id) }
      : groupByCode(byCase, raw.session, largest(raw.session) + 1)
  const { order } = sessions
  const { offsets, parent } = withoutEmpty(sessions.offsets, sessions.parent)
  return compact({
    activity: order === null ? raw.activity : gatherU32(raw.activity, order),
    time: order === null ? raw.time : gatherF64(raw.time, order),
    timeKind: raw.timeKind,
    sessionOffsets: offsets,
    sessionCase: parent,
    caseNames: raw.caseNames,
    activityNames: raw.activityNames,
    attributes: order === null ? raw.attributes : gatherAttributes(raw.attributes, order),
    schema: raw.read.schema,
    read: raw.read,
    dropped: []
  })
}

function largest(codes: Uint32Array): number {
  let most = -1
  for (let i = 0; i < codes.length; i++) if (codes[i] > most) most = codes[i]
  return most
}

function withoutEmpty(offsets: Uint32Array, parent: Uint32Array): { offsets: Uint32Array; parent: Uint32Array } {
  const ends: number[] = [0]
  const parents: number[] = []
  for (let group = 0; group < parent.length; group++) {
    if (offsets[group + 1] === offsets[group]) continue
    ends.push(offsets[group + 1])
    parents.push(parent[group])
  }
  return parents.length === parent.length
    ? { offsets, parent }
    : { offsets: Uint32Array.from(ends), parent: Uint32Array.from(parents) }
}
