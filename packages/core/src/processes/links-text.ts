import type { Cut } from './cut.js'
import type { Evidence } from './evidence.js'

/** What {@link describeLinks} speaks about. */
export interface LinksSummary {
  names: readonly string[]
  labels: Int32Array
  clusters: number
  hubs: Uint8Array
  componentCount: number
  cuts: readonly { component: number; activities: number; cut: Omit<Cut, 'labels'> }[]
  subroutines: number
  accidents: readonly { activity: number }[]
  bots: number
  evidence: Evidence
}

/** Fewer sessions than this per activity (median) make the links of single activities uncertain. */
const FEW_SESSIONS = 20

/** What was chosen and why, and what makes the result uncertain, as sentences for people; those of accidents by another. */
export function describeLinks(
  found: LinksSummary,
  accidentsText?: (found: LinksSummary) => string
): { chosen: string[]; warnings: string[] } {
  const { names, labels, hubs, evidence, cuts } = found
  const chosen: string[] = []
  const hubNames = names.filter((_, i) => hubs[i])
  const alone = names.filter((_, i) => labels[i] < 0 && !hubs[i] && evidence.steps[i] > 0)
  chosen.push(
    `Learned links over ${whole(names.length)} activities in ${whole(evidence.sessions)} sessions found ${plural(found.clusters, 'process', 'processes')}.`
  )
  if (found.componentCount > 1) {
    chosen.push(
      `The activities fall into ${found.componentCount} parts that hardly share sessions (channels or products); each was clustered by itself.`
    )
  }
  for (const { component, activities, cut } of cuts) {
    const where =
      found.componentCount > 1 ? `Part ${component + 1} (${plural(activities, 'activity', 'activities')}): ` : ''
    const judged = cut.candidates.find(({ threshold }) => threshold === cut.threshold)
    chosen.push(
      judged
        ? `${where || 'The tree of links was '}cut at a mean link strength of ${cut.threshold} into ${plural(cut.clusters, 'group', 'groups')}, where they are most distinct (silhouette ${judged.vectorSilhouette.toFixed(2)} over vectors, ${judged.linkSilhouette.toFixed(2)} over links).`
        : `${where === '' ? 'N' : `${where}n`}o link strength set groups apart clearly, so the tree was cut into ${plural(cut.clusters, 'group', 'groups')} by size.`
    )
  }
  if (hubNames.length > 0) {
    chosen.push(
      `${plural(hubNames.length, 'activity is a hub', 'activities are hubs')}, next to many processes: ${list(hubNames)}.`
    )
  }
  if (found.subroutines > 0) {
    chosen.push(
      `${plural(found.subroutines, 'group is', 'groups are')} shared by several processes, which call it and go on afterwards.`
    )
  }
  if (alone.length > 0)
    chosen.push(`${plural(alone.length, 'activity', 'activities')} joined no process: ${list(alone)}.`)
  if (found.accidents.length > 0 && accidentsText) chosen.push(accidentsText(found))
  return { chosen, warnings: warningsOf(found) }
}

function warningsOf({ names, hubs, cuts, bots, evidence, labels }: LinksSummary): string[] {
  const warnings: string[] = []
  const having = evidence.documents.session.having
  const sessions = Array.from(having).filter((_, i) => evidence.steps[i] > 0)
  sessions.sort((a, b) => a - b)
  const middle = sessions[sessions.length >> 1] ?? 0
  const rare = sessions.filter((count) => count < 5).length
  if (middle === 0 && sessions.length > 0) {
    warnings.push(
      'At least half of the activities share no session with another: what belongs together can hardly be told. Longer sessions would make this surer.'
    )
  } else if (middle < FEW_SESSIONS) {
    warnings.push(
      `Half of the activities occur in ${whole(middle)} sessions or fewer: rare processes may be merged with related ones. More sessions would make this surer.`
    )
  } else if (rare > 0.1 * sessions.length) {
    warnings.push(
      `${plural(rare, 'activity occurs', 'activities occur')} in fewer than five sessions: their process is a guess.`
    )
  }
  if (evidence.documents.session.count < 0.5 * evidence.sessions) {
    warnings.push(
      'More than half of the sessions have a single activity and say nothing about what belongs together. A longer session timeout, or whole cases, may help.'
    )
  }
  if (
    evidence.documents.session.count > 0 &&
    evidence.distinct > 0.5 * names.length * evidence.sessions &&
    names.length >= 10
  ) {
    warnings.push(
      'An average session has more than half of all activities: every case seems to follow one large process, and the groups are its phases.'
    )
  }
  if (bots > 0) warnings.push(`${plural(bots, 'session', 'sessions')} of unusual length left out as bots.`)
  if (cuts.some(({ cut }) => cut.threshold === null)) {
    warnings.push('The groups are not clearly distinct: take them as a proposal.')
  }
  if (hubs.every((hub, i) => hub || labels[i] < 0)) warnings.push('No process of two or more activities was found.')
  return warnings
}

export function list(names: readonly string[]): string {
  const shown = names.slice(0, 6).join(', ')
  return names.length > 6 ? `${shown} and ${names.length - 6} more` : shown
}

export function plural(count: number, one: string, many: string): string {
  return `${whole(count)} ${count === 1 ? one : many}`
}

function whole(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',')
}
