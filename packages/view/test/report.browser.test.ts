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

interface Visit {
  page: Page
  /** Errors of the console and of scripts, violations of the policy, requests to anything but the file. */
  trouble: string[]
}

describe.skipIf(!hasChromium())('the report in a browser', () => {
  let browser: Browser
  let folder: string
  const files = new Map<string, string>()

  beforeAll(async () => {
    if (!existsSync(fileURLToPath(bundle)))
      execFileSync(process.execPath, [fileURLToPath(new URL('../tools/build.mjs', import.meta.url))])
    const { reportHtml } = (await import(bundle.href)) as { reportHtml: (discovery: Discovery) => string }
    folder = mkdtempSync(join(tmpdir(), 'desirepath-view-'))
    const discoveries: Record<string, Discovery> = {
      large: fixture({ activities: 800 }),
      medium: fixture({ activities: 150 }),
      small: fixture({ activities: 12, channels: ['web'], bare: true, families: false }),
      hostile: fixture({ activities: 120, hostile: true }),
      numbers: fixture({ activities: 40, channels: ['web'], bare: true, families: false, timeKind: 'number' }),
      none: fixture({ activities: 4, processes: 0, channels: ['web'], bare: true })
    }
    for (const [name, discovery] of Object.entries(discoveries)) {
      const path = join(folder, `${name}.html`)
      writeFileSync(path, reportHtml(discovery))
      files.set(name, pathToFileURL(path).href)
    }
    browser = await launch()
  })

  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function visit(name: string, { width = 1440, height = 900, dark = false, hash = '' } = {}): Promise<Visit> {
    const page = await browser.newPage({
      viewport: { width, height },
      colorScheme: dark ? 'dark' : 'light',
      reducedMotion: 'reduce'
    })
    const trouble: string[] = []
    const address = files.get(name)!
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') trouble.push(`console: ${message.text()}`)
    })
    page.on('pageerror', (error) => trouble.push(`script: ${error.message}`))
    page.on('request', (request) => {
      if (request.url().split('#')[0] !== address && !request.url().startsWith('blob:'))
        trouble.push(`request: ${request.url()}`)
    })
    await page.goto(address + hash)
    await page.waitForSelector('main')
    return { page, trouble }
  }

  async function violations(page: Page): Promise<string[]> {
    // The policy forbids scripts from outside; an evaluation by the debugger is not one.
    if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource)
    return page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: {
          run: (options: {
            resultTypes: string[]
          }) => Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }>
        }
      }
      const { violations: found } = await axe.run({ resultTypes: ['violations'] })
      return found.map(
        (rule) =>
          `${rule.id}: ${rule.nodes
            .slice(0, 3)
            .map((node) => `${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`)
            .join(' | ')}`
      )
    })
  }

  test('needs nothing but its own file and shows every process', async () => {
    const { page, trouble } = await visit('large')
    const { processes } = fixture({ activities: 800 })
    expect(await page.textContent('.details .figure dd')).toBe(String(processes.length))
    expect(await page.textContent('[role=option]:nth-child(2)')).toMatch(/ runs.* done/)
    const painted = await page.evaluate(() => {
      const canvas = document.querySelector('canvas')!
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
      const colours = new Set<number>()
      for (let i = 0; i < data.length; i += 4)
        if (data[i + 3] > 0) colours.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2])
      return colours.size
    })
    expect(painted).toBeGreaterThan(200)
    expect(trouble).toEqual([])
    await page.close()
  })

  test('the policy stops what the report does not do itself', async () => {
    const { page, trouble } = await visit('small')
    const failed: (string | undefined)[] = []
    page.on('requestfailed', (request) => failed.push(request.failure()?.errorText))
    await page.evaluate(() => {
      const image = document.createElement('img')
      image.setAttribute('onerror', 'window.pwned = 1')
      image.src = 'https://example.invalid/x.png'
      document.body.append(image)
    })
    await page.waitForTimeout(50)
    expect(await page.evaluate(() => (window as unknown as { pwned?: number }).pwned)).toBeUndefined()
    expect(failed).toEqual(['csp'])
    expect(trouble.some((line) => line.includes('Content Security Policy'))).toBe(true)
    await page.close()
  })

  test('a process is selected on the map, opened, and left again', async () => {
    const { page, trouble } = await visit('large')
    // The ring that follows the keyboard tells where a point is: its card stands 18 pixels below, 34 to the left.
    await page.focus('.map-surface')
    await page.keyboard.press('ArrowRight')
    const card = (await page.locator('.hover-card').boundingBox())!
    const name = await page.textContent('.hover-card .process-name bdi')
    const at = { x: card.x + 34, y: card.y - 18 }
    await page.mouse.move(at.x, at.y)
    expect(await page.evaluate(() => getComputedStyle(document.querySelector('.map-surface')!).cursor)).toBe('pointer')
    await page.mouse.click(at.x, at.y)
    await page.waitForSelector('.details .reach')
    const selected = await page.textContent('.details h2')
    expect(name).toContain(selected!.trim())
    expect(await page.textContent('.process-row.on bdi')).toBe(selected)
    await page.click('.details .button.primary')
    expect(await page.textContent('h1')).toBe(selected)
    await page.keyboard.press('Escape')
    await page.waitForSelector('.map-surface')
    await page.keyboard.press('Escape')
    expect(await page.locator('.process-row.on').count()).toBe(0)
    expect(trouble).toEqual([])
    await page.close()
  })

  test('everything is reached by keyboard alone', async () => {
    const { page, trouble } = await visit('large')
    await page.keyboard.press('/')
    await page.keyboard.type('rewards')
    expect(await page.locator('.process-row').count()).toBeGreaterThan(0)
    expect(
      (await page.locator('.process-row .cut bdi').allTextContents()).every((text) => text.startsWith('Rewards'))
    ).toBe(true)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    expect(await page.textContent('.details h2')).toContain('Rewards')
    await page.keyboard.press('Enter')
    expect(await page.textContent('h1')).toContain('Rewards')
    await page.keyboard.press(']')
    expect(await page.textContent('h1')).toBeTruthy()
    await page.keyboard.press('1')
    await page.keyboard.press('t')
    expect(await page.locator('.pane-scroll table tbody tr').count()).toBeGreaterThan(0)
    const download = page.waitForEvent('download')
    await page.click('.pane-scroll .save-tools summary')
    await page.click('.pane-scroll .save-tools button:has-text("Save CSV")')
    const saved = readFileSync(await (await download).path(), 'utf8')
    expect(saved).toMatch(/^Process,Channel,Runs,/)
    expect(saved.split('\r\n').length).toBeGreaterThan(3)
    await page.keyboard.press('?')
    await page.waitForSelector('dialog[open]')
    await page.keyboard.press('Escape')
    await page.waitForSelector('dialog[open]', { state: 'detached' })
    expect(trouble).toEqual([])
    await page.close()
  })

  test('the mix by a column compares two of its groups, with intervals, and has its tables', async () => {
    const { page, trouble } = await visit('medium')
    await page.keyboard.press('3')
    const card = page.locator('section[aria-label="Mix by platform"]')
    const { processes, mixes } = fixture({ activities: 150 })
    const [desktop, mobile, tablet] = mixes![0].groups
    expect(await card.locator('button.mix-row').count()).toBe(Math.min(14, processes.length))
    const shares = await card.locator('.mix-by button.mix-row').first().locator('.number').allTextContents()
    const share = (count: number, of: number) => `${((100 * count) / of).toFixed(1)}%`
    const first = await card.locator('.mix-by button.mix-row bdi').first().textContent()
    const id = processes.find(({ name }) => first!.startsWith(name))!.id
    expect(shares.slice(0, 2)).toEqual([
      share(desktop.ofProcess[id], desktop.runs),
      share(mobile.ofProcess[id], mobile.runs)
    ])
    expect(shares[3]).toMatch(/^<?0\.\d{3}, they differ$/)
    await card.locator('.mix-choice select').nth(2).focus()
    await page.keyboard.press('t')
    expect(await card.locator('.mix-head bdi').allTextContents()).toEqual(['desktop', 'tablet'])
    await card.locator('.twin > summary').click()
    expect(await card.textContent()).toContain('(any false finding: 5%)')
    const tables = card.locator('table')
    expect(await tables.nth(0).locator('tbody tr').count()).toBe(processes.length)
    expect(await tables.nth(2).locator('tbody tr').nth(2).textContent()).toContain(String(tablet.runs))
    await card.locator('select').first().selectOption('plan')
    const plan = page.locator('section[aria-label="Mix by plan"]')
    expect(await plan.locator('.card-head .note').textContent()).toMatch(/7 runs of .* "other" holds 4 values/)
    expect(await violations(page)).toEqual([])
    expect(trouble).toEqual([])
    await page.close()
  })

  test('hostile names stay text', async () => {
    const { page, trouble } = await visit('hostile')
    for (const hash of ['#process/0', '#process/6', '#activities', '#data', '']) {
      await page.evaluate((target) => {
        location.hash = target
      }, hash)
      await page.waitForTimeout(30)
    }
    for (const key of ['2', '3', '4']) await page.keyboard.press(key)
    expect(await page.evaluate(() => (window as unknown as { pwned?: number }).pwned)).toBeUndefined()
    expect(await page.locator('img').count()).toBe(0)
    expect(trouble).toEqual([])
    await page.close()
  })

  for (const dark of [false, true]) {
    test(`no accessibility violation on any view, ${dark ? 'dark' : 'light'}`, async () => {
      const { page, trouble } = await visit('medium', { dark })
      const views: [string, () => Promise<unknown>][] = [
        ['map', async () => page.keyboard.press('1')],
        ['hand-overs', async () => page.keyboard.press('2')],
        ['over time', async () => page.keyboard.press('3')],
        ['table', async () => page.keyboard.press('4')],
        [
          'selection',
          async () => {
            await page.keyboard.press('1')
            await page.keyboard.press(']')
          }
        ],
        ['process', async () => page.click('.details .button.primary')],
        ['graph', async () => page.click('[data-value=graph]')],
        ['activities', async () => page.click('.views button:nth-child(3)')],
        ['data', async () => page.click('.views button:nth-child(4)')],
        [
          'help',
          async () => {
            await page.keyboard.press('?')
            await page.waitForSelector('dialog[open]')
          }
        ]
      ]
      for (const [name, go] of views) {
        await go()
        expect({ name, found: await violations(page) }).toEqual({ name, found: [] })
      }
      expect(trouble).toEqual([])
      await page.close()
    })
  }

  test('laptop and phone widths scroll nowhere sideways', async () => {
    for (const width of [1180, 1000, 390, 320]) {
      const { page, trouble } = await visit('medium', { width, height: 800, dark: width === 390 })
      for (const hash of ['', '#explore/3', '#process/2', '#activities', '#data']) {
        await page.evaluate((target) => {
          location.hash = target
        }, hash)
        await page.waitForTimeout(40)
        const excess = await page.evaluate(() => {
          const main = document.querySelector('main')!
          return [document.documentElement.scrollWidth - innerWidth, main.scrollWidth - main.clientWidth]
        })
        expect({ width, hash, excess }).toEqual({ width, hash, excess: [0, 0] })
      }
      if (width === 390) expect(await violations(page)).toEqual([])
      expect(trouble).toEqual([])
      await page.close()
    }
  })

  test('logs with little to show still make a report', async () => {
    for (const name of ['small', 'numbers', 'none']) {
      const { page, trouble } = await visit(name)
      for (const key of ['2', '3', '4', '1']) await page.keyboard.press(key)
      for (const view of [2, 3, 4, 1]) await page.click(`.views button:nth-child(${view})`)
      expect({ name, found: await violations(page) }).toEqual({ name, found: [] })
      expect({ name, trouble }).toEqual({ name, trouble: [] })
      await page.close()
    }
  })
})
