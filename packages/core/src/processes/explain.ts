import { InputError } from '../errors.js'
import type { Kernel } from '../kernel/load.js'
import type { Evidence } from './evidence.js'
import { explainLink } from './explain-link.js'
import { featureNames } from './features.js'
import type { LinkNets } from './links.js'
import type { LinksPart } from './links-result.js'
import { PairRows } from './pair-rows.js'
import type { Counted } from './ppmi.js'

/** The evidence for and against two activities belonging to one process. Plain data. */
export interface PairExplanation {
  a: number
  b: number
  /** P(same process) from this pair alone; the clustering also weighs all other pairs. */
  probability: number
  /** Whether both ended in one process. */
  together: boolean
  counts: {
    /** Sessions with both, and with the rarer of the two. */
    sessions: number
    ofRarer: number
    /** What chance would give: r_a r_b / R. */
    expected: number
    /** b directly after a, a directly after b. */
    follows: number
    precedes: number
    /** Sessions in which a occurs first, and b. */
    aFirst: number
    bFirst: number
  }
  /** Every input of the nets: its value, and the log-odds that it adds against an average pair; strongest first. */
  features: { feature: string; value: number; adds: number }[]
  /** Sentences, strongest evidence first. */
  for: string[]
  against: string[]
  verdict: string
}

/** What explaining needs of a result. */
export interface Explained {
  kernel: Kernel
  nets: LinkNets
  names: readonly string[]
  labels: Int32Array
  hubs: Uint8Array
  components: Int32Array
  /** [activities] 0 where an activity was only seen in sessions that were left out. */
  steps: Float64Array
  /** Activities that were set apart because they seem to stand where they stand by accident. */
  accidents: readonly { activity: number; steps: number }[]
  /** Counts and vectors of the whole log, hubs included. */
  whole(): Counted
  /** Per component: what it was clustered from in the last round, and the ids of those activities (ascending). */
  clustered: readonly LinksPart[]
}

/** Less than this many log-odds is not worth a sentence. */
const WORTH_SAYING = 0.15

/**
 * Explains one pair from the counts of the last round, or from the whole log's where one of the two was set apart.
 *
 * @throws InputError UNKNOWN_ACTIVITY, BAD_OPTION where both are the same
 */
export function explainPair(found: Explained, a: number, b: number): PairExplanation {
  const { kernel, nets } = found
  const n = found.names.length
  for (const id of [a, b]) {
    if (Number.isInteger(id) && id >= 0 && id < n) continue
    throw new InputError('UNKNOWN_ACTIVITY', `There is no activity ${id}.`, `Give ids from 0 to ${n - 1}.`)
  }
  if (a === b) {
    throw new InputError('BAD_OPTION', `'${found.names[a]}' was given twice.`, 'Name two different activities.')
  }
  const part = found.clustered.find(({ ids }) => ids.includes(a) && ids.includes(b))
  const { evidence, vectors } = part ? part.counted() : found.whole()
  const placeA = part ? part.ids.indexOf(a) : a
  const placeB = part ? part.ids.indexOf(b) : b
  const i = Math.min(placeA, placeB)
  const j = Math.max(placeA, placeB)
  const row = kernel.memory.scope(() => {
    const statistics = new PairRows(kernel, evidence, vectors)
    const out = new Float32Array(featureNames.length)
    statistics.openRow(i, true)
    statistics.write(Uint32Array.of(j), out, 1)
    return out
  })
  const { probability, contributions } = explainLink(nets.weights, row)
  const features = contributions.sort((x, y) => Math.abs(y.adds) - Math.abs(x.adds))
  const counts = countsOf(evidence, i, j, placeA > placeB)
  const reasons: { for: string[]; against: string[] } = { for: [], against: [] }
  const said = new Set<string>()
  for (const { feature, adds } of features) {
    const sentence = sentenceOf(feature, found, a, b, counts, row)
    if (Math.abs(adds) < WORTH_SAYING || said.has(sentence)) continue
    said.add(sentence)
    reasons[adds > 0 ? 'for' : 'against'].push(sentence)
  }
  const together = found.labels[a] >= 0 && found.labels[a] === found.labels[b]
  return {
    a,
    b,
    probability,
    together,
    counts,
    features,
    ...reasons,
    verdict: verdictOf(found, a, b, probability, together)
  }
}

