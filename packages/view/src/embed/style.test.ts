import { expect, test, vi } from 'vitest'

vi.mock('../styles/index.css?inline', () => ({ default: '' }))

test('every token can be set from outside, and nothing else is touched', async () => {
  const { openTokens } = await import('./style.js')
  expect(openTokens('.dp{--bg:#fff;--line-2: #c9c9c1;--shadow:0 1px 2px;color:var(--ink)}')).toBe(
    '.dp{--bg:var(--dp-bg,#fff);--line-2:var(--dp-line-2,#c9c9c1);--shadow:0 1px 2px;color:var(--ink)}'
  )
})
