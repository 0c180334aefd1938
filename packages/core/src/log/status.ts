import type { LogData } from './types.js'

/** What a status value says: 0 ok, 1 error, 2 unknown. */
export type Outcome = 0 | 1 | 2

const OK_WORDS = new Set(
  'ok okay success successful succeeded pass passed done complete completed true yes y approved accepted granted allowed allow fine good none normal valid sent delivered info'.split(
    ' '
  )
)
const ERROR_WORDS = new Set(
  'error err errored fail failed failure failing fault timeout timedout denied deny declined rejected reject refused forbidden unauthorized unauthorised invalid false no n exception crash crashed aborted abort broken bad critical fatal ko nok unavailable expired locked blocked'.split(
    ' '
  )
)
// Columns named so say true for an error: is_error, failed, has_failure, exception.
const NAMES_AN_ERROR =
  /(^|[^a-z])(is|has|was)?(err|error|errors|fail|failed|failure|exception|fault|timeout|denied|declined)([^a-z]|$)/i
const NAMES_AN_EXIT_CODE = /(^|[^a-z])(exit|errno|return_?code|rc)([^a-z]|$|code)/i

/**
 * The outcome that a status value names: words (`ok`, `success`, `error`, `timed out`), HTTP codes (1xx to 3xx ok, 4xx
 * and 5xx error), true and false, exit codes in a column named after them. In a column that is named after errors (`is_error`) true and 1 mean error.
 */
export function outcomeOf(value: string | number, column = 'status'): Outcome {
  const text = String(value).trim().toLowerCase()
  if (text === '' || text === 'nan') return 2
  if (NAMES_AN_EXIT_CODE.test(column) && /^-?\d+(\.0)?$/.test(text)) return Number(text) === 0 ? 0 : 1
  const inverted = NAMES_AN_ERROR.test(column.replace(/([a-z])([A-Z])/g, '$1_$2'))
  if (/^(true|false|yes|no|y|n|t|f|0|1|0\.0|1\.0)$/.test(text)) {
    const truth = /^(true|yes|y|t|1|1\.0)$/.test(text)
    return truth === inverted ? 1 : 0
  }
  const code = /^(?:http[ _/-]?(?:1\.[01] |2 )?)?([1-5])(?:\d\d|xx)\b/.exec(text)
  if (code !== null) return Number(code[1]) >= 4 ? 1 : 0
  const words = text.split(/[^a-z]+/).filter(Boolean)
  if (words.length > 1 && /^(no|without)$/.test(words[0]) && ERROR_WORDS.has(words[1].replace(/s$/, ''))) return 0
  const joined = words.join('')
  if (OK_WORDS.has(joined)) return 0
  if (ERROR_WORDS.has(joined) || words[0] === 'not' || /^un(successful|authori[sz]ed)/.test(joined)) return 1
  if (words.some((word) => ERROR_WORDS.has(word) && word.length > 2)) return 1
  if (words.some((word) => OK_WORDS.has(word) && word.length > 1)) return 0
  return 2
}

/** [events] {@link Outcome} of each event by the log's status column; null where the schema names none. */
export function errorMask(log: LogData): Uint8Array | null {
  const name = log.schema.status
  const column = name === undefined ? undefined : log.attributes.get(name)
  if (name === undefined || column === undefined) return null
  const { length } = column.kind === 'category' ? column.codes : column.values
  const mask = new Uint8Array(length)
  if (column.kind === 'category') {
    const outcomes = column.values.map((value) => outcomeOf(value, name))
    for (let i = 0; i < length; i++) mask[i] = outcomes[column.codes[i]]
    return mask
  }
  const known = new Map<number, Outcome>()
  for (let i = 0; i < length; i++) {
    const value = column.values[i]
    let outcome = known.get(value)
    if (outcome === undefined) {
      outcome = outcomeOf(value, name)
      known.set(value, outcome)
    }
    mask[i] = outcome
  }
  return mask
}
