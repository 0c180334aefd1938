import type { Steps } from '../kernel/work.js'
import type { Traces } from '../log/types.js'
import {
  BINS,
  flatten,
  placeIn,
  placesOfRareSteps,
  RARE_STEPS,
  rateOfAccidents,
  type Survey,
  standingAlone,
  survey
} from './accident-places.js'
import { accidentsText } from './accidents-text.js'
import { exp } from './arithmetic.js'
import type { Found, renumber } from './learned-links.js'
import { FEW_STEPS } from './links-result.js'
import { NameHomes } from './name-homes.js'
import { type Postings, postings } from './postings.js'

/** What is fetched where a log may have some. */
export const accidentParts = { accidentsText, findAccidents, setAccidentsApart }

/** An activity whose few steps look as if they stood where they stand by accident. */
export interface Accident {
  activity: number
  steps: number
  /** The cluster that it was in, and the one that it belongs to instead; -1: nothing tells which. */
  from: number
  to: number
}

/** The sum of 1 / k for k = 2 to 20: of activities whose frequencies are spread as 1 / k, so many have 2 to 20 steps for one that has 1. */
const RARE_FOR_ONE = 2.6
/** Rare activities that every process is taken to have besides those that are seen. */
const UNSEEN_RARE = 0.5
/** For each activity that is seen once, so many of the processes were not seen at all but for accidents. */
const UNSEEN = 0.35
/** What is at least this likely stays where it is; what is this likely joins another process, or after {@link SURE}. */
const STAYS = 0.4
const LIKELY = 0.5
const SURE = 0.95

/**
 * Looks again at clustered activities of one to three steps. Fetched where there are any, see `learnedLinksInPhases`.
 * Of a step that was written down by accident (a stray click, a page opened by mistake, a wrong case number) its
 * surroundings say nothing about where it belongs: it stands in the middle of whatever process just ran, between two
 * steps that usually follow each other. A rare step of a process usually breaks its usual order, and stands in a
 * process that has other rare steps.
 *
 * Bayes' rule over "all steps are accidents" and "belongs to cluster c, and some steps may be accidents", for the
 * clusters around it. An accident happens at any step, at a rate per activity that is estimated from steps of
 * frequent activities that stand alone in the midst of another process. The places of rare steps are learnt from the log's
 * own activities of 2 to 20 steps, and how many rare activities a process has, from how many of those it has (their
 * frequencies k taken to be spread as 1 / k). What nothing but accidents shows belongs where its name says, if names tell
 * in this log, and otherwise to no process.
 *
 * @param repeats [activities] share of the steps of each that repeat the step before (sequences are collapsed)
 * @param thinned share of the steps that the traces keep; sessions with rare activities are all there
 * @param labels [activities] cluster of each, or -1
 */
export function* findAccidents(
  traces: Traces,
  repeats: Float64Array,
  thinned: number,
  names: readonly string[],
  labels: Int32Array,
  clusters: number,
  hubs: Uint8Array
): Steps<Accident[]> {
  const n = traces.activities
  const flat = flatten(traces, hubs)
  const places = postings(flat, n + 1)
  const steps = Uint32Array.from({ length: n }, (_, i) => places.offsets[i + 1] - places.offsets[i])
  const looked = (i: number) => labels[i] >= 0 && steps[i] > 0 && steps[i] <= FEW_STEPS
  if (clusters < 2 || !steps.some((_, i) => looked(i))) return []
  yield 0
  const clusterOf = Int32Array.from({ length: n + 1 }, (_, i) => (i < n ? labels[i] : -2))
  const alone = standingAlone(flat, clusterOf, clusters)
  yield 0.2
  const seen = yield* survey(flat, places, repeats, clusterOf, clusters, (at) => {
    const i = flat[at]
    return alone[at] === 1 || (i < n && clusterOf[i] >= 0 && steps[i] <= RARE_STEPS)
  })
  const rate = rateOfAccidents(flat, alone, steps, clusterOf, seen, thinned)
  const rareSteps = placesOfRareSteps(flat, places, steps, clusterOf, seen.bins)
  const rare = new Float64Array(clusters)
  for (let i = 0; i < n; i++) if (labels[i] >= 0 && steps[i] >= 2 && steps[i] <= RARE_STEPS) rare[labels[i]]++
  const allRare = rare.reduce((sum, one) => sum + one + UNSEEN_RARE, 0)
  yield 0.9
  const homes = new NameHomes(names, labels, clusters, steps)
  yield 0.95

  const known: Known = { flat, places, steps, clusterOf, clusters, seen, rate, rareSteps, rare, allRare }
  const found: Accident[] = []
  let work = 0
  for (let i = 0; i < n; i++) {
    if (!looked(i)) continue
    work += clusters
    if (work > 20_000) {
      work = 0
      yield 0.95 + (0.05 * i) / n
    }
    const to = weigh(i, known, homes.of(i))
    if (to !== null) found.push({ activity: i, steps: steps[i], from: labels[i], to })
  }
  return found
}

