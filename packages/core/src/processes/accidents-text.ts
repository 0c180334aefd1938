import { type LinksSummary, list, plural } from './links-text.js'

/** What the result says of activities that stand amid a process by accident. */
export function accidentsText({ names, labels, accidents }: LinksSummary): string {
  const listed = (apart: boolean) =>
    accidents.filter(({ activity }) => labels[activity] < 0 === apart).map(({ activity }) => names[activity])
  const [apart, moved] = [listed(true), listed(false)]
  const whereTo = [
    ...(apart.length > 0 ? [`left out of it: ${list(apart)}`] : []),
    ...(moved.length > 0 ? [`put where the name or the other steps point: ${list(moved)}`] : [])
  ]
  return `${plural(accidents.length, 'activity', 'activities')} of three steps at most seem to stand amid a process by accident; ${whereTo.join('; ')}.`
}
