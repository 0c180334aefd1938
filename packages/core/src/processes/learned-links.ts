import type { Kernel } from '../kernel/load.js'
import { type Phases, shareOf } from '../kernel/phases.js'
import type { Traces } from '../log/types.js'
import type { accidentParts } from './accidents.js'
import { clusterComponent, idsWhere } from './cluster-component.js'
import { findComponents } from './components.js'
import { findEntries } from './entries.js'
import type { Evidence } from './evidence.js'
import { linkSequencesInSteps } from './link-sequences.js'
import { LinkNets } from './links.js'
import { FEW_STEPS, type LinksInput, type LinksOptions, type LinksPart, type LinksResult } from './links-result.js'
import { type LinksSource, sequencesSource } from './links-source.js'
import { describeLinks } from './links-text.js'
import type { LinksWeights } from './links-weights-format.js'
import { countedOnce } from './ppmi.js'
import { findSubroutines } from './subroutines.js'

type AccidentParts = typeof accidentParts

/** What the work is given: weights, which are fetched with it unless they are asked for. */
export type LinksSettings = LinksOptions & { weights: LinksWeights }

/** The work up to where activities of few steps are looked at again, and the rest, which needs what does that. */
export interface LinksUntilAccidents {
  rest(parts: AccidentParts): Phases<LinksResult>
}

/**
 * `learnedLinks` by several threads, of three activities or more and weights that are known to be good; in two parts
 * where there are activities of few steps.
 */
export function* learnedLinksInPhases(
  kernel: Kernel,
  log: LinksInput,
  options: LinksSettings,
  threads: number
): Phases<LinksResult | LinksUntilAccidents> {
  const names = log.activityNames
  const { sequences, bots, people, peopleSteps, repeats } = yield* shareOf(linkSequencesInSteps(log), 0, 0.02)
  yield 0.02
  const clustered = yield* findLinks(kernel, sequencesSource(kernel, sequences, threads), names, bots, options, threads)
  yield 0.97
  const entered = setEntriesApart(sequences, clustered)
  const { labels, clusters, hubs, together } = entered
  const rest = function* (parts?: AccidentParts): Phases<LinksResult> {
    let found = entered
    if (parts) {
      const thinned = sequences.tokens.length / Math.max(1, peopleSteps)
      const finding = parts.findAccidents(sequences, repeats(), thinned, names, labels, clusters, hubs)
      found = parts.setAccidentsApart(found, yield* shareOf(finding, 0.97, 0.98), renumber)
    }
    yield 0.98
    const calls = findSubroutines(sequences, found.labels, found.clusters)
    const subroutines = new Uint8Array(found.clusters)
    for (const { cluster } of calls) subroutines[cluster] = 1
    const result = withText({ ...found, subroutines, calls }, parts?.accidentsText)
    const used = sequences.times.length
    if (used < people) result.chosen.push(sparedText(used, people))
    return result
  }
  const isFew = (label: number, i: number) => label >= 0 && together.steps[i] > 0 && together.steps[i] <= FEW_STEPS
  return clusters > 1 && labels.some(isFew) ? { rest } : yield* rest()
}

export type Found = Omit<LinksResult, 'subroutines' | 'calls' | 'chosen' | 'warnings'> & {
  together: Evidence
  names: readonly string[]
}

function sparedText(used: number, all: number): string {
  return `The links rest on ${used} of ${all} sessions, spread over the whole time, with all that hold a rare activity: more would not tell more. Every figure counts all sessions.`
}

/** Clusters that are the shared way in become hubs, in place: `why` reads the same labels. */
function setEntriesApart(traces: Traces, found: Found): Found {
  const { labels, hubs, hubScores } = found
  const components = new Int32Array(found.clusters)
  labels.forEach((label, i) => {
    if (label >= 0) components[label] = found.components[i]
  })
  const entries = findEntries(traces, labels, found.clusters, components)
  if (entries.length === 0 || found.clusters - entries.length < 2) return found
  const scoreOf = new Map(entries.map(({ cluster, score }) => [cluster, score]))
  labels.forEach((label, i) => {
    const score = scoreOf.get(label)
    if (score === undefined) return
    hubs[i] = 1
    hubScores[i] = score
    labels[i] = -1
  })
  return { ...found, clusters: renumber(labels) }
}

export function withText(
  found: Found & Pick<LinksResult, 'subroutines' | 'calls'>,
  accidentsText?: AccidentParts['accidentsText']
): LinksResult {
  const { together, names, ...result } = found
  const summary = { ...result, names, subroutines: result.calls.length, evidence: together }
  return { ...result, ...describeLinks(summary, accidentsText) }
}

/** The recipe over any source of counts. */
export function* findLinks(
  kernel: Kernel,
  source: LinksSource,
  names: readonly string[],
  bots: number,
  options: LinksSettings,
  threads: number
): Phases<Found> {
  const n = source.activities
  const nets = new LinkNets(options.weights)
  const together = yield* shareOf(source.overview(), 0.02, 0.15)
  yield 0.15
  const components = findComponents(together)
  options.onComponents?.(components.of)
  yield 0.15

  const labels = new Int32Array(n).fill(-1)
  const hubs = new Uint8Array(n)
  const hubScores = new Float64Array(n).fill(1)
  const cuts: LinksResult['cuts'] = []
  const clustered: LinksPart[] = []
  let clusters = 0
  for (let c = 0; c < components.count; c++) {
    const ids = idsWhere(n, (i) => components.of[i] === c && together.steps[i] > 0)
    if (ids.length === 0) continue
    const done = 0.15 + (0.8 * c) / components.count
    const found = yield* shareOf(
      clusterComponent(
        kernel,
        nets,
        Array.from(ids, (id) => names[id]),
        source.part(ids),
        components.count > 1,
        options.rounds ?? 3,
        threads
      ),
      done,
      done + 0.8 / components.count
    )
    ids.forEach((id, k) => {
      if (found.labels[k] >= 0) labels[id] = clusters + found.labels[k]
      hubs[id] = found.hubs[k]
      hubScores[id] = found.scores[k]
    })
    clusters += found.clusters
    if (found.cut) {
      const { labels: _, ...cut } = found.cut
      cuts.push({ component: c, activities: ids.length, cut })
    }
    const { counted } = found
    if (counted) clustered.push({ ids: ids.filter((_, k) => !found.hubs[k]), counted })
  }
  const count = renumber(labels)
  const whole = countedOnce(kernel, source.full)
  return {
    labels,
    clusters: count,
    hubs,
    hubScores,
    components: components.of,
    componentCount: components.count,
    cuts,
    accidents: [],
    embedding: () => whole().vectors,
    bots,
    parts: clustered,
    names,
    together,
    explained: {
      kernel,
      nets,
      names,
      labels,
      hubs,
      components: components.of,
      steps: together.steps,
      accidents: [],
      whole,
      clustered
    }
  }
}

/** Labels of clusters of two or more become 0.. by first appearance, all others -1. Returns the number of clusters. */
export function renumber(labels: Int32Array): number {
  const size = new Map<number, number>()
  for (const label of labels) size.set(label, (size.get(label) ?? 0) + 1)
  const number = new Map<number, number>([[-1, -1]])
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]
    if ((size.get(label) ?? 0) < 2) labels[i] = -1
    else {
      const known = number.get(label) ?? number.size - 1
      number.set(label, known)
      labels[i] = known
    }
  }
  return number.size - 1
}
