import { afterEach, describe, expect, test } from 'vitest'
import { setLocale } from './format.js'
import { inLocale } from './format-further.js'

const sentence =
  'pay 1.5 (Top 10, ivr) failed after 4.9 s at 13:01:04 on 15 Jan 2024: "no 2.5 on 3 Mar 2024". <1% of 1,123 events, 12 times.'

describe('figures of sentences', () => {
  afterEach(() => setLocale(null))

  test('are left as they are where nobody reads', () => {
    expect(inLocale(sentence)).toBe(sentence)
  })

  test('are those of the reader; names and quotations stay', () => {
    setLocale('de')
    expect(inLocale(sentence, ['pay 1.5', null, 'pay']).replaceAll('\u00a0', ' ')).toBe(
      'pay 1.5 (Top 10, ivr) failed after 4,9 s at 13:01:04 on 15. Jan. 2024: "no 2.5 on 3 Mar 2024". <1 % of 1.123 events, 12 times.'
    )
    expect(inLocale('from 1,661.95 to 0.05, at number 1700')).toBe('from 1.661,95 to 0,05, at number 1700')
    expect(inLocale('a name with (odd] signs 2.5*', ['(odd] signs 2.5*'])).toBe('a name with (odd] signs 2.5*')
  })

  test('of names, paths, clocks and versions nothing is taken for a figure', () => {
    setLocale('de')
    for (const text of ['/svc/p2/4.5', 'IVR_0.5', '10.11.12', '1,5', '15:41:08', 'x1.5', 'No step is known.'])
      expect(inLocale(text)).toBe(text)
  })

  test('are in the digits of the reader', () => {
    setLocale('ar-EG')
    expect(inLocale('2 steps in 30.7 s')).toBe('٢ steps in ٣٠٫٧ s')
  })
})
