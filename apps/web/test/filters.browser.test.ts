import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Discovery } from '@desirepath/core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasChromium, launch } from '../../../packages/view/test/chromium.js'
import { serve } from './serve.js'
import { choose, dist, ensureBuilt, exported, samples, smallLog, violations, visit } from './visit.js'

/** What the page can do that has the log: everything follows a filter, and sessions stand behind numbers. */
describe.skipIf(!hasChromium())('filters of the page', () => {
  let browser: Browser
  let server: Awaited<ReturnType<typeof serve>>

  beforeAll(async () => {
    ensureBuilt()
    server = await serve(dist)
    browser = await launch()
  })

  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })

  async function find(page: Page, name: string, content: string | Buffer): Promise<Discovery> {
    await choose(page, name, content)
    await page.waitForSelector('.checks')
    await page.click('text=Find processes')
    await page.waitForSelector('.map-surface', { timeout: 60_000 })
    return JSON.parse((await exported(page, 'Result')).text) as Discovery
  }

  const number = (text: string | null) => Number((text ?? '').replaceAll(',', '').match(/\d+/)?.[0])
  const left = async (page: Page) => {
    await page.waitForSelector('.counts[aria-busy=false]')
    return number(await page.textContent('.counts b'))
  }
  /** The list of one number: what it counts, and in how many sessions. */
  const behind = async (page: Page, selector: string) => {
    await page.click(selector)
    await page.waitForSelector('.session-list li')
    const told = (await page.textContent('.sessions [role=status]'))!
    const rows = await page.locator('.session-list > li').count()
    await page.keyboard.press('Escape')
    await page.waitForSelector('.sessions', { state: 'detached' })
    // The focus is back where it was.
    expect(await page.evaluate(() => document.activeElement?.className)).toContain('behind')
    return { count: number(told), sessions: number(/ in ([\d,]+)/.exec(told)?.[1] ?? told), rows }
  }

  test('every number follows a filter, counts up to its sessions, and comes back with undo', async () => {
    const { page, trouble, close } = await visit(browser, server.url, { acceptDownloads: true })
    const discovery = await find(page, 'ecom.csv.gz', readFileSync(join(samples, 'ecom.csv.gz')))
    const total = discovery.log.sessions
    await page.click('.process-row >> nth=1')
    const name = (await page.textContent('.process-row.on .cut bdi'))!
    const process = discovery.processes.find((one) => one.name === name)!
    expect(await behind(page, '.details .figures .behind >> nth=0')).toEqual({
      count: process.runs,
      sessions: process.sessions,
      rows: Math.min(50, process.sessions)
    })
    await page.keyboard.press('f')
    await page.waitForSelector(`.counts:has-text("of ${total.toLocaleString('en')} sessions")`)
    expect(await left(page)).toBe(process.sessions)
    // Runs of the process itself stay; those of the others are only in its sessions.
    expect(number(await page.textContent('.details .figures dd'))).toBe(process.runs)
    const others = await page.locator('.process-row .number:not(.soft)').allTextContents()
    expect(others.length).toBeGreaterThan(0)
    for (const text of others) expect(number(text)).toBeLessThanOrEqual(discovery.processes[0].runs)

    // Half of the days: fewer sessions, and the first filter stays.
    await page.focus('[role=slider][aria-label=To]')
    for (let i = 0; i < 3; i++) await page.keyboard.press('PageDown')
    await page.waitForFunction(
      (before) => Number(document.querySelector('.counts b')?.textContent?.replaceAll(',', '')) < before,
      process.sessions
    )
    const both = await left(page)
    expect(await page.locator('.chip button[aria-label^="Remove filter"]').count()).toBe(2)

    // Sessions as ribbons: the patterns and the rest are all that is left.
    await page.keyboard.press('5')
    await page.waitForSelector('.patterns li')
    expect(await page.textContent('.pane-card .note')).toContain(`of ${both.toLocaleString('en')} sessions`)
    const first = number(await page.textContent('.patterns li .behind'))
    expect((await behind(page, '.patterns li .behind >> nth=0')).count).toBe(first)
    await page.click('[data-value=single]')
    expect(await page.locator('.patterns.single .ribbon').count()).toBeGreaterThan(0)

    // The process page counts the same sessions.
    await page.click('.details .button.primary')
    const reach = '.ladder li .reach-cell .behind >> nth=0'
    const reached = number(await page.textContent(reach))
    expect((await behind(page, reach)).count).toBe(reached)

    await page.click('[data-value=graph]')
    const move = number(await page.textContent('.behind-text >> nth=0'))
    await page.click('.behind-text >> nth=0')
    await page.waitForSelector('.session-list li')
    expect(number(await page.textContent('.sessions [role=status]'))).toBe(move)
    await page.keyboard.press('Escape')
    await page.waitForSelector('.sessions', { state: 'detached' })

    // One history: the days, the process, the selection.
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+z')
    await page.waitForFunction(
      (wanted) => document.querySelector('.counts b')?.textContent === wanted,
      process.sessions.toLocaleString('en')
    )
    await page.click('[aria-label="Remove filter Process"]')
    expect(await page.evaluate(() => document.activeElement?.closest('.filters') !== null)).toBe(true)
    await page.waitForSelector(`.counts:has-text("${discovery.log.cases.toLocaleString('en')}")`)
    expect(await left(page)).toBe(total)
    expect(trouble).toEqual([])
    await close()
  })

  test('columns filter, no match names the guilty one, and edits keep filters', async () => {
    const { page, trouble, close } = await visit(browser, server.url, { acceptDownloads: true })
    const lines = smallLog()
      .trimEnd()
      .split('\n')
      .map((line, i) => `${line},${i === 0 ? 'device' : Number(/^u(\d+)/.exec(line)![1]) % 2 ? 'phone' : 'desk'}`)
    const discovery = await find(page, 'small.csv', `${lines.join('\n')}\n`)
    const menu = '.popover > summary:has-text("Add filter")'
    await page.click(menu)
    await page.click('.value-row:has-text("phone")')
    expect(await page.locator('.chip:has-text("phone")').count()).toBe(1)
    await page.waitForSelector('.counts:has-text("of 120 sessions")')
    expect(await left(page)).toBe(60)
    // Only the even customers paid: no session of a phone did.
    const pays = discovery.activities.find((activity) => activity.name === 'pay start')!.process
    await page.evaluate((id) => {
      location.hash = `#explore/${id}`
    }, pays)
    await page.keyboard.press('f')
    await page.waitForSelector('.no-match')
    expect(await page.textContent('.no-match')).toContain('No session meets both filters')
    expect(await page.textContent('.no-match')).toMatch(/Without Process .* there are 60 sessions/)
    expect(await violations(page)).toEqual([])
    await page.click('text=Drop the filter Process')
    await page.waitForSelector('.map-surface')
    expect(await left(page)).toBe(60)

    // An edit is of the whole log; the filter stays, and one undo takes the edit back first.
    await page.click('.process-row >> nth=0')
    await page.click('text=Rename or split')
    await page.fill('.edit-name input', 'Getting a card')
    await page.click('.edit-name button')
    await page.waitForSelector('.details h2:has-text("Getting a card")')
    await page.waitForSelector('.counts:has-text("of 120 sessions")')
    expect(await left(page)).toBe(60)
    await page.keyboard.press('Control+z')
    await page.waitForSelector('.list:has-text("Getting a card")', { state: 'detached' })
    expect(await left(page)).toBe(60)
    expect(trouble).toEqual([])
    await close()
  })

  for (const dark of [false, true]) {
    test(`no accessibility violation with sessions shown, ${dark ? 'dark' : 'light'}`, async () => {
      const { page, trouble, close } = await visit(browser, server.url, { acceptDownloads: true, dark })
      await find(page, 'small.csv', smallLog())
      await page.keyboard.press(']')
      expect(await violations(page)).toEqual([])
      await page.keyboard.press('5')
      await page.waitForSelector('.patterns li')
      expect(await violations(page)).toEqual([])
      await page.click('.patterns li .behind >> nth=0')
      await page.waitForSelector('.session-list li')
      expect(await violations(page)).toEqual([])
      await page.keyboard.press('Escape')
      await page.click('.details .button.primary')
      expect(await violations(page)).toEqual([])
      expect(trouble).toEqual([])
      await close()
    })
  }

  test('on a phone nothing scrolls sideways, filtered or not', async () => {
    const { page, trouble, close } = await visit(browser, server.url, {
      acceptDownloads: true,
      viewport: { width: 360, height: 740 }
    })
    await find(page, 'small.csv', smallLog())
    const excess = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(await excess()).toBe(0)
    await page.click('.process-row >> nth=0')
    await page.keyboard.press('f')
    await page.waitForSelector('.counts:has-text("of 120 sessions")')
    expect(await excess()).toBe(0)
    await page.keyboard.press('5')
    await page.waitForSelector('.patterns li')
    expect(await excess()).toBe(0)
    await page.click('.patterns li .behind >> nth=0')
    await page.waitForSelector('.session-list li')
    expect(await excess()).toBe(0)
    expect(trouble).toEqual([])
    await close()
  })
})
