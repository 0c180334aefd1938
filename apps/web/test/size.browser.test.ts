import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasChromium, launch } from '../../../packages/view/test/chromium.js'
import { serve } from './serve.js'
import { choose, dist, ensureBuilt, smallLog, visit } from './visit.js'

/** What is allowed, in bytes of gzip -9. It may only become less: the aim for all scripts is 150 kB. */
const TO_OPEN = 32_000
const TO_RESULT = 173_000

const packed = (name: string) => gzipSync(readFileSync(join(dist, name)), { level: 9 }).length

describe.skipIf(!hasChromium())('what the page fetches', () => {
  let browser: Browser

  beforeAll(async () => {
    ensureBuilt()
    browser = await launch()
  })

  afterAll(async () => {
    await browser?.close()
  })

  test('until the processes of a CSV are on screen', async () => {
    const server = await serve(dist)
    const { page, trouble, close } = await visit(browser, server.url)
    const scripts = () => [...new Set(server.asked)].filter((name) => /\.(js|wasm)$/.test(name))
    const bytes = () => scripts().reduce((sum, name) => sum + packed(name), 0)
    await page.waitForSelector('input[type=file]', { state: 'attached' })
    // One script, and no worker before there is something to read.
    expect(server.asked.toSorted()).toEqual(['/', '/library.css', '/page.css', '/page.js'])
    expect(bytes()).toBeLessThan(TO_OPEN)
    const marks = await page.evaluate(() => performance.getEntriesByName('desirepath-interactive').length)
    expect(marks).toBe(1)

    await choose(page, 'small.csv', smallLog())
    await page.waitForSelector('.checks')
    await page.click('text=Find processes')
    await page.waitForSelector('.map-surface')
    expect(scripts()).toEqual(['/page.js', '/engine.js', '/page-result.js'])
    console.info(`fetched until the processes of a CSV: ${scripts().map((name) => `${name} ${packed(name)}`)}`)
    expect(bytes()).toBeLessThan(TO_RESULT)
    expect(trouble).toEqual([])
    await close()
    await server.close()
  })
})
