import { InputError } from '../errors.js'

/** Which activities form which process, and the user's names: what edits change. Plain data. */
export interface Grouping {
  /** [activities] process or -1 */
  labels: Int32Array
  /** The user's name of a process, by label. Processes without one are named as usual. */
  names: Readonly<Record<number, string>>
  /** Activities that an edit made hubs. */
  hubs?: ReadonlySet<number>
}

/**
 * One edit, as it is kept and replayed: processes are told by their activities at the time, not by a number, so that it
 * finds them again after the log has changed.
 */
export type Edit =
  | { kind: 'rename'; process: readonly string[]; name: string }
  | { kind: 'merge'; processes: readonly (readonly string[])[]; name?: string }
  | { kind: 'split'; process: readonly string[]; part: readonly string[]; name?: string }
  | { kind: 'hub'; activities: readonly string[] }

/** Gives process `label` a name of the user's; an empty name takes it away. Pure. */
export function renameProcess(grouping: Grouping, label: number, name: string): Grouping {
  checkLabel(grouping, label)
  const names = { ...grouping.names }
  if (name.trim() === '') delete names[label]
  else names[label] = name.trim()
  return { ...grouping, names }
}

/**
 * Makes one process of several: it keeps the label of the first, and `name`, else the name of the first that the user
 * named. Pure.
 */
export function mergeProcesses(grouping: Grouping, merged: readonly number[], name?: string): Grouping {
  const labels = [...new Set(merged)]
  for (const label of labels) checkLabel(grouping, label)
  if (labels.length < 2) {
    throw new InputError('BAD_OPTION', 'Merging needs two or more different processes.', 'Name at least two of them.')
  }
  const [into] = labels
  const kept = name ?? labels.map((label) => grouping.names[label]).find((known) => known !== undefined)
  const names = { ...grouping.names }
  for (const label of labels) delete names[label]
  if (kept !== undefined) names[into] = kept
  return { ...grouping, labels: grouping.labels.map((label) => (labels.includes(label) ? into : label)), names }
}

/**
 * Takes `part` (activity ids) out of process `label` and makes a process of its own of it, with the next free label.
 * The user's name stays with what is left. Pure.
 */
export function splitProcess(grouping: Grouping, label: number, part: readonly number[], name?: string): Grouping {
  checkLabel(grouping, label)
  const taken = new Set(part)
  for (const a of taken) {
    if (grouping.labels[a] === label) continue
    throw new InputError(
      'BAD_OPTION',
      `Activity ${a} is not part of process ${label}.`,
      'Split off only activities of the process itself.'
    )
  }
  const size = grouping.labels.reduce((count, known) => count + (known === label ? 1 : 0), 0)
  if (taken.size === 0 || taken.size === size) {
    throw new InputError(
      'BAD_OPTION',
      `Splitting process ${label} would leave ${taken.size === 0 ? 'the new' : 'the old'} one without activities.`,
      `Choose between 1 and ${size - 1} of its ${size} activities.`
    )
  }
  const fresh = grouping.labels.reduce((most, known) => Math.max(most, known), -1) + 1
  const names = { ...grouping.names }
  if (name !== undefined && name.trim() !== '') names[fresh] = name.trim()
  return { ...grouping, labels: grouping.labels.map((known, a) => (taken.has(a) ? fresh : known)), names }
}

/** Takes activities out of their processes and makes hubs of them: shared by many, part of none. Pure. */
export function markHubs(grouping: Grouping, activities: readonly number[]): Grouping {
  const hubs = new Set([...(grouping.hubs ?? []), ...activities])
  const labels = grouping.labels.map((label, a) => (hubs.has(a) ? -1 : label))
  if (labels.every((label) => label < 0)) {
    throw new InputError('BAD_OPTION', 'No process would be left.', 'Make fewer activities hubs.')
  }
  const left = new Set(labels)
  const names = Object.fromEntries(Object.entries(grouping.names).filter(([label]) => left.has(Number(label))))
  return { labels, names, hubs }
}

function checkLabel({ labels }: Grouping, label: number): void {
  if (label >= 0 && labels.includes(label)) return
  throw new InputError(
    'UNKNOWN_PROCESS',
    `There is no process ${label}.`,
    'Use the number of a process that has activities.'
  )
}

/** What {@link applyEdits} did: the new grouping, and the edits whose process is no longer there, with the reason. */
export interface EditedGrouping extends Grouping {
  skipped: { edit: Edit; reason: string }[]
}

