const TAB = 9
const LF = 10
const CR = 13
const SPACE = 32
const BANG = 33
const DOUBLE_QUOTE = 34
const HASH = 35
const AMPERSAND = 38
const QUOTE = 39
const SLASH = 47
const COLON = 58
const SEMICOLON = 59
const LESS = 60
const EQUALS = 61
const GREATER = 62
const QUESTION = 63
const LOWER_X = 120
/** No markup is longer; a file of which nothing closes is not held in memory whole. */
const LONGEST_MARKUP = 1 << 23
/** Bytes behind what is filled, so that words can be read to its end. */
const BEHIND = 8

/** What is wrong with a text that is no well-formed XML. */
export class XmlError extends Error {}

/**
 * Finds the tags of XML in UTF-8 (W3C, Extensible Markup Language 1.0), piece by piece: `feed`, then `next` until it is
 * false. Names and values are places in `buffer`; texts between tags, comments, CDATA, instructions and the declaration of
 * a document type are passed over.
 */
export class XmlScanner {
  buffer: Uint8Array = new Uint8Array(1 << 16)
  /** Of the tag at hand, without its prefix. */
  name = ''
  /** Whether the tag opens its element, and whether it closes it. */
  opens = false
  closes = false
  /** Attributes of the tag. */
  count = 0
  /** [4 x count] begin and end of each name, begin and end of its value. */
  readonly places: number[] = []

  readonly #names: { bytes: Uint8Array; local: string }[] = []
  /** Names of the open elements. */
  readonly #open: number[] = []
  #hasRoot = false
  #position = 0
  #filled = 0
  #last = false

