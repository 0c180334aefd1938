import type { Steps } from '../kernel/work.js'
import type { Traces } from '../log/types.js'
import { ln } from './arithmetic.js'
import type { Postings } from './postings.js'

/** How steps of rare activities look is learnt from those of two to so many steps; an activity of more is not rare. */
export const RARE_STEPS = 20
/** Rare activities that are imagined, with {@link USUAL}: how the steps of rare activities look where a log has few. */
const IMAGINED = 20
/** [within, at the border of, or outside their process][bin of {@link binOf}] share of the steps of rare activities. */
const USUAL = [
  [0.35, 0.15, 0.1, 0.08, 0.05],
  [0.1, 0.04, 0.02, 0.02, 0.02],
  [0.03, 0.01, 0.01, 0.01, 0.01]
]
/** See {@link binOf}. */
export const BINS = 5
/** At least this share of the places must be such that an accident would be recognised there. */
const LEAST_RECOGNISED = 0.2

/** All sessions in one row, hubs left out, with a border (the number of activities) before, between and after them. */
export function flatten({ offsets, tokens, activities }: Traces, hubs: Uint8Array): Uint32Array {
  const flat = new Uint32Array(tokens.length + offsets.length)
  flat[0] = activities
  let filled = 1
  for (let s = 0; s + 1 < offsets.length; s++) {
    for (let e = offsets[s]; e < offsets[s + 1]; e++) if (!hubs[tokens[e]]) flat[filled++] = tokens[e]
    if (flat[filled - 1] !== activities) flat[filled++] = activities
  }
  return flat.subarray(0, filled)
}

/** [places] 1: the only step of its cluster in its session. */
export function standingAlone(flat: Uint32Array, clusterOf: Int32Array, clusters: number): Uint8Array {
  const alone = new Uint8Array(flat.length)
  const count = new Uint32Array(clusters)
  for (let start = 1; start < flat.length; ) {
    let end = start
    for (; clusterOf[flat[end]] > -2; end++) if (clusterOf[flat[end]] >= 0) count[clusterOf[flat[end]]]++
    for (let at = start; at < end; at++) {
      const cluster = clusterOf[flat[at]]
      if (cluster >= 0 && count[cluster] === 1) alone[at] = 1
    }
    for (let at = start; at < end; at++) if (clusterOf[flat[at]] >= 0) count[clusterOf[flat[at]]] = 0
    start = end + 1
  }
  return alone
}

/** From this bin on, two steps are taken to follow each other usually. */
const USUALLY = 2

/** Bins of how often, of all times, one step follows another directly. */
function binOf(share: number): number {
  if (share <= 0) return 0
  return share < 0.02 ? 1 : share < 0.1 ? 2 : share < 0.3 ? 3 : 4
}

/** A step with these clusters before and after it is: 0 within cluster c, 1 at its border, 2 outside of it. */
export function placeIn(c: number, before: number, after: number): number {
  return (before === c ? 0 : 1) + (after === c ? 0 : 1)
}

export interface Survey {
  /** [places] bin of how usually the step after follows the step before, where it was asked for. */
  bins: Uint8Array
  /** Share of all places that are within one cluster, between steps that usually follow each other. */
  recognised: number
  /** Share of all places that stand so to cluster c and have this bin. */
  chance(c: number, where: number, bin: number): number
}