/**
 * Replays edits in their order over a grouping, which may come from another log: each process is the one that shares
 * most activities with those that the edit names (see {@link carryNames}). What cannot be applied is skipped and told.
 */
export function applyEdits(
  grouping: Grouping,
  activityNames: readonly string[],
  edits: readonly Edit[]
): EditedGrouping {
  const ids = new Map(activityNames.map((name, a) => [name, a]))
  let current = grouping
  const skipped: EditedGrouping['skipped'] = []
  for (const edit of edits) {
    try {
      current = applyEdit(current, ids, activityNames, edit)
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      skipped.push({ edit, reason: error.message })
    }
  }
  return { ...current, skipped }
}

function applyEdit(
  grouping: Grouping,
  ids: ReadonlyMap<string, number>,
  activityNames: readonly string[],
  edit: Edit
): Grouping {
  const find = (activities: readonly string[]) => {
    const label = bestOverlap(activities, membersOf(grouping.labels, activityNames))
    if (label !== null) return label
    throw new InputError(
      'UNKNOWN_PROCESS',
      `No process shares enough activities with the one that was edited (${activities.slice(0, 3).join(', ')}, ...).`,
      'The log has changed since; make the edit again.'
    )
  }
  if (edit.kind === 'rename') return renameProcess(grouping, find(edit.process), edit.name)
  if (edit.kind === 'merge') return mergeProcesses(grouping, edit.processes.map(find), edit.name)
  if (edit.kind === 'hub') {
    const known = edit.activities.map((name) => ids.get(name) ?? -1).filter((a) => a >= 0)
    if (known.length > 0) return markHubs(grouping, known)
    throw new InputError('UNKNOWN_ACTIVITY', `The log has none of ${edit.activities.slice(0, 3).join(', ')}.`, '')
  }
  const label = find(edit.process)
  const part = edit.part.map((name) => ids.get(name) ?? -1).filter((a) => a >= 0 && grouping.labels[a] === label)
  return splitProcess(grouping, label, part, edit.name)
}

/** Activity names of each label, in order of id. */
function membersOf(labels: Int32Array, activityNames: readonly string[]): Map<number, string[]> {
  const members = new Map<number, string[]>()
  labels.forEach((label, a) => {
    if (label < 0) return
    const known = members.get(label)
    if (known === undefined) members.set(label, [activityNames[a]])
    else known.push(activityNames[a])
  })
  return members
}

// A process is still the same where the two have at least this Jaccard similarity,
const LEAST_JACCARD = 0.3
// or this share of the smaller one in common (it grew, or lost a part) and at least two activities.
const LEAST_CONTAINED = 0.7

/** How much two sets of activities are the same process: their Jaccard similarity, 0 where they are not. */
function similarity(a: ReadonlySet<string>, b: readonly string[]): number {
  let common = 0
  for (const name of b) if (a.has(name)) common++
  const jaccard = common / (a.size + b.length - common)
  if (jaccard >= LEAST_JACCARD) return jaccard
  return common >= 2 && common >= LEAST_CONTAINED * Math.min(a.size, b.length) ? jaccard : 0
}

function bestOverlap(activities: readonly string[], members: ReadonlyMap<number, readonly string[]>): number | null {
  const wanted = new Set(activities)
  let best: number | null = null
  let most = 0
  for (const [label, names] of [...members].sort(([a], [b]) => a - b)) {
    const same = similarity(wanted, names)
    if (same > most) {
      most = same
      best = label
    }
  }
  return best
}

/**
 * Carries names over to a new grouping of (partly) other activities: of all pairs of a named old process and a new one,
 * the most similar first (Jaccard over activity names; at least .3, or .7 of the smaller one), each taken once.
 *
 * @returns the names by new label
 */
export function carryNames(
  previous: readonly { name: string; activities: readonly string[] }[],
  next: ReadonlyMap<number, readonly string[]>
): Record<number, string> {
  const pairs: { old: number; label: number; same: number }[] = []
  previous.forEach(({ activities }, old) => {
    const wanted = new Set(activities)
    for (const [label, names] of next) {
      const same = similarity(wanted, names)
      if (same > 0) pairs.push({ old, label, same })
    }
  })
  pairs.sort((a, b) => b.same - a.same || a.old - b.old || a.label - b.label)
  const usedOld = new Set<number>()
  const names: Record<number, string> = {}
  for (const { old, label } of pairs) {
    if (usedOld.has(old) || names[label] !== undefined) continue
    usedOld.add(old)
    names[label] = previous[old].name
  }
  return names
}