/** Puts accidents where they belong, in place, unless fewer than two processes would be left. */
export function setAccidentsApart(found: Found, accidents: readonly Accident[], renumbered: typeof renumber): Found {
  const { labels, explained } = found
  const moved = labels.slice()
  for (const { activity, to } of accidents) moved[activity] = to
  const clusters = renumbered(moved)
  if (accidents.length === 0 || clusters < 2) return found
  labels.set(moved)
  const apart = accidents.map(({ activity, steps }) => ({ activity, steps }))
  return { ...found, clusters, accidents: apart, explained: { ...explained, accidents: apart } }
}

/** What is known of a log; see {@link findAccidents}. */
interface Known {
  flat: Uint32Array
  places: Postings
  steps: Uint32Array
  clusterOf: Int32Array
  clusters: number
  seen: Survey
  rate: number
  rareSteps: Float64Array
  /** [clusters] rare activities that are not seen once, and their sum with those that are not seen. */
  rare: Float64Array
  allRare: number
}

/** Where activity i belongs instead of its cluster, -1 for nowhere; null where it may stay. */
function weigh(i: number, known: Known, told: Float64Array | null): number | null {
  const { flat, places, clusterOf, clusters, seen, rate, rareSteps, rare, allRare } = known
  const k = known.steps[i]
  const own = clusterOf[i]
  const at = places.places.subarray(places.offsets[i], places.offsets[i + 1])
  const around = new Set([own])
  for (const place of at) for (const next of [place - 1, place + 1]) around.add(clusterOf[flat[next]])
  // Likelihoods of the steps in c, against their all being accidents; at least one of them is none.
  const likelihood = new Float64Array(clusters)
  const mistaken = Math.min(0.5, rate / k)
  let all = 1
  for (let j = 0; j < k; j++) all *= mistaken
  for (const c of around) {
    if (c < 0) continue
    let value = 1
    for (const place of at) {
      const where = placeIn(c, clusterOf[flat[place - 1]], clusterOf[flat[place + 1]])
      const bin = seen.bins[place]
      value *= ((1 - mistaken) * rareSteps[where * BINS + bin]) / seen.chance(c, where, bin) + mistaken
    }
    const prior = (rare[c] - (c === own && k >= 2 ? 1 : 0) + UNSEEN_RARE) / RARE_FOR_ONE / k
    likelihood[c] = (prior * Math.max(0, value - all)) / (1 - all)
  }
  let accident = (UNSEEN * allRare * exp(-rate)) / RARE_FOR_ONE
  for (let j = 1; j <= k; j++) accident *= rate / j
  let total = 0
  let byAccident = 0
  for (let c = 0; c < clusters; c++) {
    const word = told ? told[c] : 1
    const unseen = (accident * word * (rare[c] + UNSEEN_RARE)) / allRare
    likelihood[c] = likelihood[c] * word + unseen
    byAccident += unseen
    total += likelihood[c]
  }
  let best = 0
  for (let c = 1; c < clusters; c++) if (likelihood[c] > likelihood[best]) best = c
  if (best === own || likelihood[own] >= STAYS * total) return null
  // Steps that are accidents tell nothing, so the name must.
  if (byAccident > LIKELY * total) return told && likelihood[best] >= LIKELY * total ? best : -1
  // A single step that is none stands where it belongs.
  return k > 1 && likelihood[best] >= SURE * total ? best : null
}
