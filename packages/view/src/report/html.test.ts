import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fixture } from '../../test/fixture.js'
import { activityName, cutLeft, cutRight, plainName } from '../names.js'
import { escapeHtml, escapeJson } from './escape.js'
import { buildReport } from './html.js'

const assets = { script: 'void 0', scriptHash: 'sha256-a', style: 'body{}', styleHash: 'sha256-b' }

describe('escaping', () => {
  test('JSON in a script holds nothing that ends it, and is the same data', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: false, withNullPrototype: false }), (value) => {
        const plain = JSON.stringify({ value })
        const text = escapeJson(JSON.stringify({ value }))
        expect(text).not.toMatch(/[<\u2028\u2029]/)
        expect(JSON.stringify(JSON.parse(text))).toBe(JSON.stringify(JSON.parse(plain)))
      })
    )
  })

  test('text in HTML holds no markup', () => {
    expect(escapeHtml(`<a href="x" title='y'>&`)).toBe('&#60;a href=&#34;x&#34; title=&#39;y&#39;&#62;&#38;')
  })
})

describe('names', () => {
  test('are never long, never empty, never split a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.integer({ min: 2, max: 60 }), (name, length) => {
        for (const shown of [activityName(name), plainName(name), cutLeft(name, length), cutRight(name, length)]) {
          expect(shown.length).toBeLessThanOrEqual(Math.max(160, name.length, 9))
        }
        expect(activityName(name)).not.toMatch(/[\u0000-\u001f\u007f]/)
        expect(activityName(name).length).toBeGreaterThan(0)
        expect(activityName(name).length).toBeLessThanOrEqual(160)
        if (!/\p{Surrogate}/u.test(name)) {
          for (const cut of [cutLeft(name, length), cutRight(name, length)]) expect(cut).not.toMatch(/\p{Surrogate}/u)
        }
      })
    )
    expect(cutLeft('/service/apply-credit-card/consent', 12)).toBe('…ard/consent')
  })
})

describe('the report', () => {
  const discovery = fixture({ activities: 40, hostile: true })
  const html = buildReport(assets, discovery)

  test('is the same bytes for the same discovery', () => {
    expect(buildReport(assets, fixture({ activities: 40, hostile: true }))).toBe(html)
  })

  test('allows only its own script and style, and no connection', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1]
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'sha256-a'")
    expect(policy).toContain("connect-src 'none'")
    expect(policy).not.toContain('unsafe')
  })

  test('holds no markup from names', () => {
    expect(html).not.toContain('<img')
    expect(html.match(/<script/g)).toHaveLength(2)
    expect(html.match(/<\/script/g)).toHaveLength(2)
    expect(html).not.toMatch(/https?:\/\//)
    expect(html).not.toContain('<!-- ')
  })

  test('carries the discovery unchanged', () => {
    const data = /id="desirepath-discovery">(.*?)<\/script>/s.exec(html)?.[1]
    expect(JSON.parse(data ?? '')).toEqual(JSON.parse(JSON.stringify(discovery)))
  })

  test('can be read without scripts', () => {
    const text = /<noscript>(.*)<\/noscript>/s.exec(html)?.[1] ?? ''
    expect(text.match(/<tr>/g)).toHaveLength(discovery.processes.length + 1)
    expect(text).toContain(discovery.fingerprint)
  })
})
