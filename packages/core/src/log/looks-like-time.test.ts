import fc from 'fast-check'
import { expect, it } from 'vitest'
import { kindOfTexts } from './kind-of-texts.js'
import { looksLikeTime } from './looks-like-time.js'

const part = (least: number, most: number) => fc.integer({ min: least, max: most }).map((n) => `${n}`.padStart(2, '0'))
const stamp = fc
  .tuple(
    fc.integer({ min: 1, max: 9999 }).map((n) => `${n}`.padStart(4, '0')),
    part(0, 14),
    part(0, 33),
    fc.constantFrom('', ' ', 'T'),
    part(0, 25),
    part(0, 61),
    fc.constantFrom('', ':09', ':59.5', ':60'),
    fc.constantFrom('', 'Z', '+02:00', '-1130', '+1400', ' UTC')
  )
  .map(([year, month, day, gap, hour, minute, rest, zone]) =>
    gap === '' ? `${year}-${month}-${day}` : `${year}-${month}-${day}${gap}${hour}:${minute}${rest}${zone}`
  )
const other = fc.constantFrom('', 'NA', 'null', '17', '1709251200', '20240301', '03/04/2024', 'C17', 'May', 'page 2')

it('says of a sample what the code that reads every stamp says of it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof({ weight: 4, arbitrary: stamp }, other), { maxLength: 9 }), async (texts) => {
      expect(await looksLikeTime(texts)).toBe(kindOfTexts(texts))
    }),
    { numRuns: 2000 }
  )
})
