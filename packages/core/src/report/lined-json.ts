/** Longer objects have a line for each of their entries. */
const LONGEST_LINE = 120
/** Elements of a long list that are written at once. */
const AT_ONCE = 256

/**
 * JSON with a line for each value of an object, and for each element of those that are lists, or long: to be read and
 * searched line by line, and less than half as long as indented by every level. Ends with a line break.
 */
export const linedJson = (value: object): string => linedPieces(value).join('')

/** The same in pieces, where it may be long. */
export function linedPieces(value: object): string[] {
  const pieces = entriesOf(value).flatMap(([key, field], i) => {
    const name = `${i > 0 ? ',' : ''}\n  ${JSON.stringify(key)}:`
    if (Array.isArray(field)) return [name, ...block('[', elementTexts(field), ']')]
    if (typeof field !== 'object' || field === null) return name + JSON.stringify(field)
    const parts = entriesOf(field).map(entryText)
    const text = `{${parts.join(',')}}`
    return text.length <= LONGEST_LINE ? name + text : [name, ...block('{', parts, '}')]
  })
  return ['{', ...pieces, '\n}\n']
}

const entriesOf = (value: object): [string, unknown][] =>
  Object.entries(value).filter(([, field]) => field !== undefined)
const entryText = ([key, part]: [string, unknown]) => `${JSON.stringify(key)}:${JSON.stringify(part)}`

/** `JSON.stringify` of what {@link linedJson} wrote: no text in JSON has a line break of its own. */
export const compactJson = (lined: string): string => lined.replace(/\n */g, '')

const BREAK = ',\n    '
const block = (begin: string, lines: string[], end: string): string[] =>
  lines.length === 0
    ? [begin + end]
    : [`${begin}\n    `, ...lines.map((line, i) => (i > 0 ? BREAK : '') + line), `\n  ${end}`]

/** A text for each element, or for several of them. */
function elementTexts(list: unknown[]): string[] {
  if (list.length < AT_ONCE) return list.map((element) => JSON.stringify(element ?? null))
  const texts: string[] = []
  for (let from = 0; from < list.length; from += AT_ONCE) {
    const some = list.slice(from, from + AT_ONCE)
    const objects = some.every((one) => typeof one === 'object' && one !== null && !Array.isArray(one))
    // Between two objects this stands; where it stands no more often, it stands in none of them.
    const parts = objects ? JSON.stringify(some).slice(1, -1).split('},{') : []
    if (parts.length === some.length) texts.push(parts.join(`}${BREAK}{`))
    else for (const one of some) texts.push(JSON.stringify(one ?? null))
  }
  return texts
}
