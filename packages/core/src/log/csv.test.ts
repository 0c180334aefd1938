import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sharedBytes, sharedFile } from '../../../../tools/testing/shared.js'
import { CsvScanner } from './csv.js'
import { tableHead } from './csv-dialect.js'
import { oddHead } from './odd-heads.js'
import * as quotes from './quote-reader.js'
import { readTable } from './read.js'

const spectrum = new URL('../../test-data/csv-spectrum/', import.meta.url)

describe('csv-spectrum', () => {
  const names = readdirSync(new URL('csvs', spectrum)).map((name) => name.replace('.csv', ''))
  it('has its eleven files', () => {
    expect(names).toHaveLength(11)
  })
  it.each(names)('%s parses to its JSON', async (name) => {
    const { columns, rows } = await readTable(new Uint8Array(readFileSync(new URL(`csvs/${name}.csv`, spectrum))))
    const expected = JSON.parse(readFileSync(new URL(`json/${name}.json`, spectrum), 'utf8'))
    expect(rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])))).toEqual(expected)
  })
})

/** Scans in blocks of the given sizes. */
function scan(
  bytes: Uint8Array,
  delimiter: string,
  blockSizes: number[],
  width = 0
): { rows: string[][]; lines: number[]; broken: number[] } {
  const scanner = new CsvScanner({ delimiter, backslash: false }, null)
  scanner.width = width
  const rows: string[][] = []
  const lines: number[] = []
  const broken: number[] = []
  let at = 0
  let turn = 0
  do {
    const size = Math.max(1, blockSizes[turn++ % blockSizes.length])
    const end = Math.min(bytes.length, at + size)
    scanner.feed(bytes.subarray(at, end), end === bytes.length)
    at = end
    for (;;) {
      // As the readers do: what reads quotes is there from the first of them on.
      if (scanner.meetsQuote()) scanner.useQuotes(quotes)
      if (!scanner.next()) break
      rows.push(scanner.cells.texts())
      lines.push(scanner.cells.line)
      if (scanner.cells.broken) broken.push(scanner.cells.line)
    }
  } while (at < bytes.length)
  return { rows, lines, broken }
}

const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', ' ', '"', ',', ';', '\t', '|', '\n', '\r', 'é', '界', '🙂', '1') }),
  fc.string({ unit: 'grapheme' }).map((text) => text.replace(/\0/g, '')),
  fc.integer().map(String)
)
const table = fc
  .integer({ min: 1, max: 6 })
  .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }))

function write(rows: string[][], delimiter: string, lineEnd: string, quoteAll: boolean): string {
  const quote = (text: string, alone: boolean) =>
    quoteAll || /["\r\n]/.test(text) || text.includes(delimiter) || (alone && text === '')
      ? `"${text.replaceAll('"', '""')}"`
      : text
  return rows.map((row) => row.map((text) => quote(text, row.length === 1)).join(delimiter)).join(lineEnd)
}

describe('any table that is written is read back', () => {
  const delimiters = fc.constantFrom(',', ';', '\t', '|')
  const lineEnds = fc.constantFrom('\n', '\r\n', '\r')

  it('by the scanner, under any split of the bytes', () => {
    fc.assert(
      fc.property(
        table,
        delimiters,
        lineEnds,
        fc.boolean(),
        fc.boolean(),
        fc.oneof(fc.constant<number[]>([1]), fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 })),
        (rows, delimiter, lineEnd, quoteAll, lastEnd, blocks) => {
          const text = write(rows, delimiter, lineEnd, quoteAll) + (lastEnd ? lineEnd : '')
          const read = scan(new TextEncoder().encode(text), delimiter, blocks, rows[0].length)
          expect(read.rows).toEqual(rows)
          expect(read.broken).toEqual([])
          // Physical lines: every line break counts, also in quotes.
          let line = 1
          const lines = rows.map((row) => {
            const at = line
            line += 1 + row.join('\0').split(/\r\n|\n|\r/).length - 1
            return at
          })
          expect(read.lines).toEqual(lines)
        }
      ),
      { numRuns: 400 }
    )
  })

  it('by readTable, in UTF-8 and UTF-16, gzipped or not, in any chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        delimiters,
        lineEnds,
        fc.constantFrom('utf-8', 'utf-8 with mark', 'utf-16le', 'utf-16be'),
        fc.boolean(),
        fc.integer({ min: 1, max: 50 }),
        async (rows, delimiter, lineEnd, encoding, gzip, chunk) => {
          fc.pre(!/^\s*$/.test(rows.flat().join('')) && !/^\s*[<{[]/.test(rows[0][0]))
          let bytes = encode(write(rows, delimiter, lineEnd, false), encoding)
          if (gzip) bytes = new Uint8Array(gzipSync(bytes))
          const read = await readTable(chunks(bytes, chunk), { delimiter, header: false, format: 'csv', blockBytes: 1 })
          expect(read.rows).toEqual(rows)
          expect(read.gzip).toBe(gzip)
        }
      ),
      { numRuns: 150 }
    )
  })
})