function countsOf(evidence: Evidence, i: number, j: number, swapped: boolean): PairExplanation['counts'] {
  const { offsets, partner, session, follows, precedes, before, after } = evidence.pairs
  const { count, having } = evidence.documents.session
  const p = partner.subarray(offsets[i], offsets[i + 1]).indexOf(j)
  const of = (counts: Uint32Array) => (p < 0 ? 0 : counts[offsets[i] + p])
  return {
    sessions: of(session),
    ofRarer: Math.min(having[i], having[j]),
    expected: (having[i] * having[j]) / Math.max(1, count),
    follows: of(swapped ? precedes : follows),
    precedes: of(swapped ? follows : precedes),
    aFirst: of(swapped ? after : before),
    bFirst: of(swapped ? before : after)
  }
}

/** What a feature says about this pair, in words; features of one kind share a sentence, which is said once. */
function sentenceOf(
  feature: string,
  { names }: Explained,
  a: number,
  b: number,
  counts: PairExplanation['counts'],
  row: Float32Array
): string {
  const value = (name: (typeof featureNames)[number]) => row[featureNames.indexOf(name)].toFixed(2)
  switch (feature) {
    case 'Hs':
    case 'ov':
    case 'oddsr':
      return `They share ${counts.sessions} of the ${counts.ofRarer} sessions of the rarer one; chance alone would give ${counts.expected.toFixed(1)} (Loevinger's H ${value('Hs')}).`
    case 'H32':
    case 'H16':
    case 'H8':
      return `Within a session they ${Number(value('H16')) > 0.2 ? 'stand near each other' : 'seldom stand near each other'} (H ${value('H32')}, ${value('H16')} and ${value('H8')} in windows of 32, 16 and 8 steps).`
    case 'cHs':
    case 'cH16':
      return `They occur with ${Number(value('cH16')) > 0.4 ? 'the same' : 'different'} other activities (cosine ${value('cHs')} over sessions, ${value('cH16')} over windows).`
    case 'adjmax':
    case 'adjgeo':
      return `${names[b]} directly follows ${names[a]} ${counts.follows} times, the other way round ${counts.precedes} times.`
    case 'cA':
      return `What stands directly before and after them is ${Number(value('cA')) > 0.3 ? 'alike' : 'not alike'} (cosine ${value('cA')}).`
    case 'svd':
    case 'npmi':
      return `Their vectors, from the steps around them, have a cosine of ${value('svd')}.`
    case 'ord':
      return `Where both occur, ${names[a]} comes first in ${counts.aFirst} sessions and ${names[b]} in ${counts.bFirst}.`
    case 'tight':
      return `Where both occur, their first occurrences are ${Number(value('tight')) > 0.2 ? 'close' : 'far apart'} (mean of 1 / distance ${value('tight')}).`
    default:
      return `How frequent the two are: ${counts.ofRarer} sessions of the rarer one, ${(100 * row[featureNames.indexOf('pmax')]).toFixed(1)} % of all for the commoner one.`
  }
}

function verdictOf(found: Explained, a: number, b: number, probability: number, together: boolean): string {
  const { names, labels, hubs, components } = found
  const chance = `${Math.round(100 * probability)} %`
  for (const one of [a, b]) {
    if (hubs[one])
      return `${names[one]} is a hub: it belongs to many processes and was set apart. The pair alone: ${chance}.`
    if (found.steps[one] === 0) return `${names[one]} occurs only in sessions that were left out as bots.`
  }
  if (components[a] !== components[b]) {
    return `They are in parts of the log that hardly share sessions (channels or products), and were clustered apart. The pair alone: ${chance}.`
  }
  for (const { activity, steps } of found.accidents) {
    if (activity !== a && activity !== b) continue
    const times = steps === 1 ? 'once' : steps === 2 ? 'twice' : `${steps} times`
    return `${names[activity]} was seen ${times}, where it seems to stand by accident, amid steps that usually follow each other; ${together ? 'its name and its other steps speak for this process' : labels[activity] < 0 ? 'nothing tells where it belongs' : 'its name or its other steps speak for another process'}. The link of the pair is ${chance}.`
  }
  if (together) return `One process: the link of the pair is ${chance}, and the rest of its group agrees.`
  if (labels[a] < 0 || labels[b] < 0) {
    return `${names[labels[a] < 0 ? a : b]} joined no process. The link of the pair is ${chance}.`
  }
  return probability > 0.5
    ? `Two processes, though the link of the pair is ${chance}: the other activities of their groups are linked less.`
    : `Two processes: the link of the pair is ${chance}.`
}
