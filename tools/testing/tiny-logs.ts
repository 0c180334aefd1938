/** How the sessions of a tiny log are made of its processes. */
export const tinyShapes = ['exclusive', 'one after another', 'woven', 'no hub'] as const
export type TinyShape = (typeof tinyShapes)[number]

export interface TinyLog {
  sessions: number[][]
  names: string[]
  /** [activities] process of each; -1: the hub. */
  truth: Int32Array
}

/**
 * A log of two to five planted processes of three to nine steps (at most 30 activities in all) in 60 to 500 sessions.
 * Steps are left out now and then, and where the shape has a hub (`home`), sessions begin, often end, and change
 * process there.
 */
export function tinyLog(shape: TinyShape, seed: number): TinyLog {
  const random = generator(seed * 7919 + tinyShapes.indexOf(shape))
  const between = (low: number, high: number) => low + Math.floor(random() * (high - low + 1))
  const processes = between(2, 5)
  const lengths: number[] = []
  while (lengths.length < processes) lengths.push(between(3, Math.min(9, Math.floor(29 / processes))))
  const truth: number[] = []
  const names: string[] = []
  const speaking = random() < 0.5
  const steps = lengths.map((length, p) =>
    Array.from({ length }, (_, k) => {
      truth.push(p)
      names.push(speaking ? `${words[p]} ${verbs[k]}` : `page ${((truth.length * 37) % 101) + 100}`)
      return truth.length - 1
    })
  )
  const hub = shape === 'no hub' ? -1 : truth.push(-1) - 1
  if (hub >= 0) names.push('home')
  const skip = random() < 0.2 ? 0 : 0.05 + 0.3 * random()
  const count = Math.round(60 * (500 / 60) ** random())
  const favour = random() < 0.5 ? 0 : 0.6 * random()
  const noise = random() < 0.5 ? 0 : 0.04 * random()
  const searching = hub >= 0 && random() < 0.5 ? truth.push(-1) - 1 : -1
  if (searching >= 0) names.push('search')
  const more = shape === 'exclusive' ? 0 : shape === 'no hub' ? 0.1 : 0.15 + 0.25 * random()
  const sessions: number[][] = []
  for (let s = 0; s < count; s++) {
    const chosen = [random() < favour ? 0 : between(0, processes - 1)]
    while (chosen.length < processes && random() < more) {
      const other = between(0, processes - 1)
      if (!chosen.includes(other)) chosen.push(other)
    }
    const runs = chosen.map((p) => steps[p]!.filter(() => random() >= skip))
    const session = hub >= 0 ? [hub] : []
    if (shape === 'woven') {
      while (runs.some((run) => run.length > 0)) {
        const left = runs.filter((run) => run.length > 0)
        const run = left[between(0, left.length - 1)]!
        session.push(...run.splice(0, between(1, 3)))
      }
    } else {
      runs.forEach((run, r) => {
        session.push(...run)
        if (hub >= 0 && (r + 1 < runs.length || random() < 0.6)) session.push(hub)
      })
    }
    for (let at = session.length - 1; at > 0; at--) {
      if (searching >= 0 && random() < 0.08) session.splice(at, 0, searching)
      if (random() < noise) session.splice(at, 0, between(0, truth.length - 1))
    }
    const collapsed = session.filter((step, k) => step !== session[k - 1])
    if (collapsed.length > 0) sessions.push(collapsed)
  }
  return { sessions, names, truth: Int32Array.from(truth) }
}

const words = ['loan', 'card', 'claim', 'address', 'travel']
const verbs = ['start', 'details', 'income', 'choose', 'upload', 'check', 'offer', 'sign', 'done']

function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let x = Math.imul(state ^ (state >>> 15), state | 1)
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61)
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32
  }
}
