import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Cell, safeText, toCsv } from './csv.js'

/** A reader of RFC 4180 for the test only. */
function parse(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let field = ''
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const character = text[i]
    if (quoted) {
      if (character !== '"') field += character
      else if (text[i + 1] === '"') field += text[++i]
      else quoted = false
    } else if (character === '"') quoted = true
    else if (character === ',') {
      row.push(field)
      field = ''
    } else if (character === '\r' && text[i + 1] === '\n') {
      row.push(field)
      rows.push(row)
      row = []
      field = ''
      i++
    } else field += character
  }
  return rows
}

test('whatever the cells hold is read back, made safe', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('=cmd()', '+1', '-1', '@x', '\tx', '\rx', '"', ',', '\r\n', "'"),
    fc.integer(),
    fc.constant(null)
  )
  fc.assert(
    fc.property(
      fc.array(fc.array(cell as fc.Arbitrary<Cell>, { minLength: 2, maxLength: 2 }), { maxLength: 8 }),
      (rows) => {
        const expected = rows.map((row) =>
          row.map((value) => (value === null ? '' : typeof value === 'number' ? String(value) : safeText(value)))
        )
        expect(parse(toCsv(['a', 'b'], rows))).toEqual([['a', 'b'], ...expected])
      }
    )
  )
})

test('no text cell can start a formula', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(safeText(text)).not.toMatch(/^[=+\-@\t\r\n]/)
    })
  )
  expect(safeText('=cmd()|x')).toBe("'=cmd()|x")
  expect(toCsv(['n'], [[-5]])).toBe('n\r\n-5\r\n')
})
