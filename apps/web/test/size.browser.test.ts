import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { hasChromium } from '../../../packages/view/test/chromium.js'
import { setUp } from './set-up.js'
import { choose, dist, smallLog, visit } from './visit.js'

/**
 * What is allowed, in bytes of gzip -9: .3 kB above what is measured. The aim for all scripts until the map is 150 kB: a
 * packed log of many processes fetches 5.4 kB more than a plain one.
 * `AFTER`: what the page fetches by itself once the map stands, for the first click.
 */
const TO_OPEN = 27_800
const PAGE_TO_MAP = 51_900
const TO_MAP = 144_900
const AFTER = 25_000

const packed = (name: string) => gzipSync(readFileSync(join(dist, name)), { level: 9 }).length

describe.skipIf(!hasChromium())('what the page fetches', () => {
  const at = setUp()

  test('until the processes of a CSV are on screen', async () => {
    const { page, trouble, close } = await visit(at.browser, at.server.url)
    const scripts = () => [...new Set(at.server.asked)].filter((name) => /\.(js|wasm)$/.test(name))
    const bytes = () => scripts().reduce((sum, name) => sum + packed(name), 0)
    await page.waitForSelector('input[type=file]', { state: 'attached' })
    // One script, and no worker before there is something to read.
    expect(at.server.asked.toSorted()).toEqual(['/', '/library.css', '/page.css', '/page.js'])
    expect(bytes()).toBeLessThan(TO_OPEN)
    const marks = await page.evaluate(() => performance.getEntriesByName('desirepath-interactive').length)
    expect(marks).toBe(1)

    // Quotes would fetch what reads them.
    await choose(page, 'small.csv', smallLog().replaceAll('"', ''))
    await page.waitForSelector('.checks')
    // Noted as it appears: what the page asks for from then on is asked for after the map.
    await page.evaluate(() => {
      new MutationObserver((_, observer) => {
        if (document.querySelector('.map-surface') === null) return
        observer.disconnect()
        document.body.dataset.mapAt = String(Date.now())
      }).observe(document.body, { childList: true, subtree: true })
    })
    await page.click('text=Find processes')
    await page.waitForSelector('.map-surface')
    const mapAt = Number(await page.evaluate(() => document.body.dataset.mapAt))
    await page.waitForTimeout(5000)
    const all = scripts().map((name) => ({
      name,
      bytes: packed(name),
      toMap: at.server.firstAsked.get(name)! <= mapAt
    }))
    const sum = (files: typeof all) => files.reduce((total, file) => total + file.bytes, 0)
    const toMap = all.filter((file) => file.toMap)
    const after = all.filter((file) => !file.toMap)
    const said = (files: typeof all) =>
      `${sum(files)}: ${files.map(({ name, bytes }) => `${name} ${bytes}`).join(', ')}`
    console.info(`fetched until the processes of a CSV ${said(toMap)}; by itself after that ${said(after)}`)
    const ofPage = toMap.filter(({ name }) => name.startsWith('/page'))
    expect(toMap.map(({ name }) => name)).toEqual(['/page.js', '/engine.js', '/page-result.js'])
    expect(sum(toMap)).toBeLessThan(TO_MAP)
    expect(sum(ofPage)).toBeLessThan(PAGE_TO_MAP)
    expect(sum(after)).toBeLessThan(AFTER)
    expect(trouble).toEqual([])
    await close()
  })
})