/** Goes through what follows what. Repeats, which the sequences leave out, are reckoned in. */
export function* survey(
  flat: Uint32Array,
  { offsets, places }: Postings,
  repeats: Float64Array,
  clusterOf: Int32Array,
  clusters: number,
  asked: (at: number) => boolean
): Steps<Survey> {
  const ids = clusterOf.length
  const bins = new Uint8Array(flat.length)
  const count = new Float64Array(ids)
  const touched = new Uint32Array(ids)
  const tables = new Float64Array(clusters * 2 * BINS)
  const all = new Float64Array(BINS)
  let sum = 0
  let recognised = 0
  // A function of its own: V8 compiles it while a loop within a generator would long be interpreted.
  const visit = (a: number): number => {
    let some = 0
    let steps = 0
    for (let p = offsets[a]; p < offsets[a + 1]; p++) {
      if (places[p] + 1 >= flat.length) continue
      const b = flat[places[p] + 1]
      if (count[b]++ === 0) touched[some++] = b
      steps++
    }
    if (steps === 0) return 0
    const again = a < repeats.length ? Math.min(0.99, repeats[a]) : 0
    if (again > 0) {
      const repeated = (steps * again) / (1 - again)
      if (count[a] === 0) touched[some++] = a
      count[a] += repeated
      steps += repeated
    }
    for (let p = offsets[a]; p < offsets[a + 1]; p++) {
      const at = places[p] + 1
      if (at + 1 < flat.length && asked(at)) bins[at] = binOf(count[flat[at + 1]] / steps)
    }
    const before = clusterOf[a]
    for (let t = 0; t < some; t++) {
      const after = clusterOf[touched[t]]
      const value = count[touched[t]]
      count[touched[t]] = 0
      const bin = binOf(value / steps)
      all[bin] += value
      sum += value
      if (before >= 0 && before === after) {
        tables[before * 2 * BINS + bin] += value
        if (bin >= USUALLY) recognised += value
        continue
      }
      if (before >= 0) tables[(before * 2 + 1) * BINS + bin] += value
      if (after >= 0) tables[(after * 2 + 1) * BINS + bin] += value
    }
    return steps + some
  }
  let work = 0
  for (let a = 0; a < ids; a++) {
    work += visit(a)
    if (work > 100_000) {
      work = 0
      yield 0.2 + (0.7 * a) / ids
    }
  }
  return {
    bins,
    recognised: recognised / Math.max(1, sum),
    chance: (c, where, bin) => {
      const [within, border] = [tables[c * 2 * BINS + bin], tables[(c * 2 + 1) * BINS + bin]]
      const value = where === 0 ? within : where === 1 ? border : Math.max(0, all[bin] - within - border)
      return (value + 0.5) / (sum + 2 * BINS)
    }
  }
}

/**
 * Accidents per activity, from the share of the frequent activities that never had one. Activities that often stand
 * alone, because they are all of their process that some sessions have, do not count for more than one.
 */
export function rateOfAccidents(
  flat: Uint32Array,
  alone: Uint8Array,
  steps: Uint32Array,
  clusterOf: Int32Array,
  { bins, recognised }: Survey,
  thinned: number
): number {
  const strays = new Uint8Array(steps.length)
  for (let at = 1; at + 1 < flat.length; at++) {
    const around = clusterOf[flat[at - 1]]
    if (alone[at] && around >= 0 && around === clusterOf[flat[at + 1]] && bins[at] >= USUALLY) strays[flat[at]] = 1
  }
  let frequent = 0
  let without = 0
  let most = 0
  for (let i = 0; i < steps.length; i++) {
    most = Math.max(most, clusterOf[i])
    if (clusterOf[i] < 0 || steps[i] <= RARE_STEPS) continue
    frequent++
    if (!strays[i]) without++
  }
  // An accident is only seen in the midst of another process.
  const seen = Math.max(LEAST_RECOGNISED, recognised * (1 - 1 / (most + 1)))
  return -ln((without + 1) / (frequent + 1)) / seen / thinned
}

/** [3 x bins] share of the steps of rare activities that stand so to their process. */
export function placesOfRareSteps(
  flat: Uint32Array,
  { offsets, places }: Postings,
  steps: Uint32Array,
  clusterOf: Int32Array,
  bins: Uint8Array
): Float64Array {
  const table = Float64Array.from(USUAL.flat(), (share) => share * IMAGINED)
  let activities = IMAGINED
  for (let i = 0; i < steps.length; i++) {
    if (clusterOf[i] < 0 || steps[i] < 2 || steps[i] > RARE_STEPS) continue
    activities++
    for (let p = offsets[i]; p < offsets[i + 1]; p++) {
      const at = places[p]
      const where = placeIn(clusterOf[i], clusterOf[flat[at - 1]], clusterOf[flat[at + 1]])
      table[where * BINS + bins[at]] += 1 / steps[i]
    }
  }
  return table.map((value) => value / activities)
}
