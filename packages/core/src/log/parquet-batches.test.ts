import fc from 'fast-check'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import { readColumns } from './read.js'

const unit = fc.constantFrom<'MILLIS' | 'MICROS' | 'NANOS'>('MILLIS', 'MICROS', 'NANOS')
const perSecond = { MILLIS: 1_000n, MICROS: 1_000_000n, NANOS: 1_000_000_000n }
const name = fc.constantFrom('login', ' login ', 'NA', 'größe "x", y', 'pay', 'a\nb', '7')
const row = fc.record({
  user: fc.oneof({ weight: 20, arbitrary: name }, { weight: 1, arbitrary: fc.constantFrom(null, '', '  ') }),
  page: name,
  part: fc.bigInt({ min: 0n, max: 999_999_999n }),
  second: fc.oneof(
    { weight: 20, arbitrary: fc.integer({ min: 1_600_000_000, max: 1_800_000_000 }) },
    { weight: 1, arbitrary: fc.constantFrom(null, -86_401, 60, 4_200_000_000) }
  ),
  channel: fc.constantFrom(null, 'web', 'app ', 'NA'),
  amount: fc.constantFrom(null, 1.5, 2, 1e-7, -3)
})
type Row = typeof row extends fc.Arbitrary<infer Value> ? Value : never

const SCHEMA = { case: 'user', activity: 'page', timestamp: 'at', session: 'visit', attributes: ['channel', 'amount'] }

/** Of a row, since 1970. */
function units({ second, part }: Row, per: bigint): bigint | null {
  return second === null ? null : BigInt(second) * per + (part * per) / 1_000_000_000n
}

function parquet(rows: readonly Row[], kind: keyof typeof perSecond, isAdjustedToUTC: boolean): ArrayBuffer {
  return parquetWriteBuffer({
    rowGroupSize: 7,
    columnData: [
      { name: 'user', data: rows.map(({ user }) => user) },
      { name: 'page', data: rows.map(({ page }) => page) },
      { name: 'at', data: rows.map((row) => units(row, perSecond[kind])) },
      { name: 'visit', data: rows.map(({ channel }) => channel) },
      { name: 'channel', data: rows.map(({ channel }) => channel) },
      { name: 'amount', data: rows.map(({ amount }) => amount) }
    ],
    schema: [
      { name: 'root', num_children: 6 },
      { name: 'user', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
      { name: 'page', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
      {
        name: 'at',
        type: 'INT64',
        repetition_type: 'OPTIONAL',
        logical_type: { type: 'TIMESTAMP', isAdjustedToUTC, unit: kind }
      },
      { name: 'visit', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
      { name: 'channel', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
      { name: 'amount', type: 'DOUBLE', repetition_type: 'OPTIONAL' }
    ]
  })
}

function csv(rows: readonly Row[], kind: keyof typeof perSecond, isAdjustedToUTC: boolean): string {
  const quoted = (text: string | null) => (text === null ? '' : `"${text.replaceAll('"', '""')}"`)
  const lines = rows.map((row) => {
    const per = perSecond[kind]
    const at = units(row, per)
    const second = at === null ? 0n : at / per - (at % per < 0n ? 1n : 0n)
    const digits = String(per).length - 1
    const fraction = at === null ? '' : String(at - second * per).padStart(digits, '0')
    const stamp = `${new Date(Number(second) * 1000).toISOString().slice(0, 19)}.${fraction}${isAdjustedToUTC ? 'Z' : ''}`
    const { user, page, channel, amount } = row
    return [quoted(user), quoted(page), at === null ? '' : stamp, quoted(channel), quoted(channel), amount ?? ''].join()
  })
  return `user,page,at,visit,channel,amount\n${lines.join('\n')}\n`
}

describe('Parquet, column by column', () => {
  it('gives the columns of the same table as CSV, to the bit, with the same rows left out', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 6, maxLength: 40 }),
        unit,
        fc.boolean(),
        async (rows, kind, isUtc) => {
          // Most rows are good, so that the table is read.
          const good = rows.map((one): Row => ({ ...one, user: 'login', second: 1_700_000_000 }))
          const table = [...good, ...rows]
          const options = { ...SCHEMA, timeZone: 'Europe/Berlin' }
          const { read: a, ...columns } = await readColumns(parquet(table, kind, isUtc), options)
          const { read: b, ...expected } = await readColumns(csv(table, kind, isUtc), options)
          expect(columns).toEqual(expected)
          const counted = ({ reason, count }: { reason: string; count: number }) => ({ reason, count })
          expect(a.bad.map(counted)).toEqual(b.bad.map(counted))
          expect([a.rows, a.badRows, a.timestampFormat]).toEqual([b.rows, b.badRows, b.timestampFormat])
        }
      ),
      { numRuns: 60 }
    )
  })
})
