/** Longer objects have a line for each of their entries. */
const LONGEST_LINE = 120
/** Elements of a long list that are written at once. */
const AT_ONCE = 256

/**
 * JSON with a line for each value of an object, and for each element of those that are lists, or long: to be read and
 * searched line by line, and less than half as long as indented by every level. Ends with a line break.
 */
export const linedJson = (value: object): string => jsonPieces(value).lined.join('')

/** A text of JSON in pieces, where it may be long: as {@link linedJson} has it, and as `JSON.stringify` does. */
export interface JsonPieces {
  lined: string[]
  compact: string[]
}

/** Both at once: what takes long, to make texts of numbers and names, is done for both. */
export function jsonPieces(value: object): JsonPieces {
  const pieces: JsonPieces = { lined: [], compact: [] }
  add(pieces, '{')
  for (const [i, [key, field]] of entriesOf(value).entries()) {
    if (i > 0) add(pieces, ',')
    pieces.lined.push('\n  ')
    add(pieces, `${JSON.stringify(key)}:`)
    addValue(pieces, field)
  }
  pieces.lined.push('\n')
  add(pieces, '}')
  pieces.lined.push('\n')
  return pieces
}

function addValue(pieces: JsonPieces, field: unknown): void {
  if (Array.isArray(field)) addBlock(pieces, '[', elementTexts(field), ']')
  else if (typeof field !== 'object' || field === null) add(pieces, JSON.stringify(field))
  else {
    const parts = entriesOf(field).map(entryText)
    const text = `{${parts.join(',')}}`
    if (text.length <= LONGEST_LINE) add(pieces, text)
    else addBlock(pieces, '{', { lined: parts, compact: parts }, '}')
  }
}

const entriesOf = (value: object): [string, unknown][] =>
  Object.entries(value).filter(([, field]) => field !== undefined)
const entryText = ([key, part]: [string, unknown]) => `${JSON.stringify(key)}:${JSON.stringify(part)}`

function add({ lined, compact }: JsonPieces, text: string): void {
  lined.push(text)
  compact.push(text)
}

const BREAK = '\n    '

function addBlock(pieces: JsonPieces, begin: string, { lined, compact }: JsonPieces, end: string): void {
  add(pieces, begin)
  lined.forEach((text, i) => {
    if (i > 0) add(pieces, ',')
    pieces.lined.push(BREAK, text)
    pieces.compact.push(compact[i])
  })
  if (lined.length > 0) pieces.lined.push('\n  ')
  add(pieces, end)
}

/** A text for each element, or for several of them. */
function elementTexts(list: unknown[]): JsonPieces {
  const texts: JsonPieces = { lined: [], compact: [] }
  for (let from = 0; from < list.length; from += AT_ONCE) {
    const some = list.slice(from, from + AT_ONCE)
    const isLong = list.length >= AT_ONCE
    const objects = isLong && some.every((one) => typeof one === 'object' && one !== null && !Array.isArray(one))
    // Between two objects this stands; where it stands no more often, it stands in none of them.
    const compact = objects ? JSON.stringify(some).slice(1, -1) : ''
    const parts = compact.split('},{')
    if (objects && parts.length === some.length) {
      texts.lined.push(parts.join(`},${BREAK}{`))
      texts.compact.push(compact)
    } else for (const one of some) add(texts, JSON.stringify(one ?? null))
  }
  return texts
}
