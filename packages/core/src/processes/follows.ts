import type { LogData } from '../log/types.js'

/** Directly-follows edges in order of (from, to), with the time that passed on each, grouped by edge. */
export interface Follows {
  /** [edges] activity ids */
  from: Uint32Array
  to: Uint32Array
  /** [edges] */
  counts: Uint32Array
  /** [edges + 1] into `gaps` */
  offsets: Uint32Array
  /** ms (or the log's unit) between the two events of each occurrence; empty where not asked for. */
  gaps: Float64Array
}

/** Counts how often one activity comes directly after another in a session. */
export function follows(log: LogData, { gaps: wanted }: { gaps: boolean }): Follows {
  const { activity, time, sessionOffsets } = log
  const sessions = log.sessionCase.length
  const edges = new EdgeTable(log.activityNames.length)
  // Looking an edge up costs a jump in memory: each is looked up once, and its number kept.
  const edgeOf = new Uint32Array(wanted ? activity.length : 0)
  let total = 0
  for (let s = 0; s < sessions; s++) {
    for (let i = sessionOffsets[s] + 1; i < sessionOffsets[s + 1]; i++) {
      const edge = edges.add(activity[i - 1], activity[i])
      if (wanted) edgeOf[i] = edge
      total++
    }
  }
  const { from, to, counts, rank } = edges.ranked()
  const offsets = new Uint32Array(counts.length + 1)
  for (let e = 0; e < counts.length; e++) offsets[e + 1] = offsets[e] + counts[e]
  const gaps = new Float64Array(wanted ? total : 0)
  if (wanted) {
    const next = offsets.slice(0, counts.length)
    for (let s = 0; s < sessions; s++) {
      for (let i = sessionOffsets[s] + 1; i < sessionOffsets[s + 1]; i++) {
        gaps[next[rank[edgeOf[i]]]++] = time[i] - time[i - 1]
      }
    }
  }
  return { from, to, counts, offsets, gaps }
}

/** Distinct pairs of activities with counts: open addressing, so memory follows the edges, not activities squared. */
class EdgeTable {
  readonly #activities: number
  #size = 1024
  #slots = new Uint32Array(this.#size) // edge + 1, 0 = free
  #keys = new Float64Array(512) // from x activities + to: exact in a double
  #counts = new Uint32Array(512)
  #edges = 0

  constructor(activities: number) {
    this.#activities = activities
  }

  /** Counts one more; returns the edge's number. */
  add(from: number, to: number): number {
    const key = from * this.#activities + to
    const slot = this.#slotOf(key)
    const known = this.#slots[slot]
    if (known !== 0) {
      this.#counts[known - 1]++
      return known - 1
    }
    if (this.#edges === this.#keys.length) {
      this.#grow()
      return this.add(from, to)
    }
    this.#keys[this.#edges] = key
    this.#counts[this.#edges] = 1
    this.#slots[slot] = ++this.#edges
    return this.#edges - 1
  }

  /** The edges by (from, to), and the rank of each edge number in that order. */
  ranked(): { from: Uint32Array; to: Uint32Array; counts: Uint32Array; rank: Uint32Array } {
    const keys = this.#keys
    const order = Uint32Array.from({ length: this.#edges }, (_, e) => e).sort((a, b) => keys[a] - keys[b])
    const rank = new Uint32Array(this.#edges)
    order.forEach((edge, place) => {
      rank[edge] = place
    })
    return {
      from: order.map((edge) => Math.floor(keys[edge] / this.#activities)),
      to: order.map((edge) => keys[edge] % this.#activities),
      counts: order.map((edge) => this.#counts[edge]),
      rank
    }
  }

  #slotOf(key: number): number {
    const mask = this.#size - 1
    let hash = Math.imul(key % 0x7fffffff, 0x9e3779b1)
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
    let slot = (hash ^ (hash >>> 13)) & mask
    while (this.#slots[slot] !== 0 && this.#keys[this.#slots[slot] - 1] !== key) slot = (slot + 1) & mask
    return slot
  }

  #grow(): void {
    const keys = new Float64Array(this.#keys.length * 2)
    keys.set(this.#keys)
    const counts = new Uint32Array(keys.length)
    counts.set(this.#counts)
    this.#keys = keys
    this.#counts = counts
    this.#size = keys.length * 2
    this.#slots = new Uint32Array(this.#size)
    for (let edge = 0; edge < this.#edges; edge++) this.#slots[this.#slotOf(keys[edge])] = edge + 1
  }
}
