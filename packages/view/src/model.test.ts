import { describe, expect, test } from 'vitest'
import { processCutOf } from './model.js'

describe('the side at which names of processes are cut', () => {
  test('is the left where they begin alike and end differently', () => {
    const names = ['alpha', 'beta', 'gamma', 'delta'].map((end) => `Retirement and pensions ${end}`)
    expect(processCutOf(names)).toBe('left')
  })

  test('is the right for all others, and for short ones', () => {
    expect(
      processCutOf(['Mortgage application, first', 'Statements of the last year', 'Dispute of a large charge'])
    ).toBe('right')
    expect(processCutOf(['pay one', 'pay two', 'pay three'])).toBe('right')
    expect(processCutOf([])).toBe('right')
  })
})
