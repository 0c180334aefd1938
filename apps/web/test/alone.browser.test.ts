import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasChromium, launch } from '../../../packages/view/test/chromium.js'
import { fixture } from '../../../packages/view/test/fixture.js'
import { serve } from './serve.js'
import { choose, dist, ensureBuilt, smallLog, visit } from './visit.js'

describe.skipIf(!hasChromium())('the page by itself, and within others', () => {
  let browser: Browser
  let folder: string

  beforeAll(async () => {
    ensureBuilt()
    folder = mkdtempSync(join(tmpdir(), 'desirepath-web-'))
    browser = await launch()
  })

  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test('one file from disk: a log is read and searched without any request', async () => {
    const address = pathToFileURL(join(dist, 'desirepath.html')).href
    const { page, trouble, close } = await visit(browser, address)
    await page.click('text=Try the shop sample')
    await page.waitForSelector('.checks')
    expect(await page.textContent('.checks')).toContain('31,106')
    await choose(page, 'small.csv', smallLog())
    await page.waitForFunction(() => document.querySelector('.lead')?.textContent?.includes('small.csv'))
    await page.waitForSelector('.checks')
    await page.click('text=Find processes')
    await page.waitForSelector('.map-surface')
    const asked = await page.evaluate(() =>
      fetch('https://example.invalid/').then(
        () => 'answered',
        () => 'refused'
      )
    )
    expect(asked).toBe('refused')
    expect(trouble.filter((line) => !line.includes('example.invalid'))).toEqual([])
    expect(trouble.join()).toContain('Content Security Policy')
    await close()
  })

  test('works without a network after the first load', async () => {
    const server = await serve(dist)
    const { page, trouble, close } = await visit(browser, server.url, { serviceWorkers: 'allow' })
    await page.evaluate(() => navigator.serviceWorker.ready)
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
    await server.close()
    await page.reload()
    await page.click('text=Try the shop sample')
    await page.waitForSelector('.checks')
    await choose(page, 'small.csv', smallLog())
    await page.waitForFunction(() => document.querySelector('.lead')?.textContent?.includes('small.csv'))
    await page.waitForSelector('.checks')
    await page.click('text=Find processes')
    await page.waitForSelector('.map-surface')
    expect(trouble).toEqual([])
    await close()
  })

  test('<desire-path>: two on a page and one in a frame, each for itself', async () => {
    writeFileSync(join(folder, 'one.json'), JSON.stringify(fixture({ activities: 60 })))
    writeFileSync(join(folder, 'two.csv'), smallLog())
    writeFileSync(
      join(folder, 'host.html'),
      `<!doctype html><title>host</title><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; frame-src 'self'; img-src data:">
<link rel="icon" href="data:,">
<desire-path id="one" src="one.json" theme="dark"></desire-path>
<desire-path id="two" src="two.csv" case="user"></desire-path>
<iframe id="frame" width="900" height="600" title="frame" src="embed.html?src=one.json&amp;theme=light"></iframe>
<script src="host.js"></script><script src="desire-path.js"></script>`
    )
    writeFileSync(
      join(folder, 'host.js'),
      `window.told = []
for (const type of ['ready', 'failed', 'process-select', 'activity-select'])
  addEventListener(type, (event) => told.push([event.target.id, type, event.detail]))
addEventListener('message', (event) => told.push(['frame', event.data.type, event.data.detail]))`
    )
    const server = await serve(folder, dist)
    const { page, trouble, close } = await visit(browser, server.url, { path: 'host.html' })
    await page.waitForFunction(() => {
      const { told } = window as unknown as { told: [string, string][] }
      return ['one', 'two'].every((id) => told.some(([from, type]) => from === id && type === 'ready'))
    })
    const told = () => page.evaluate(() => (window as unknown as { told: [string, string, unknown][] }).told)
    await page.click('#one .process-row >> nth=1')
    expect(await page.locator('#one .process-row.on').count()).toBe(1)
    expect(await page.locator('#two .process-row.on').count()).toBe(0)
    const chosen = (await told()).filter(([from, type]) => from === 'one' && type === 'process-select')
    expect(chosen).toHaveLength(1)
    expect(chosen[0][2]).toMatchObject({ processes: [{ id: expect.any(Number), name: expect.any(String) }] })
    // A point of the map.
    await page.focus('#one .map-surface')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    expect((await told()).some(([from, type]) => from === 'one' && type === 'activity-select')).toBe(true)
    // Each has its own theme, and colours from outside reach style and canvas.
    const paper = (id: string) =>
      page.evaluate((id) => {
        const shown = document.getElementById(id)!.shadowRoot!.querySelector('.dp')!
        return getComputedStyle(shown).backgroundColor
      }, id)
    expect(await paper('one')).toBe('rgb(17, 18, 16)')
    expect(await paper('two')).toBe('rgb(246, 246, 243)')
    await page.evaluate(() => {
      const two = document.getElementById('two') as HTMLElement & { refresh(): void; selected: number[] }
      two.style.setProperty('--dp-bg', '#fffbe6')
      two.refresh()
      two.selected = [0]
    })
    expect(await paper('two')).toBe('rgb(255, 251, 230)')
    expect(await paper('one')).toBe('rgb(17, 18, 16)')
    expect(await page.locator('#two .process-row.on').count()).toBe(1)
    // The frame tells the page of its own origin.
    const frame = page.frameLocator('#frame')
    await frame.locator('.process-row').nth(0).click()
    await page.waitForFunction(() =>
      (window as unknown as { told: [string, string][] }).told.some(
        ([from, type]) => from === 'frame' && type === 'desirepath-process-select'
      )
    )
    // Taken out and put in again, an element starts anew; wrong data is told.
    await page.evaluate(() => {
      const one = document.getElementById('one') as HTMLElement & { data: unknown }
      one.remove()
      one.data = { format: 'desirepath/model', version: 1 }
      document.body.append(one)
    })
    await page.waitForSelector('#one [role=alert]')
    expect(await page.textContent('#one [role=alert]')).toContain('This is a model file')
    expect(trouble).toEqual([])
    await close()
    await server.close()
  })

  test('is small', () => {
    const packed = (names: string[]) =>
      names.reduce((sum, name) => sum + gzipSync(readFileSync(join(dist, name)), { level: 9 }).length, 0)
    const onDemand = ['parquet.js', 'xes.js', 'desire-path.js', 'embed.js', 'sw.js']
    const page = ['library.js', 'page.js']
    const engine = readdirSync(dist).filter(
      (name) => name.endsWith('.js') && !onDemand.includes(name) && !page.includes(name)
    )
    // What must come before the page can be used; and what a search in CSV or JSON needs besides, with the kernels.
    expect(packed(page)).toBeLessThan(80_000)
    expect(engine).toContain('engine.js')
    expect(packed(engine)).toBeLessThan(140_000)
  })
})