function encode(text: string, encoding: string): Uint8Array {
  if (encoding === 'utf-8') return new TextEncoder().encode(text)
  if (encoding === 'utf-8 with mark') return new TextEncoder().encode(`\ufeff${text}`)
  const marked = `\ufeff${text}`
  const bytes = new Uint8Array(marked.length * 2)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < marked.length; i++) view.setUint16(i * 2, marked.charCodeAt(i), encoding === 'utf-16le')
  return bytes
}

async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

describe('odd texts', () => {
  const rowsOf = async (text: string, options = {}) => (await readTable(text, { format: 'csv', ...options })).rows

  it('tolerates spaces around quotes', async () => {
    expect(await rowsOf('a,b,c\n1, "x, y" ,3\n')).toEqual([['1', 'x, y', '3']])
  })

  it('takes a quote inside an unquoted cell as it stands', async () => {
    expect(await rowsOf('size,name\n5",disk\n3 1/2" x,"b"\n')).toEqual([
      ['5"', 'disk'],
      ['3 1/2" x', 'b']
    ])
  })

  it('mixes line ends and skips blank lines', async () => {
    expect(await rowsOf('a,b\r\n1,2\n\n3,4\r5,6\r\r\n7,8')).toEqual([
      ['1', '2'],
      ['3', '4'],
      ['5', '6'],
      ['7', '8']
    ])
  })

  it('finds backslash-escaped quotes', async () => {
    const read = await readTable('id,props\n1,"{\\"a\\": 1}"\n2,"{\\"b\\": \\"x\\"}"\n3,"c:\\\\temp"\n')
    expect(read.rows).toEqual([
      ['1', '{"a": 1}'],
      ['2', '{"b": "x"}'],
      ['3', 'c:\\temp']
    ])
    expect(read.broken).toEqual([])
  })

  it.each([
    [',', 'a,b\n1,"2;3"\n'],
    [';', 'datum;wert\n2024;1,5\n2025;2,5\n'],
    ['\t', 'a b\tc, d\n1, 2\t3, 4\n'],
    ['|', 'a|b|c\n1|2,2|3\n4|5,5|6\n']
  ])('finds the delimiter %j', async (delimiter, text) => {
    expect((await readTable(text)).delimiter).toBe(delimiter)
  })

  it('knows a header from rows of values', async () => {
    expect((await readTable('x,y\n1,2\n')).columns).toEqual(['x', 'y'])
    expect((await readTable('u1,Login,2024-01-01\nu1,Pay,2024-01-02\n')).columns).toEqual([
      'column_1',
      'column_2',
      'column_3'
    ])
    expect((await readTable('1,2\n3,4\n', { header: true })).columns).toEqual(['1', '2'])
    expect((await readTable('Year,2000,2001\nA,3.5,4\n')).columns).toEqual(['Year', '2000', '2001'])
  })

  it("reads R's tables, whose row names have no header", async () => {
    const read = await readTable('case,activity\n1,c1,Login\n2,c1,Pay\n')
    expect(read.columns).toEqual(['row', 'case', 'activity'])
  })

  it('names unnamed and repeated columns', async () => {
    expect((await readTable(',time,time\nx,1,2\n')).columns).toEqual(['column_1', 'time', 'time_2'])
  })
})

it('finds a plain head as it finds any other', async () => {
  const name = fc.constantFrom('case', 'activity', 'timestamp', ' session ', 'case id', 'x', '', '2024-01-02', '7')
  const value = fc.constantFrom('c1', '', ' ', '2024-01-02', '7', 'x')
  const rows = fc.tuple(
    fc.array(name, { minLength: 1, maxLength: 5 }),
    fc.array(fc.array(value, { minLength: 1, maxLength: 6 }), { maxLength: 5 })
  )
  await fc.assert(
    fc.asyncProperty(rows, fc.constantFrom(undefined, true, false), async ([head, data], header) => {
      const all = [head, ...data]
      const sample = all.map((cells) => ({ cells, broken: false, bytes: 0 }))
      expect(await tableHead(sample, header)).toEqual(await oddHead(all, header))
    }),
    { numRuns: 3000 }
  )
})

it('reads quotes that come after a head without any', async () => {
  const plain = Array.from({ length: 40_000 }, (_, i) => `c${i % 99},a${i % 7},${i}`).join('\n')
  const { rows } = await readTable(`case,activity,at\n${plain}\n\n"c, 1","say ""x""\ny",7\nc2,b,8`)
  expect(rows.length).toBe(40_002)
  expect(rows.slice(-2)).toEqual([
    ['c, 1', 'say "x"\ny', '7'],
    ['c2', 'b', '8']
  ])
})

