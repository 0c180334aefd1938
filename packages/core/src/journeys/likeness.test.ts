import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Likeness } from './likeness.js'

/** Optimal string alignment, straight from its definition. */
function edits(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0))
  )
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const replaced = table[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)
      table[i][j] = Math.min(replaced, table[i - 1][j] + 1, table[i][j - 1] + 1)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        table[i][j] = Math.min(table[i][j], table[i - 2][j - 2] + 1)
      }
    }
  }
  return table[a.length][b.length]
}

const word = (maxLength: number) => fc.array(fc.constantFrom('a', 'b', 'c', 'é', '中'), { maxLength })

describe('Likeness', () => {
  it('counts the edits between two texts, also within a longer one', () => {
    fc.assert(
      fc.property(word(32), word(32), word(5), (a, b, around) => {
        const [one, other, out] = [a.join(''), b.join(''), around.join('')]
        const found = new Likeness(one).distance(out + other + out, out.length, out.length + other.length)
        expect(found).toBe(edits(one, other))
      }),
      { numRuns: 2000 }
    )
  })

  it('compares the first 32 letters of longer texts', () => {
    const long = 'x'.repeat(32)
    expect(new Likeness(`${long}abc`).distance(`${long}zzz`, 0, 35)).toBe(0)
    expect(new Likeness(`${long}abc`).distance(`y${long}`, 0, 33)).toBe(1)
  })
})
