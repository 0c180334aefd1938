import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readColumns } from './read.js'

/** What a log must read as, by the plainest means: text, split character by character, and maps. */
interface Reference {
  events: [case_: string, activity: string, ms: number, note: string][]
  rows: number
  bad: number
}

/** RFC 4180, for texts whose quotes are sound; a blank line is no row. */
function splitRows(text: string): { text: string; quoted: boolean }[][] {
  const rows: { text: string; quoted: boolean }[][] = []
  let row: { text: string; quoted: boolean }[] = []
  for (let i = 0; i < text.length; ) {
    let cell = ''
    const quoted = text[i] === '"'
    if (quoted) {
      for (i++; text[i] !== '"' || text[i + 1] === '"'; i++) {
        cell += text[i]
        if (text[i] === '"') i++
      }
      i++
    } else while (i < text.length && !',\r\n'.includes(text[i])) cell += text[i++]
    row.push({ text: cell.trim(), quoted })
    if (text[i] === ',') {
      i++
      if (i < text.length) continue
      row.push({ text: '', quoted: false })
    }
    if (text[i] === '\r' && text[i + 1] === '\n') i++
    i++
    if (row.length > 1 || row[0].text !== '' || row[0].quoted) rows.push(row)
    row = []
  }
  return rows
}

const MISSING = ['', 'NA', 'N/A', 'NaN', 'nan', 'NULL', 'null', '\\N']

function reference(text: string): Reference {
  const [, ...rows] = splitRows(text)
  const isMissing = (cell: { text: string; quoted: boolean } | undefined) =>
    cell === undefined || cell.text === '' || (!cell.quoted && MISSING.includes(cell.text))
  const result: Reference = { events: [], rows: 0, bad: 0 }
  for (const row of rows) {
    if (row.every((cell) => cell.text === '')) continue
    result.rows++
    const [case_, activity, stamp, note] = row
    const ragged = row.length < 3 || row.slice(4).some((cell) => cell.text !== '')
    const ms = stamp === undefined ? Number.NaN : instant(stamp.text)
    if (ragged || isMissing(case_) || isMissing(activity) || Number.isNaN(ms)) result.bad++
    else result.events.push([case_.text, activity.text, ms, isMissing(note) ? '' : note.text])
  }
  return result
}

/** Of the forms below; NaN for a day that there is not, such as 29 February 2023. */
function instant(text: string): number {
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`)
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== text.slice(0, 10)) return Number.NaN
  if (text.length === 10) return day.getTime()
  return Date.parse(/Z$|[+-]\d\d:\d\d$/.test(text) ? text : `${text}Z`)
}

/** A text as UTF-8, but for the letters é and ü of some rows, as Windows-1252 has them. */
function encode(text: string, latin: boolean): Uint8Array {
  return latin ? Uint8Array.from(text, (letter) => letter.charCodeAt(0)) : new TextEncoder().encode(text)
}

const name = fc.constantFrom(
  ...[
    'login',
    '/page/with a rather long name',
    'Zahlung prüfen',
    'é',
    'Next',
    'n',
    'NA ',
    'NAN',
    'a,b',
    'say "hi"',
    'x\ny',
    ' padded '
  ],
  ...[
    'NULL',
    'null',
    'NaN',
    'nan',
    'N/A',
    '\\N',
    '',
    'nul',
    'exactly sixteen.',
    'exactly seventeen',
    'of thirty-three bytes, which is 1',
    '"'
  ]
)
const stamp = fc.constantFrom(
  ...[
    '2024-03-01 10:00:00',
    '2024-02-29T23:59:59',
    '2024-12-31T00:00:00Z',
    '2024-03-01T10:00:00.250Z',
    '2024-03-01T10:00:00+02:00'
  ],
  ...['1969-07-20 20:17:40', '2023-02-29 00:00:00', 'never', '']
)
const ordinary = fc
  .tuple(fc.nat(60), fc.nat(25), fc.nat(27), fc.nat(59))
  .map(([a, b, day, second]) => [
    `c${a}`,
    `/step/${b}`,
    `2024-03-${String(day + 1).padStart(2, '0')} 09:30:${String(second).padStart(2, '0')}`,
    `n${b % 4}`
  ])
const odd = fc.tuple(name, name, stamp, name).map((cells) => [...cells])
const ragged = fc.constantFrom(
  ['c1', 'login', '2024-03-01', 'x', 'more'],
  ['c1', 'login'],
  ['c2', 'login', '2024-03-01'],
  ['c1', 'a', '2024-03-01', '', '', ''],
  ['']
)
const row = fc.oneof(
  { arbitrary: ordinary, weight: 12 },
  { arbitrary: odd, weight: 3 },
  { arbitrary: ragged, weight: 1 }
)

function write(rows: readonly (readonly string[])[], quoting: 'needed' | 'all', lineEnd: string): string {
  const cell = (text: string) =>
    /[",\r\n]/.test(text) || (quoting === 'all' && !MISSING.includes(text)) ? `"${text.replaceAll('"', '""')}"` : text
  return rows.map((cells) => cells.map(cell).join(',') + lineEnd).join('')
}

test('a log reads as a plain parser has it, wherever its bytes are cut, over many windows of the kernel', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 20, maxLength: 60 }),
      fc.constantFrom('needed' as const, 'needed' as const, 'all' as const),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.record({ mark: fc.boolean(), latin: fc.boolean(), open: fc.boolean(), long: fc.boolean() }),
      fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 1, maxLength: 6 }),
      async (some, quoting, lineEnd, { mark, latin, open, long }, cuts) => {
        const filler = Array.from({ length: 70 }, (_, i) => [
          `c${i % 9}`,
          `/step/${i % 11}`,
          '2024-03-01 08:00:00',
          'n'
        ])
        // The same rows over and over come to lie at all places of a window.
        const times = long ? 150 : 1
        const rows = [...filler, ...Array.from({ length: times }, () => some).flat(), ...filler.slice(0, 30 * times)]
        const header = [['case_id', 'activity', 'timestamp', 'note']]
        let text = write(header, 'needed', lineEnd) + write(rows, quoting, lineEnd)
        if (open) text = text.slice(0, -lineEnd.length)
        const wanted = reference(text)
        fc.pre(wanted.bad * 2 <= wanted.rows)
        const bytes = encode(text, latin)
        async function* chunks() {
          if (mark && !latin) yield new Uint8Array([0xef, 0xbb, 0xbf])
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const end = at + cuts[turn % cuts.length]
            yield bytes.subarray(at, end)
            at = end
          }
        }
        const options = { delimiter: ',', header: true, attributes: ['note'], blockBytes: cuts[0] }
        const raw = await readColumns(chunks(), { ...options, format: 'csv' })
        const note = raw.attributes.get('note')!
        if (note.kind !== 'category') throw new Error('notes are texts')
        const events = Array.from(raw.time, (ms, i) => [
          raw.caseNames[raw.case[i]],
          raw.activityNames[raw.activity[i]],
          ms,
          note.values[note.codes[i]]
        ])
        expect({ events, rows: raw.read.rows, bad: raw.read.badRows }).toEqual(wanted)
        expect(firsts(raw.case)).toEqual(raw.caseNames.map((_, i) => i))
        expect(firsts(raw.activity)).toEqual(raw.activityNames.map((_, i) => i))
      }
    ),
    { numRuns: 60 }
  )
})

/** Codes in the order in which they appear. */
function firsts(codes: Uint32Array): number[] {
  return [...new Set(codes)]
}
