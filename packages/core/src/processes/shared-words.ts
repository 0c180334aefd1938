/** Words in more than this share of the activities say nothing, and cost much. */
const MOST_COMMON = 0.5

/** Words of activity names that several activities share. */
export interface SharedWords {
  /** [activities + 1] */
  offsets: Uint32Array
  /** Ids of the words of each activity, ascending. */
  ids: Uint32Array
  /** [words] pairs of activities that share each. */
  pairs: Float64Array
}

/** Words, and pairs of neighbouring words, of each name; only those that several activities share. */
export function sharedWords(names: readonly string[]): SharedWords {
  const texts = names.map(wordsOnce)
  const having = new Map<string, number>()
  for (const text of texts) for (const word of text) having.set(word, (having.get(word) ?? 0) + 1)
  const most = MOST_COMMON * names.length + 2
  const known = new Map<string, number>()
  const pairs: number[] = []
  const offsets = new Uint32Array(names.length + 1)
  const ids: number[] = []
  for (const [i, text] of texts.entries()) {
    const own: number[] = []
    for (const word of text) {
      const count = having.get(word) ?? 0
      if (count < 2 || count > most) continue
      let id = known.get(word)
      if (id === undefined) {
        id = known.size
        known.set(word, id)
        pairs.push((count * (count - 1)) / 2)
      }
      own.push(id)
    }
    ids.push(...own.sort((a, b) => a - b))
    offsets[i + 1] = ids.length
  }
  return { offsets, ids: Uint32Array.from(ids), pairs: Float64Array.from(pairs) }
}

/** The names of a log are asked for in every round; those of other logs may be forgotten. */
const remembered = new Map<string, ReadonlySet<string>>()
const MOST_REMEMBERED = 50_000

function wordsOnce(name: string): ReadonlySet<string> {
  let found = remembered.get(name)
  if (found === undefined) {
    found = words(name)
    if (remembered.size >= MOST_REMEMBERED) remembered.clear()
    remembered.set(name, found)
  }
  return found
}

/** `/home-loan/r4/CoApplicant` -> home, loan, co, applicant, and `home loan` and so on. Digits and single letters go. */
export function words(name: string): Set<string> {
  const spaced = name.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
  const single = (spaced.match(/\p{L}{2,}/gu) ?? []).map((word) => word.toLowerCase())
  const found = new Set(single)
  for (let k = 1; k < single.length; k++) found.add(`${single[k - 1]} ${single[k]}`)
  return found
}
