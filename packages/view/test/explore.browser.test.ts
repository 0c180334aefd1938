import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Discovery } from '@desirepath/core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasChromium, launch } from './chromium.js'
import { fixture } from './fixture.js'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const bundle = new URL('../dist/report-bundle.js', import.meta.url)

/** Filters, map and saving in a report, which has no log to ask. */
describe.skipIf(!hasChromium())('exploring a report', () => {
  const discovery = fixture({ activities: 150 })
  let browser: Browser
  let folder: string
  let address: string
  let page: Page
  let trouble: string[]

  beforeAll(async () => {
    if (!existsSync(fileURLToPath(bundle)))
      execFileSync(process.execPath, [fileURLToPath(new URL('../tools/build.mjs', import.meta.url))])
    const { reportHtml } = (await import(bundle.href)) as { reportHtml: (discovery: Discovery) => string }
    folder = mkdtempSync(join(tmpdir(), 'desirepath-explore-'))
    writeFileSync(join(folder, 'report.html'), reportHtml(discovery))
    address = pathToFileURL(join(folder, 'report.html')).href
    browser = await launch()
  })

  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function open({ width = 1440, height = 900, dark = false } = {}): Promise<void> {
    page = await browser.newPage({
      viewport: { width, height },
      colorScheme: dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
      acceptDownloads: true
    })
    trouble = []
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') trouble.push(message.text())
    })
    page.on('pageerror', (error) => trouble.push(error.message))
    await page.goto(address)
    await page.waitForSelector('.map-surface')
  }

  async function close(): Promise<void> {
    expect(trouble).toEqual([])
    await page.close()
  }

  async function violations(): Promise<string[]> {
    if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource)
    return page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: {
          run: (options: {
            resultTypes: string[]
          }) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>
        }
      }
      return (await axe.run({ resultTypes: ['violations'] })).violations.map(
        (rule) => `${rule.id}: ${rule.nodes[0].html.slice(0, 160)}`
      )
    })
  }

  async function saved(act: () => Promise<unknown>): Promise<Buffer> {
    const [download] = await Promise.all([page.waitForEvent('download'), act()])
    return readFileSync(await download.path())
  }

  const shownRows = () => page.textContent('.list-head .note')
  const chips = () => page.locator('.chip').allTextContents()
  const many = discovery.processes.length

  test('keep only and hide leave chips that are removed one by one, and one undo takes all back', async () => {
    await open()
    await page.keyboard.press(']')
    await page.keyboard.press('x')
    expect(await shownRows()).toContain(`${many - 1} of ${many}`)
    expect(await page.textContent('.list-foot')).toContain('1 hidden')
    expect(await chips()).toEqual(expect.arrayContaining([expect.stringMatching(/^Hidden /)]))
    await page.keyboard.press(']')
    const kept = (await page.textContent('.details h2'))!.trim()
    await page.keyboard.press('f')
    expect(await shownRows()).toContain(`1 of ${many}`)
    expect(await page.locator('.process-row').count()).toBe(1)
    expect(await page.textContent('.process-row .cut bdi')).toBe(kept)
    expect(await page.textContent('.counts')).toMatch(/ of [\d,]+ runs · 1 of \d+ processes/)
    // The numbers of single sessions are not offered where there is no log.
    expect(await page.locator('.behind').count()).toBe(0)
    await page.click('[aria-label="Remove filter Process"]')
    expect(await shownRows()).toContain(`${many - 1} of ${many}`)
    for (let i = 0; i < 6; i++) await page.keyboard.press('Control+z')
    expect(await page.locator('[aria-label^="Undo"]').count()).toBe(0)
    expect(await shownRows()).toBe(`${many}`)
    expect(await page.locator('.process-row.on').count()).toBe(0)
    await close()
  })

  test('days are chosen by dragging over the strip, by keys and by a form; runs follow', async () => {
    await open()
    const total = discovery.processes.reduce((sum, process) => sum + process.runs, 0)
    const within = (from: number, to: number) =>
      discovery.processes.reduce(
        (sum, process) => sum + process.runsOverTime.slice(from, to + 1).reduce((a, b) => a + b, 0),
        0
      )
    const days = discovery.timeline!.starts.length
    const box = (await page.locator('.time-window').boundingBox())!
    const at = (day: number) => box.x + ((day + 0.5) / days) * box.width
    await page.mouse.move(at(10), box.y + 20)
    await page.mouse.down()
    await page.mouse.move(at(19), box.y + 20, { steps: 4 })
    await page.mouse.up()
    const runs = async () => Number((await page.textContent('.counts b'))!.replaceAll(',', ''))
    expect(await runs()).toBe(within(10, 19))
    expect(await page.textContent('.counts')).toContain(`of ${total.toLocaleString('en')} runs`)
    await page.focus('[role=slider][aria-label=To]')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await page.waitForFunction(
      (wanted) => document.querySelector('.counts b')?.textContent === wanted,
      within(10, 21).toLocaleString('en')
    )
    // One process is told of all days: the report has no log to count its steps anew.
    await page.keyboard.press(']')
    await page.click('.details .button.primary')
    expect(await page.textContent('.page-title')).toContain('of all days')
    await page.click('.popover > summary:has-text("Add filter")')
    await page.selectOption('.days-form label:nth-of-type(1) select', '0')
    await page.selectOption('.days-form label:nth-of-type(2) select', '4')
    await page.click('.days-form button')
    expect(await runs()).toBe(within(0, 4))
    await page.click('[aria-label="Remove filter Days"]')
    expect(await page.textContent('.counts')).toContain('sessions')
    await close()
  })

  test('the map: colours with a legend, search, lasso and marks by keyboard', async () => {
    await open()
    const picture = () => page.evaluate(() => document.querySelector<HTMLCanvasElement>('.map canvas')!.toDataURL())
    const seen = new Set([await picture()])
    for (const by of ['channel', 'volume', 'errors']) {
      await page.selectOption('.map-tools select', by)
      await expect.poll(async () => seen.has(await picture()), { timeout: 10_000 }).toBe(false)
      seen.add(await picture())
      expect(await page.locator('.legend .ramp circle').count()).toBeGreaterThan(2)
    }
    expect(seen.size).toBe(4)
    await page.selectOption('.map-tools select', 'process')
    const box = (await page.locator('.map-surface').boundingBox())!
    await page.focus('.map-surface')
    await page.keyboard.press('l')
    const corners = [
      [0.05, 0.1],
      [0.95, 0.1],
      [0.95, 0.9],
      [0.05, 0.9]
    ]
    await page.mouse.move(box.x + corners[0][0] * box.width, box.y + corners[0][1] * box.height)
    await page.mouse.down()
    for (const [x, y] of corners) await page.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 3 })
    expect(await page.locator('.lasso path').count()).toBe(1)
    await page.mouse.up()
    await page.waitForSelector('text=activities marked')
    const marked = Number((await page.textContent('.details h2'))!.split(' ')[0].replaceAll(',', ''))
    expect(marked).toBeGreaterThan(50)
    await page.keyboard.press('Control+z')
    expect(await page.textContent('.details h3')).toContain('What stands out')
    await page.focus('.map-surface')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press(' ')
    expect(await page.textContent('.details h2')).toBe('1 activity marked')
    await page.click('text=Select the process')
    expect(await page.locator('.process-row.on').count()).toBe(1)
    await close()
  })

  test('views are saved as CSV, JSON, SVG and PNG', async () => {
    await open()
    const choose = (where: string, what: string) =>
      saved(async () => {
        await page.click(`${where} .save-tools summary`)
        await page.click(`${where} .save-tools button:has-text("${what}")`)
      })
    const svg = String(await choose('.map-tools', 'Save SVG'))
    expect(svg).toMatch(/^<svg xmlns/)
    expect(svg.match(/<path/g)!.length).toBeGreaterThan(discovery.processes.length)
    expect(svg).toContain(`>${discovery.processes[0].name.split(',')[0]}<`)
    // Without its styles, which the policy of the page that parses it would complain of.
    const fault = await page.evaluate(
      (text) =>
        new DOMParser().parseFromString(text, 'image/svg+xml').querySelector('parsererror')?.textContent ?? null,
      svg.replaceAll(/ style="[^"]*"/g, '')
    )
    expect(fault).toBeNull()
    expect((await choose('.map-tools', 'Save PNG')).subarray(1, 4).toString()).toBe('PNG')
    await page.keyboard.press('2')
    expect(JSON.parse(String(await choose('.pane-card', 'Save JSON')))).toHaveLength(discovery.handovers.length)
    expect(String(await choose('.pane-card', 'Save CSV'))).toMatch(/^From,To,Runs,/)
    const card = String(await choose('.pane-card', 'Save SVG'))
    expect(card).toContain('<foreignObject')
    expect((await choose('.pane-card', 'Save PNG')).length).toBeGreaterThan(20_000)
    await close()
  })

  test('the flow graph by activities and by paths, with what is left out', async () => {
    await open()
    await page.evaluate(() => {
      location.hash = '#process/0'
    })
    await page.click('[data-value=graph]')
    const boxes = () => page.locator('.graph-drawing g rect').count()
    const note = () => page.textContent('.graph-controls .note')
    const all = await boxes()
    const slide = (nth: number, value: number) => page.locator('.graph-controls input').nth(nth).fill(String(value))
    await slide(0, 3)
    expect(await boxes()).toBe(6)
    expect(await note()).toMatch(/^3 of \d+ activities, \d+% of their [\d,]+ visits\./)
    await slide(0, discovery.processes[0].steps.length)
    await slide(1, 1)
    expect(await note()).toContain('Left out:')
    expect(all).toBeGreaterThan(6)
    await close()
  })

  test('a colour of the user stays with its process and comes back with undo', async () => {
    await open()
    await page.keyboard.press(']')
    const fill = () => page.getAttribute('.details .panel-title .swatch', 'fill')
    const before = await fill()
    await page.click('.colour-menu summary')
    await page.click('[aria-label="Colour 9 of 12"]')
    expect(await fill()).not.toBe(before)
    await page.keyboard.press('Control+z')
    expect(await fill()).toBe(before)
    await close()
  })

  for (const dark of [false, true]) {
    test(`no accessibility violation while filtered, ${dark ? 'dark' : 'light'}`, async () => {
      await open({ dark })
      const steps: [string, () => Promise<unknown>][] = [
        [
          'hidden',
          async () => {
            await page.keyboard.press(']')
            await page.keyboard.press('x')
          }
        ],
        ['menu of filters', () => page.click('.popover > summary:has-text("Add filter")')],
        ['colours by volume', () => page.selectOption('.map-tools select', 'volume')],
        [
          'marked',
          async () => {
            await page.focus('.map-surface')
            await page.keyboard.press('ArrowRight')
            await page.keyboard.press(' ')
          }
        ],
        ['save', () => page.click('.map-tools .save-tools summary')],
        [
          'days',
          async () => {
            await page.focus('[role=slider][aria-label=From]')
            await page.keyboard.press('PageUp')
            await page.waitForSelector('[aria-label="Remove filter Days"]')
          }
        ]
      ]
      for (const [name, go] of steps) {
        await go()
        expect({ name, found: await violations() }).toEqual({ name, found: [] })
      }
      await close()
    })
  }

  test('titles and names of a map never lie over one another, in an element of any size', async () => {
    for (const [width, height] of [
      [1440, 900],
      [920, 420],
      [920, 640]
    ]) {
      await open({ width, height })
      const svg = String(
        await saved(async () => {
          await page.click('.map-tools .save-tools summary')
          await page.click('.map-tools .save-tools button:has-text("Save SVG")')
        })
      )
      // A name is written twice: its halo, and itself.
      const texts = [
        ...svg.matchAll(/<text x="([-\d.]+)" y="([-\d.]+)" style="font:[^"]*?([\d.]+)px[^"]*" fill="#[^"]*">([^<]*)</g)
      ].map(([, x, y, size, text]) => {
        const half = text.length * Number(size) * 0.22
        return { text, left: Number(x) - half, right: Number(x) + half, y: Number(y) }
      })
      expect(texts.length).toBeGreaterThan(3)
      texts.forEach((a, i) => {
        for (const b of texts.slice(i + 1)) {
          const apart = Math.abs(a.y - b.y) >= 12 || a.left >= b.right || a.right <= b.left
          expect(apart ? '' : `${a.text} over ${b.text}`).toBe('')
        }
      })
      await close()
    }
  })
})
