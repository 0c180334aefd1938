import { InputError } from '../errors.js'
import { type Documents, type Evidence, pairCounts } from './evidence.js'
import { PairColumns } from './evidence-columns.js'
import { mergeLives } from './lives.js'

/** The evidence of two parts of a log over the same activities, added up. Throws BAD_OPTION where they differ in number. */
export function mergeEvidence(a: Evidence, b: Evidence): Evidence {
  if (a.activities !== b.activities) {
    throw new InputError(
      'BAD_OPTION',
      `Evidence of ${a.activities} and of ${b.activities} activities cannot be added up.`,
      'Count both parts over one list of activities.'
    )
  }
  const n = a.activities
  const columns = new PairColumns(n)
  for (let i = 0; i < n; i++) {
    for (const { pairs } of [a, b]) {
      for (let p = pairs.offsets[i]; p < pairs.offsets[i + 1]; p++) {
        const j = pairs.partner[p]
        // Every pair shares a session.
        if (columns.row.session[j] === 0) columns.touch(j)
        for (const count of pairCounts) columns.row[count][j] += pairs[count][p]
      }
    }
    columns.endRow(i)
  }
  const both = (x: Documents, y: Documents): Documents => ({
    count: x.count + y.count,
    having: x.having.map((value, i) => value + y.having[i])
  })
  return {
    version: 1,
    activities: n,
    sessions: a.sessions + b.sessions,
    distinct: a.distinct + b.distinct,
    steps: a.steps.map((value, i) => value + b.steps[i]),
    documents: {
      session: both(a.documents.session, b.documents.session),
      window32: both(a.documents.window32, b.documents.window32),
      window16: both(a.documents.window16, b.documents.window16),
      window8: both(a.documents.window8, b.documents.window8)
    },
    pairs: columns.finish(),
    lives: a.lives && b.lives ? mergeLives(a.lives, b.lives, n) : null
  }
}
