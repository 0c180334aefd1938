import { type ErrorCode, InputError } from '../errors.js'
import { FORMATS, HINT } from './formats.js'

type Words = [code: ErrorCode, message: string, hint: string]

const refusals = {
  empty: (): Words => ['EMPTY_LOG', 'The file is empty.', 'Give a log with a header and one row for each event.'],
  binary: (): Words => ['UNKNOWN_FORMAT', 'This is a binary file, not a text log.', HINT],
  utf32: (): Words => ['UNKNOWN_FORMAT', 'The text is encoded in UTF-32.', 'Save it as UTF-8.'],
  everyNth: (got: unknown): Words => [
    'BAD_OPTION',
    `everyNth is ${got}.`,
    'Give a whole number, as 4 for every fourth case.'
  ],
  threads: (got: unknown): Words => ['BAD_OPTION', `threads is ${got}.`, 'Give a whole number from 1 to 256.'],
  format: (got: unknown): Words => [
    'BAD_OPTION',
    `format is '${got}'.`,
    `Give one of ${FORMATS.join(', ')}, or leave it out.`
  ],
  dateOrder: (got: unknown): Words => ['BAD_OPTION', `dateOrder is '${got}'.`, "Give 'day-first' or 'month-first'."],
  delimiter: (got: unknown): Words => [
    'BAD_OPTION',
    `delimiter is ${JSON.stringify(got)}.`,
    "Give one ASCII character: ',' ';' '\\t' '|'. Leave it out to have it found."
  ]
}

export { unknownOption } from '../suggest.js'

export type Refusals = typeof refusals

/** @param about what the words speak of */
export function refusal<Kind extends keyof Refusals>(kind: Kind, about: Parameters<Refusals[Kind]>): InputError {
  return new InputError(...(refusals[kind] as (...about: unknown[]) => Words)(...about))
}
