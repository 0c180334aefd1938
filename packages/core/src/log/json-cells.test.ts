import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readColumns } from './read.js'

const value = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.string({ unit: fc.constantFrom('a', 'é', '"', '\\', '\n', '😀', '\ud800', 'NA', ' '), maxLength: 8 }),
  fc.integer(),
  fc.double(),
  fc.constantFrom(0, -0, 1e21, 1e-7, 0.000001, 12.5, -0.25, true, false, null, 123456789012345680, 1234567.1234567)
)
const name = fc.constantFrom('status', 'amount', 'größe', '7', 'a b', 'x.y', 'quo"te')
const record = fc.dictionary(
  name,
  fc.oneof({ weight: 4, arbitrary: value }, { weight: 1, arbitrary: fc.dictionary(name, value, { maxKeys: 3 }) }),
  { maxKeys: 5 }
)

/** A record as text: escapes or none, spaces here and there, in the same order. */
function written(record: object, style: number): string {
  const text = JSON.stringify(record)
  const escaped =
    style & 1 ? text.replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`) : text
  return style & 2 ? escaped.replace(/^\{"case":/, '{ "case" :\t').replace(/\}$/, ' }  ') : escaped
}

async function columns(lines: readonly string[]) {
  const { read, ...rest } = await readColumns(lines.join('\n'), {
    case: 'case',
    activity: 'activity',
    timestamp: 'time',
    attributes: ['*'],
    format: 'jsonl'
  })
  return { ...rest, bad: read.bad, columns: read.columns }
}

describe('JSON records as places in the bytes', () => {
  it('give what JSON.parse gives, for any keys, values and ways to write them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 12 }), fc.nat(3), async (records, style) => {
        const events = records.map((more, i) => ({ case: `c${i % 3}`, activity: `a${i % 2}`, time: i, ...more }))
        const quick = events.map((event) => written({ ...event, last: 1 }, style))
        // A key that comes twice is left to JSON.parse.
        const slow = events.map((event) =>
          written({ ...event, last: 1 }, style).replace(/"last":1( ?)\}/, '"last":0,"last":1$1}')
        )
        expect(await columns([...quick, ...quick])).toEqual(await columns([...slow, ...slow]))
      }),
      { numRuns: 150 }
    )
  })

  it('leave what is no JSON to be counted with its line', async () => {
    const good = '{"case":"c","activity":"a","time":1}'
    const bad = [
      '{"case":"c","activity":"a","time":01}',
      '{"case":"c","activity":"a","time":1,}',
      '{"case":"c","activity":"a" "time":1}',
      '{"case":"c","activity":"a","time":1',
      '{"case":"c\u0001","activity":"a","time":1}',
      '{"case":"\\x","activity":"a","time":1}',
      '{"case":"c","activity":"a","time":1} 5',
      '{"case":"c","activity":nul,"time":1}',
      '{"case":"c","activity":"a","time":1.}',
      '{"case":"c","activity":"a","time":-}'
    ]
    const rows = [...Array<string>(20).fill(good), ...bad.flatMap((line) => [line, good])]
    const { case: cases, bad: told } = await columns(rows)
    expect(cases.length).toBe(30)
    expect(told).toMatchObject([{ reason: 'broken record', count: 10, lines: [21, 23, 25, 27, 29] }])
  })

  it('of two encodings in one file are one name', async () => {
    const bytes = (text: string, latin1: boolean) => Buffer.from(text, latin1 ? 'latin1' : 'utf8')
    const line = '{"case":"Zoë","activity":"Größe \\"x\\"","time":1}\n'
    const log = await readColumns(
      new Uint8Array(Buffer.concat([1, 0, 1, 0].map((latin1) => bytes(line, latin1 === 1))))
    )
    expect([log.caseNames, log.activityNames, log.case.length]).toEqual([['Zoë'], ['Größe "x"'], 4])
  })
})
