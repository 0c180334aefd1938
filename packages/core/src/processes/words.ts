/** One word of an activity name. */
export interface Word {
  /** Lower case. */
  text: string
  /** As it is written in the log. */
  written: string
}

/**
 * Words that name technology or a kind of thing rather than what it is about. They are few on purpose: what is generic
 * in one log (`start`, `review`, `olb`) shows in its statistics, but these would also win where a log has one process.
 */
const GENERIC = new Set(
  'api svc www http https com page pages screen view views viewcontroller controller fragment activity html htm jsp jspx asp aspx php cgi do action index node step task event flow legacy'.split(
    ' '
  )
)
// They may stand inside a phrase (confirmation of receipt), but not at its ends.
const JOINING = new Set(
  'a an and at by for from in of on or the to with de het van und der die das la le et y'.split(' ')
)
// Where something happens, not what.
const PLACES = new Set('web app ivr mobile phone branch online desktop ios android'.split(' '))
// Acronyms that logs mostly write in lower case; others are recognised where a log has them in capitals.
const ACRONYMS = new Set(
  'ach atm cv cvv faq gdpr hr iban id ira ivr kpi kyc mfa nfc otp pdf pin pos qr sim sms sso uk url us usa vat vip vpn'.split(
    ' '
  )
)

/** Whether a word names a channel: alone it is no name of a process. */
export const isPlace = (word: string): boolean => PLACES.has(word)

/** Whether a word only joins others: it may stand in a phrase, but not at its ends. Single letters do too. */
export const isJoining = (word: string): boolean =>
  JOINING.has(word) || (word.length <= 2 && /^[\p{Lu}\p{Ll}]$/u.test(word))

// A word: letters, broken where a small letter meets a capital (camelCase) and where a row of capitals ends (IRAAccount);
// one digit between two letters stays in (P2P, b2b).
const WORD =
  /\p{Lu}\d\p{Lu}(?!\p{Ll})|(?<!\p{L})\p{L}\d\p{L}(?!\p{L})|\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{M}'’]+|[\p{Lo}\p{Lm}\p{M}]+|\d+/gu
// What ends a phrase: path separators and punctuation other than - _ and spaces.
const SEGMENT = /[^\p{L}\p{M}\p{N}\s_\-'’]+/u

/**
 * The phrases of an activity name: rows of words that stand together. Split at path separators and punctuation, then at
 * `-`, `_`, spaces, camelCase and digits. Numbers, single letters and generic words are left out and end a phrase, as do
 * codes (`ACCCAR3302`, `r4`). `/apply/pay-bill/product-select` gives apply |
 * pay bill | product select.
 *
 * @param known words by what they are found in, of names before
 */
export function phrasesOf(name: string, known = new Map<string, Chunk>()): Word[][] {
  const phrases: Word[][] = []
  for (const segment of name.split(/[?#]/, 1)[0].split(SEGMENT)) {
    let phrase: Word[] = []
    const end = () => {
      if (phrase.length > 0) phrases.push(phrase)
      phrase = []
    }
    // Chunks without any separator, to see what is glued to digits.
    for (const chunk of segment.split(/[\s_-]+/)) {
      let words = known.get(chunk)
      if (words === undefined) known.set(chunk, (words = wordsOf(chunk)))
      for (const word of words) {
        if (word === null || isTooShort(word.written, segment)) end()
        else phrase.push(word)
      }
    }
    end()
  }
  return phrases
}

/** The words of a part of a name that has no separator; null for what ends a phrase. */
type Chunk = readonly (Word | null)[]

function wordsOf(chunk: string): Chunk {
  const found = chunk.match(WORD) ?? []
  const words = found.filter((word) => /\p{L}/u.test(word))
  // One word in capitals, or a short one, and a number in one chunk are a code; `checkout2` is not.
  const code = words.length === 1 && words.length < found.length && /^(\p{Lu}+|.{1,3})$/u.test(words[0])
  return found.map((written) => {
    const text = written.toLowerCase()
    return code || !words.includes(written) || GENERIC.has(text) ? null : { text, written }
  })
}

/** The codes in a name that {@link phrasesOf} leaves out: letters in capitals glued to digits, in lower case (`acccar`). */
export function codesOf(name: string): string[] {
  return [...name.matchAll(/(?<![\p{L}\p{N}])(\p{Lu}{3,})\d+(?![\p{L}\p{N}])/gu)].map((match) => match[1].toLowerCase())
}

// Single letters say nothing, but within a sentence (Create document X). A single character of a script without capitals
// may be a word.
function isTooShort(word: string, segment: string): boolean {
  return word.length <= 2 && [...word].length < 2 && /[\p{Lu}\p{Ll}]/u.test(word) && !/\p{L} +\S+ +\p{L}/u.test(segment)
}

/** Whether a word looks like one: it has a vowel (where the script has vowels), and is no acronym of letters only. */
export function isWordLike(word: string): boolean {
  return !/^[a-z]{2,}$/.test(word) || /[aeiouy]/.test(word) || ACRONYMS.has(word)
}

/**
 * Words that a log writes in capitals within names that also have small letters (`ER Registration`, `openIRA`): acronyms
 * whose capitals are kept. A log all in capitals proves nothing.
 */
export function acronymsOf(
  names: readonly string[],
  phrases: readonly Word[][][] = names.map((name) => phrasesOf(name))
): Set<string> {
  const capitals = new Map<string, number>()
  const small = new Map<string, number>()
  for (const [i, name] of names.entries()) {
    if (!/\p{Ll}/u.test(name)) continue
    for (const phrase of phrases[i]) {
      for (const { text, written } of phrase) {
        const counts = /^\p{Lu}[\p{Lu}\d]*$/u.test(written) && written.length <= 5 ? capitals : small
        counts.set(text, (counts.get(text) ?? 0) + 1)
      }
    }
  }
  const found = new Set<string>()
  for (const [text, count] of capitals) if (count > (small.get(text) ?? 0)) found.add(text)
  return found
}

/** A phrase for people: acronyms in capitals, the first letter too (`large`), the rest small: "Open IRA", "P2P send". */
export function readable(words: readonly string[], acronyms: ReadonlySet<string>, large = true): string {
  const cased = words.map((word) =>
    acronyms.has(word) || ACRONYMS.has(word) || /^[a-z]\d[a-z]$/.test(word) ? word.toUpperCase() : word
  )
  const text = cased.join(' ')
  if (!large) return text
  const [first = ''] = text
  return first.toUpperCase() + text.slice(first.length)
}

/**
 * Whether `word` abbreviates `phrase` (two or more words): the initials of all its words followed by the beginning of
 * the last (`pbbil` = pay bill + bil), the initials alone (three words or more), or beginnings of three letters or more
 * of each (`accsum` = account summary).
 */
export function abbreviates(word: string, phrase: readonly string[]): boolean {
  if (word.length < 3 || phrase.length < 2) return false
  const initials = phrase.map((part) => part[0]).join('')
  if (word.startsWith(initials)) {
    const rest = word.slice(initials.length)
    if (rest === '' ? phrase.length >= 3 : rest.length >= 2 && phrase[phrase.length - 1].startsWith(rest)) return true
  }
  return prefixesOf(word, phrase, 0)
}

function prefixesOf(word: string, phrase: readonly string[], at: number): boolean {
  if (at === phrase.length) return word === ''
  for (let length = Math.min(word.length, phrase[at].length - 1); length >= 3; length--) {
    if (phrase[at].startsWith(word.slice(0, length)) && prefixesOf(word.slice(length), phrase, at + 1)) return true
  }
  return false
}