  feed(bytes: Uint8Array, last: boolean): void {
    const kept = this.#filled - this.#position
    if (kept > LONGEST_MARKUP) throw new XmlError('a tag or comment never ends')
    const needed = kept + bytes.length + BEHIND
    if (needed > this.buffer.length) {
      const grown = new Uint8Array(Math.max(needed, 2 * this.buffer.length))
      grown.set(this.buffer.subarray(this.#position, this.#filled))
      this.buffer = grown
    } else this.buffer.copyWithin(0, this.#position, this.#filled)
    this.buffer.set(bytes, kept)
    this.#position = 0
    this.#filled = kept + bytes.length
    this.#last = last
  }

  /**
   * Goes on to the next tag; false where more bytes are needed.
   *
   * @throws XmlError for what is not well-formed; at the end of the text also for elements that are open, or where none was
   */
  next(): boolean {
    for (;;) {
      const { buffer } = this
      const filled = this.#filled
      let i = this.#position
      if (this.#open.length > 0) while (i < filled && buffer[i] !== LESS) i++
      else
        while (i < filled && buffer[i] !== LESS)
          if (!isSpace(buffer[i++])) throw new XmlError('text outside of the root element')
      this.#position = i
      if (i >= filled) return this.#isComplete('')
      const second = buffer[i + 1]
      if (i + 1 >= filled) return this.#isComplete('a tag is cut off')
      if (second === QUESTION) {
        if (!this.#skipTo('?>', i + 2, 'an instruction')) return false
      } else if (second === BANG) {
        if (filled - i < 9 && !this.#last) return false
        if (this.#isAt('<!--', i)) {
          if (!this.#skipTo('-->', i + 4, 'a comment')) return false
        } else if (this.#isAt('<![CDATA[', i)) {
          if (this.#open.length === 0) throw new XmlError('text outside of the root element')
          if (!this.#skipTo(']]>', i + 9, 'a CDATA section')) return false
        } else if (!this.#isAt('<!DOCTYPE', i)) throw new XmlError('unknown markup')
        else if (!this.#skipDoctype(i + 9)) return false
      } else return second === SLASH ? this.#close(i + 2) : this.#openTag(i + 1)
    }
  }

  /** Whether the tag's attribute k is called so. */
  isNamed(k: number, name: Uint8Array): boolean {
    const from = this.places[4 * k]
    return this.places[4 * k + 1] - from === name.length && this.#has(name, from)
  }

  #has(bytes: Uint8Array, at: number): boolean {
    for (let k = 0; k < bytes.length; k++) if (this.buffer[at + k] !== bytes[k]) return false
    return true
  }

  #isAt(text: string, at: number): boolean {
    for (let k = 0; k < text.length; k++) if (this.buffer[at + k] !== text.charCodeAt(k)) return false
    return true
  }

  /** What to do where the bytes end: false for "feed more". */
  #isComplete(problem: string): false {
    if (!this.#last) return false
    if (problem !== '') throw new XmlError(problem)
    if (this.#open.length > 0) throw new XmlError(`unclosed tag: ${this.#names[this.#open.pop() as number].local}`)
    if (!this.#hasRoot) throw new XmlError('there is no root element')
    return false
  }

  #skipTo(end: string, from: number, what: string): boolean {
    const closing = end.charCodeAt(end.length - 1)
    let i = from + end.length - 1
    while (i < this.#filled && !(this.buffer[i] === closing && this.#isAt(end, i - end.length + 1))) i++
    if (i >= this.#filled) return this.#isComplete(`${what} never ends`)
    this.#position = i + 1
    return true
  }

  #skipDoctype(from: number): boolean {
    const { buffer } = this
    let depth = 0
    let quote = 0
    for (let i = from; i < this.#filled; i++) {
      const byte = buffer[i]
      if (quote > 0) {
        if (byte === quote) quote = 0
      } else if (byte === DOUBLE_QUOTE || byte === QUOTE) quote = byte
      else if (byte === 91) depth++
      else if (byte === 93) depth--
      else if (byte === GREATER && depth <= 0) {
        this.#position = i + 1
        return true
      }
    }
    return this.#isComplete('the document type never ends')
  }

  #close(from: number): boolean {
    const { buffer } = this
    let i = from
    while (i < this.#filled && buffer[i] !== GREATER) i++
    if (i >= this.#filled) return this.#isComplete('a closing tag is cut off')
    let end = i
    while (end > from && isSpace(buffer[end - 1])) end--
    const opened = this.#open.pop()
    if (
      opened === undefined ||
      this.#names[opened].bytes.length !== end - from ||
      !this.#has(this.#names[opened].bytes, from)
    ) {
      throw new XmlError('a closing tag does not match the one that is open')
    }
    this.name = this.#names[opened].local
    this.opens = false
    this.closes = true
    this.count = 0
    this.#position = i + 1
    return true
  }

  #openTag(from: number): boolean {
    const { buffer, places } = this
    const filled = this.#filled
    let i = from
    while (i < filled && !isSpace(buffer[i]) && buffer[i] !== GREATER && buffer[i] !== SLASH) i++
    const nameEnd = i
    if (i === from && i < filled) throw new XmlError('a tag has no name')
    let count = 0
    for (;;) {
      const before = i
      while (i < filled && isSpace(buffer[i])) i++
      if (i >= filled) return this.#isComplete('a tag is cut off')
      if (buffer[i] === GREATER) break
      if (buffer[i] === SLASH) {
        if (i + 1 >= filled) return this.#isComplete('a tag is cut off')
        if (buffer[i + 1] !== GREATER) throw new XmlError('a slash within a tag')
        break
      }
      if (i === before) throw new XmlError('no space between attributes')
      const name = i
      while (i < filled && buffer[i] !== EQUALS && !isSpace(buffer[i]) && buffer[i] !== GREATER && buffer[i] !== LESS)
        i++
      const end = i
      while (i < filled && isSpace(buffer[i])) i++
      if (i >= filled) return this.#isComplete('a tag is cut off')
      if (buffer[i] !== EQUALS || end === name) throw new XmlError('an attribute without a value')
      i++
      while (i < filled && isSpace(buffer[i])) i++
      if (i >= filled) return this.#isComplete('a tag is cut off')
      const quote = buffer[i++]
      if (quote !== DOUBLE_QUOTE && quote !== QUOTE) throw new XmlError('the value of an attribute is not in quotes')
      const value = i
      while (i < filled && buffer[i] !== quote) if (buffer[i++] === LESS) throw new XmlError('< within a value')
      if (i >= filled) return this.#isComplete('a value is cut off')
      for (let k = 0; k < count; k++) {
        if (places[4 * k + 1] - places[4 * k] === end - name && this.#has(buffer.subarray(name, end), places[4 * k])) {
          throw new XmlError('an attribute comes twice')
        }
      }
      places[4 * count] = name
      places[4 * count + 1] = end
      places[4 * count + 2] = value
      places[4 * count + 3] = i++
      count++
    }
    const name = this.#nameAt(from, nameEnd)
    this.closes = buffer[i] === SLASH
    if (this.#open.length === 0) {
      if (this.#hasRoot) throw new XmlError('there is more than one root element')
      this.#hasRoot = true
    }
    if (!this.closes) this.#open.push(name)
    this.name = this.#names[name].local
    this.opens = true
    this.count = count
    this.#position = i + (this.closes ? 2 : 1)
    return true
  }

  #nameAt(from: number, to: number): number {
    const names = this.#names
    for (let n = 0; n < names.length; n++) {
      if (names[n].bytes.length === to - from && this.#has(names[n].bytes, from)) return n
    }
    const bytes = this.buffer.slice(from, to)
    const local = new TextDecoder().decode(bytes.subarray(bytes.indexOf(COLON) + 1))
    return names.push({ bytes, local }) - 1
  }
}

const isSpace = (byte: number): boolean => byte === SPACE || byte === LF || byte === TAB || byte === CR

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }
const encoder = new TextEncoder()

/**
 * Writes the value of an attribute, its references resolved and its line breaks and tabs as spaces. It takes no more bytes
 * than it has in the text.
 *
 * @returns where it ends
 * @throws XmlError for a reference to what is not known
 */
export function writeValue(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): number {
  for (let i = start; i < end; i++) {
    const byte = from[i]
    if (byte === AMPERSAND) {
      let stop = i + 1
      while (stop < end && from[stop] !== SEMICOLON) stop++
      const text = stop < end ? referred(String.fromCharCode(...from.subarray(i + 1, Math.min(stop, i + 16)))) : null
      if (text === null) throw new XmlError('an unknown reference (&)')
      at += encoder.encodeInto(text, to.subarray(at)).written
      i = stop
    } else if (byte > CR) to[at++] = byte
    else if (byte !== LF || from[i - 1] !== CR) to[at++] = byte === LF || byte === CR || byte === TAB ? SPACE : byte
  }
  return at
}

function referred(name: string): string | null {
  if (name.charCodeAt(0) !== HASH) return ENTITIES[name] ?? null
  const isHex = name.charCodeAt(1) === LOWER_X
  const digits = name.slice(isHex ? 2 : 1)
  const code = (isHex ? /^[\da-f]+$/i : /^\d+$/).test(digits) ? Number.parseInt(digits, isHex ? 16 : 10) : Number.NaN
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : null
}
