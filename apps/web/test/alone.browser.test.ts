import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { hasChromium } from '../../../packages/view/test/chromium.js'
import { fixture } from '../../../packages/view/test/fixture.js'
import { serve } from './serve.js'
import { setUp } from './set-up.js'
import { choose, dist, exported, smallLog, visit } from './visit.js'

describe.skipIf(!hasChromium())('the page by itself, and within others', () => {
  const at = setUp()

  test('one file from disk: a log is read and searched without any request', async () => {
    const address = pathToFileURL(join(dist, 'desirepath.html')).href
    const { page, trouble, close } = await visit(at.browser, address)
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
    const { page, trouble, close } = await visit(at.browser, server.url, { serviceWorkers: 'allow' })
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
    writeFileSync(join(at.folder, 'one.json'), JSON.stringify(fixture({ activities: 60 })))
    writeFileSync(join(at.folder, 'two.csv'), smallLog())
    const model = { format: 'desirepath/model', version: 1, discovery: fixture({ activities: 60 }) }
    writeFileSync(join(at.folder, 'model.json'), JSON.stringify(model))
    writeFileSync(
      join(at.folder, 'host.html'),
      `<!doctype html><title>host</title><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; frame-src 'self'; img-src data:">
<link rel="icon" href="data:,">
<desire-path id="one" src="one.json" theme="dark"></desire-path>
<desire-path id="two" src="two.csv" case="user"></desire-path>
<iframe id="frame" width="900" height="600" title="frame" src="embed.html?src=one.json&amp;theme=light"></iframe>
<script src="host.js"></script><script src="desire-path.js"></script>`
    )
    writeFileSync(
      join(at.folder, 'host.js'),
      `window.told = []
for (const type of ['ready', 'failed', 'process-select', 'activity-select'])
  addEventListener(type, (event) => told.push([event.target.id, type, event.detail]))
addEventListener('message', (event) => told.push(['frame', event.data.type, event.data.detail]))`
    )
    const server = await serve(at.folder, dist)
    const { page, trouble, close } = await visit(at.browser, server.url, { path: 'host.html' })
    await page.waitForFunction(() => {
      const { told } = window as unknown as { told: [string, string][] }
      return ['one', 'two'].every((id) => told.some(([from, type]) => from === id && type === 'ready'))
    })
    const told = () => page.evaluate(() => (window as unknown as { told: [string, string, unknown][] }).told)
    const rows = (id: string) => page.locator(`#${id} .process-row`).allTextContents()
    const before = await rows('one')
    expect(before).toHaveLength(5)
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
    // Labels stand on the ground of the map: its colour is in the picture.
    const drawn = (id: string, ...colour: number[]) =>
      page.evaluate(
        ([id, colour]) => {
          const canvas = document.getElementById(id)!.shadowRoot!.querySelector('canvas')!
          const copy = new OffscreenCanvas(canvas.width, canvas.height)
          const context = copy.getContext('2d', { willReadFrequently: true })!
          context.drawImage(canvas, 0, 0)
          const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
          for (let i = 0; i < data.length; i += 4) {
            if (data[i + 3] === 255 && colour.every((value, k) => data[i + k] === value)) return true
          }
          return false
        },
        [id, colour] as const
      )
    await expect.poll(() => drawn('two', 246, 246, 243)).toBe(true)
    expect(await drawn('two', 230, 230, 250)).toBe(false)
    await page.evaluate(() => {
      const two = document.getElementById('two') as HTMLElement & { selected: number[] }
      const sheet = new CSSStyleSheet()
      sheet.replaceSync('.brand #two { --dp-bg: lavender; --dp-ink: oklch(0.25 0.1 280) }')
      document.adoptedStyleSheets.push(sheet)
      two.selected = [0]
      document.documentElement.classList.add('brand')
    })
    await expect.poll(() => drawn('two', 230, 230, 250)).toBe(true)
    expect(await drawn('two', 246, 246, 243)).toBe(false)
    expect(await paper('two')).toBe('rgb(230, 230, 250)')
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
    // A model file shows what its result shows, by address and by property, and in a frame.
    const shows = async (id: string) => expect.poll(() => rows(id)).toEqual(before)
    await page.evaluate(() => document.getElementById('two')!.setAttribute('src', 'model.json'))
    await shows('two')
    await page.evaluate(async () => {
      const two = document.getElementById('two') as HTMLElement & { data: unknown }
      two.data = null
      two.removeAttribute('src')
    })
    await expect.poll(() => rows('two')).toEqual([])
    await page.evaluate(async () => {
      const two = document.getElementById('two') as HTMLElement & { data: unknown }
      two.data = await (await fetch('model.json')).json()
      ;(document.getElementById('frame') as HTMLIFrameElement).src = 'embed.html?src=model.json'
    })
    await shows('two')
    await expect.poll(() => frame.locator('.process-row').allTextContents()).toEqual(before)
    // Taken out and put in again, an element starts anew; wrong data is told.
    await page.evaluate(() => {
      const one = document.getElementById('one') as HTMLElement & { data: unknown }
      one.remove()
      one.data = { format: 'desirepath/model', version: 1 }
      document.body.append(one)
    })
    await page.waitForSelector('#one [role=alert]')
    expect(await page.textContent('#one [role=alert]')).toContain('no figures to draw')
    expect(trouble).toEqual([])
    await close()
    await server.close()
  })

  test('numbers and dates are those of the reader, with their zone, in the page, the report and the element', async () => {
    const server = await serve(at.folder, dist)
    writeFileSync(join(at.folder, 'shop.json'), JSON.stringify(fixture({ activities: 60 })))
    writeFileSync(
      join(at.folder, 'locale.html'),
      `<!doctype html><meta charset="utf-8"><title>host</title><link rel="icon" href="data:,">
<desire-path src="shop.json"></desire-path><script src="desire-path.js"></script>`
    )
    for (const [locale, events, day] of [
      ['de-DE', '31.106', /\d+\. (Jan|Feb|März|Apr|Mai|Juni|Juli|Aug|Sept|Okt|Nov|Dez)/],
      ['en-US', '31,106', /(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d+/]
    ] as const) {
      const { page, trouble, close } = await visit(at.browser, server.url, { locale, acceptDownloads: true })
      await page.click('text=Try the shop sample')
      await page.waitForSelector('.checks')
      expect(await page.textContent('.columns-page')).toContain(events)
      await page.click('text=Find processes')
      await page.waitForSelector('.map-surface')
      const shown = async (one: typeof page) => (await one.textContent('.filters'))!
      expect(await shown(page)).toContain(`${events} events`)
      expect(await shown(page)).toMatch(day)
      expect(await shown(page)).toContain('UTC')
      const { text } = await exported(page, 'Report')
      // What stands in the file does not depend on who wrote it; what is drawn depends on who reads it.
      expect(text).toContain('31,106 events')
      const path = join(at.folder, `${locale}.html`)
      writeFileSync(path, text)
      const report = await visit(at.browser, pathToFileURL(path).href, { locale })
      await report.page.waitForSelector('.process-row')
      expect(await shown(report.page)).toContain(`${events} events`)
      expect(await shown(report.page)).toMatch(day)
      await report.close()
      await page.goto(`${server.url}locale.html`)
      await page.waitForSelector('desire-path .process-row')
      expect(await page.locator('desire-path .filters').textContent()).toMatch(day)
      expect(trouble).toEqual([])
      await close()
    }
    await server.close()
  })

  test('forced colours reach the map, and leave what is chosen to be seen', async () => {
    const server = await serve(dist)
    const { page, trouble, close } = await visit(at.browser, server.url, { forcedColors: 'active', dark: true })
    await choose(page, 'small.csv', smallLog())
    await page.waitForSelector('.checks')
    await page.click('text=Find processes')
    await page.waitForSelector('.map-surface canvas')
    // Ink and paper of the system are in the picture, those of the page's own theme are not.
    const [ink, own] = await page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.map-surface canvas')!
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
      const probe = document.body.appendChild(document.createElement('div'))
      probe.style.setProperty('forced-color-adjust', 'none')
      const count = (colour: string) => {
        probe.style.color = colour
        const wanted = getComputedStyle(probe).color.match(/\d+/g)!.map(Number)
        let pixels = 0
        for (let i = 0; i < data.length; i += 4)
          if (data[i + 3] === 255 && wanted.every((value, k) => data[i + k] === value)) pixels++
        return pixels
      }
      return [count('CanvasText'), count('#eeeee9')]
    })
    expect(ink).toBeGreaterThan(50)
    expect(own).toBe(0)
    const outline = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => getComputedStyle(element).outlineStyle)
    await page.click('.views button:has-text("Journeys")')
    await page.click('.found-row')
    await page.waitForSelector('.found-row[aria-selected=true]')
    expect(await outline('.found-row[aria-selected=true]')).toBe('solid')
    expect(await outline('.found-row[aria-selected=false]')).toBe('none')
    expect(await outline('.quick-choice[aria-pressed=true]')).toBe('solid')
    expect(await outline('.quick-choice[aria-pressed=false]')).toBe('none')
    expect(trouble).toEqual([])
    await close()
    await server.close()
  })
})
