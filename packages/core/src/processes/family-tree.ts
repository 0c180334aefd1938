/** Where each process lies: the mean of the unit vectors of its activities. [processes x dimensions] */
export interface Centroids {
  values: Float32Array
  dimensions: number
}

/** The centroid of each process, from its activities' vectors scaled to unit length. */
export function centroidsOf(
  vectors: Float32Array,
  dimensions: number,
  labels: Int32Array,
  processes: number
): Centroids {
  const values = new Float32Array(processes * dimensions)
  const members = new Uint32Array(processes)
  for (const label of labels) if (label >= 0) members[label]++
  for (let a = 0; a < labels.length; a++) {
    if (labels[a] < 0) continue
    addUnit(vectors, a * dimensions, dimensions, values, labels[a] * dimensions, members[labels[a]])
  }
  return { values, dimensions }
}

/** Adds the vector at `from`, scaled to unit length and divided by `among`. */
function addUnit(
  vectors: Float32Array,
  from: number,
  dimensions: number,
  values: Float32Array,
  to: number,
  among: number
): void {
  let squares = 0
  for (let i = 0; i < dimensions; i++) squares += vectors[from + i] * vectors[from + i]
  if (squares === 0) return
  const scale = 1 / (Math.sqrt(squares) * among)
  for (let i = 0; i < dimensions; i++) values[to + i] += vectors[from + i] * scale
}

/** What speaks for two groups being one family; all of it adds up when groups are merged. */
export interface Kinship {
  /** [groups x groups] hand-overs in both directions */
  handovers: Float64Array
  /** [groups x groups] how much their names share, 0 to 1 for two single processes */
  words: Float64Array
  /** [groups x groups] dot products of the sums of their places, or null where the processes have none */
  places: Float64Array | null
}

// Hand-overs above chance say most, then words; nearness of the vectors decides where there is neither.
const BY_HANDOVERS = 1
const BY_WORDS = 0.8
const BY_PLACE = 0.3
// Hand-overs that are added to both sides, so that a few by chance say little.
const PRIOR = 5
// Two groups that are less alike than this have nothing to do with each other.
const LEAST_ALIKE = 0.02
// No family has more than this many times its even share of the groups, as long as that is possible.
const MOST_TIMES_EVEN = 2
const SMALLEST_LIMIT = 4

/**
 * Merges the two groups that are most alike until `wanted` are left, or nothing is alike any more. Alike are groups with
 * more hand-overs than their numbers would give by chance, with words in common, and near each other. The sizes are kept
 * even: without a limit the largest group, which is near everything, would take the rest one by one.
 *
 * @param members groups; the kinship is changed in place
 * @returns the members of each merged group, the first its lowest; in the order of their first members
 */
export function mergeKin(members: number, { handovers, words, places }: Kinship, wanted: number): number[][] {
  const groups: number[][] = Array.from({ length: members }, (_, i) => [i])
  const degree = new Float64Array(members)
  for (let i = 0; i < members; i++)
    for (let j = 0; j < members; j++) degree[i] += i === j ? 0 : handovers[i * members + j]
  const total = degree.reduce((sum, one) => sum + one, 0)
  const alike = (i: number, j: number): number => {
    const seen = handovers[i * members + j]
    const expected = total > 0 ? (degree[i] * degree[j]) / total : 0
    const excess = Math.max(0, (seen - expected) / (seen + expected + PRIOR))
    const shared = words[i * members + j] / (groups[i].length * groups[j].length)
    let near = 0
    if (places !== null) {
      const lengths = Math.sqrt(places[i * members + i] * places[j * members + j])
      near = lengths > 0 ? Math.max(0, places[i * members + j] / lengths) : 0
    }
    return BY_HANDOVERS * excess + BY_WORDS * shared + BY_PLACE * near
  }
  let limit = Math.max(SMALLEST_LIMIT, Math.ceil((MOST_TIMES_EVEN * members) / Math.max(1, wanted)))
  const best = new Int32Array(members).fill(-1) // the most alike of the groups behind each,
  const score = new Float64Array(members) // and how alike
  const look = (i: number) => {
    best[i] = -1
    score[i] = LEAST_ALIKE
    if (groups[i].length === 0) return
    for (let j = i + 1; j < members; j++) {
      if (groups[j].length === 0 || groups[i].length + groups[j].length > limit) continue
      const likeness = alike(i, j)
      if (likeness <= score[i]) continue
      best[i] = j
      score[i] = likeness
    }
  }
  const lookAtAll = () => {
    for (let i = 0; i < members; i++) look(i)
  }
  // Functions of their own: V8 would compile all of this one anew for each of its loops.
  const mostAlike = (): number => {
    let into = -1
    for (let i = 0; i < members; i++) if (best[i] >= 0 && (into < 0 || score[i] > score[into])) into = i
    return into
  }
  const add = (sums: Float64Array, into: number, gone: number): void => {
    const own = sums[into * members + into] + 2 * sums[into * members + gone] + sums[gone * members + gone]
    for (let j = 0; j < members; j++) {
      sums[into * members + j] += sums[gone * members + j]
      sums[j * members + into] = sums[into * members + j]
    }
    sums[into * members + into] = own
  }
  const lookAgain = (into: number, gone: number): void => {
    for (let i = 0; i < members; i++) {
      if (i === into || i === gone || best[i] === into || best[i] === gone) look(i)
      else if (i < into && groups[i].length > 0 && groups[i].length + groups[into].length <= limit) {
        const likeness = alike(i, into)
        if (likeness > score[i] || (likeness === score[i] && into < best[i])) {
          best[i] = into
          score[i] = likeness
        }
      }
    }
  }
  lookAtAll()
  for (let left = members; left > wanted; ) {
    const into = mostAlike()
    if (into < 0) {
      if (limit >= members) break
      limit = Math.min(members, 2 * limit)
      lookAtAll()
      continue
    }
    const gone = best[into]
    groups[into].push(...groups[gone])
    groups[gone] = []
    degree[into] += degree[gone]
    for (const sums of places === null ? [handovers, words] : [handovers, words, places]) add(sums, into, gone)
    left--
    lookAgain(into, gone)
  }
  return groups.filter((group) => group.length > 0)
}

/** [groups x groups] dot products of the mean places of groups of processes, each scaled to unit length. */
export function dotProducts(groups: readonly (readonly number[])[], { values, dimensions }: Centroids): Float64Array {
  const n = groups.length
  const points = new Float64Array(n * dimensions)
  groups.forEach((processes, g) => {
    const row = g * dimensions
    for (const p of processes) for (let i = 0; i < dimensions; i++) points[row + i] += values[p * dimensions + i]
    // The mean of unlike parts (the channels of one process) is short, and all short ones would be near.
    const length = Math.sqrt(dot(points, row, row, dimensions))
    if (length > 0) for (let i = 0; i < dimensions; i++) points[row + i] /= length
  })
  const products = new Float64Array(n * n)
  for (let a = 0; a < n; a++) {
    for (let b = a; b < n; b++) {
      products[a * n + b] = dot(points, a * dimensions, b * dimensions, dimensions)
      products[b * n + a] = products[a * n + b]
    }
  }
  return products
}

function dot(points: Float64Array, a: number, b: number, dimensions: number): number {
  let sum = 0
  for (let i = 0; i < dimensions; i++) sum += points[a + i] * points[b + i]
  return sum
}