describe('broken quotes', () => {
  it('break one line: the rest of the file is read', async () => {
    const read = await readTable('a,b,c\n1,"open,3\n4,"x",6\n7,8,9\n')
    expect(read.broken).toEqual([2])
    expect(read.rows.slice(1)).toEqual([
      ['4', 'x', '6'],
      ['7', '8', '9']
    ])
  })

  it('at the end of the file do not swallow what follows', async () => {
    const lines = Array.from({ length: 500 }, (_, i) => `${i},ok,fine`)
    lines[3] = '3,"never closed,fine'
    const read = await readTable(`a,b,c\n${lines.join('\n')}\n`)
    expect(read.broken).toEqual([5])
    expect(read.rows).toHaveLength(500)
    expect(read.rows[4]).toEqual(['4', 'ok', 'fine'])
  })

  it('that swallowed lines by chance are found by the width of the row', async () => {
    const read = await readTable('a,b,c\n1,2,3\n4,"x,6\n7",8,9\n10,11,12\n')
    expect(read.broken).toContain(3)
    expect(read.rows.at(-1)).toEqual(['10', '11', '12'])
  })

  it('give the same rows however the bytes are cut, also beyond the longest cell', () => {
    const long = 'x'.repeat(quotes.LONGEST_QUOTED + 10)
    const bytes = new TextEncoder().encode(`1,"${long}\n2,3\n4,"${long.slice(20)}",5\n`)
    const whole = scan(bytes, ',', [bytes.length])
    expect(whole.broken).toEqual([1])
    expect(whole.rows[1]).toEqual(['2', '3'])
    expect(whole.rows[2][2]).toBe('5')
    expect(scan(bytes, ',', [65_536])).toEqual(whole)
  })
})

describe('real bad files', () => {
  // Rows as Python's csv module counts them, less header and title lines.
  const files: [name: string, columns: number, rows: number, delimiter: string, first: string][] = [
    ['211.csv', 96, 2132, ',', 'ResourceAgencyNum'],
    ['begrotingsanalyse-2011.csv', 20, 42, ',', 'column_1'],
    ['characters.csv', 18, 382, ',', 'id'],
    ['complex.csv', 4, 3, ',', 'date'],
    ['example.tsv', 17, 140, '\t', 'hour'],
    ['excel_pasting.csv', 9, 17, ',', 'Year'],
    ['long.csv', 1, 3999, ',', 'foo'],
    ['mixedGLB.csv', 19, 133, ',', 'Year'],
    ['null.csv', 4, 10, ',', 'column_1'],
    ['simple.csv', 3, 6, ',', 'date'],
    ['simple.psv', 6, 28, '|', 'Year'],
    ['simple.ssv', 3, 6, ';', 'date'],
    ['skip_initials.csv', 2, 2, ',', 'field1'],
    ['small.csv', 1, 0, ',', 'a'],
    ['spanish_chars.csv', 8, 116, ',', 'GF_ID'],
    ['sparse_with_column_errors.csv', 4, 2237, ',', 'LP'],
    ['utf-16le_encoded.csv', 19, 327, ',', 'Organisation_code'],
    ['utf8bom.csv', 2, 0, ',', 'kitten'],
    ['weird_head_padding.csv', 11, 76, ';', 'column_1']
  ]
  for (const [name, columns, rows, delimiter, first] of files) {
    const path = sharedFile(`data/messy/${name}`)
    it.skipIf(path === null)(`${name} is read as a table`, async () => {
      const read = await readTable(sharedBytes(path!))
      expect({ columns: read.columns.length, rows: read.rows.length }).toEqual({ columns, rows })
      expect({ delimiter: read.delimiter, first: read.columns[0] }).toEqual({ delimiter, first })
      expect(read.broken).toEqual([])
    })
  }

  const text = (name: string) => sharedFile(`data/messy/${name}`)
  it.skipIf(text('spanish_chars.csv') === null)('Latin-1 and padding come out right', async () => {
    expect((await readTable(sharedBytes(text('spanish_chars.csv')!))).columns[7]).toBe('Descripción')
    expect((await readTable(sharedBytes(text('sparse_with_column_errors.csv')!))).rows[0][1]).toMatch(
      /^Trägerorganisationen/
    )
    expect((await readTable(sharedBytes(text('weird_head_padding.csv')!))).notes).toContain(
      '9 rows above the header were skipped.'
    )
    const big5 = await readTable(sharedBytes(text('characters.csv')!), { encoding: 'big5' })
    expect(big5.columns[2]).toBe('景點中文名稱')
  })

  it.skipIf(text('simple.unknown') === null)('an empty file is refused', async () => {
    await expect(readTable(sharedBytes(text('simple.unknown')!))).rejects.toMatchObject({ code: 'EMPTY_LOG' })
  })
})
