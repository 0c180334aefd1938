import type { Steps } from '../kernel/work.js'
import { BOUND, eachWith, type TextList, textList } from './text-list.js'

/** How customers are searched: their ids, and the words of their names, each word once however many are called so. */
export interface CustomerNames {
  /** [cases] ids in lower case */
  readonly ids: TextList
  /** Words in lower case; a name is its words with a space between each two. */
  readonly words: TextList
  /** [cases + 1] where the words of each name begin in `named`; a case without a name has none. */
  readonly offsets: Uint32Array
  /** Words of all names. */
  readonly named: Uint32Array | Uint16Array
  /** What it costs. */
  readonly bytes: number
}

const SLICE = 4096

/** The text as it is searched. */
export const searchable = (text: string): string => text.toLowerCase().replace(/[\n\t]/g, ' ')

export function* customerNames(
  caseNames: readonly string[],
  nameOf: ((id: number) => string | null) | null
): Steps<CustomerNames> {
  const cases = caseNames.length
  const offsets = new Uint32Array(nameOf === null ? 0 : cases + 1)
  const numbers = new Map<string, number>()
  let named = new Uint32Array(nameOf === null ? 0 : 2 * cases)
  let used = 0
  for (let id = 0; id < cases && nameOf !== null; id++) {
    const name = nameOf(id)
    for (const word of name === null ? [] : searchable(name).split(' ')) {
      let number = numbers.get(word)
      if (number === undefined) {
        number = numbers.size
        numbers.set(word, number)
      }
      if (used === named.length) named = grown(named)
      named[used++] = number
    }
    offsets[id + 1] = used
    if (id % SLICE === 0) yield (0.5 * id) / cases
  }
  const texts = [...numbers.keys()]
  const words = yield* textList(texts.length, (word) => texts[word])
  const ids = yield* textList(cases, (id) => searchable(caseNames[id]))
  const list = texts.length <= 1 << 16 ? Uint16Array.from(named.subarray(0, used)) : named.slice(0, used)
  return { ids, words, offsets, named: list, bytes: ids.bytes + words.bytes + offsets.byteLength + list.byteLength }
}

function grown(old: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(old.length + (old.length >>> 1) + 16)
  larger.set(old)
  return larger
}

/**
 * Calls `met` with the cases whose name is a text (of one or more words), or has it anywhere, in order, until it returns
 * false.
 */
export function eachNamed(names: CustomerNames, text: string, whole: boolean, met: (id: number) => boolean): void {
  const { words, offsets, named } = names
  const pieces = text.split(' ')
  const last = pieces.length - 1
  const fits: Uint8Array[] = []
  for (const [k, piece] of pieces.entries()) {
    const fitting = new Uint8Array(words.letters.length)
    let any = false
    // What is sought may begin within a word and end within another.
    eachWith(words, (whole || k > 0 ? BOUND : '') + piece + (whole || k < last ? BOUND : ''), (word) => {
      fitting[word] = 1
      any = true
      return true
    })
    if (!any) return
    fits.push(fitting)
  }
  for (let id = 0; id + 1 < offsets.length; id++) {
    const to = offsets[id + 1] - last
    if (whole && to - offsets[id] !== 1) continue
    for (let first = offsets[id]; first < to; first++) {
      let k = 0
      while (k <= last && fits[k][named[first + k]] === 1) k++
      if (k <= last) continue
      if (!met(id)) return
      break
    }
  }
}
