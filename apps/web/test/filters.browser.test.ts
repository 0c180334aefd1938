import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Discovery } from '@desirepath/core'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { hasChromium } from '../../../packages/view/test/chromium.js'
import { setUp } from './set-up.js'
import { choose, exported, findProcesses, samples, smallLog, violations, visit } from './visit.js'

/** What the page can do that has the log: everything follows a filter, and sessions stand behind numbers. */
describe.skipIf(!hasChromium())('filters of the page', () => {
  const at = setUp()

  async function find(page: Page, name: string, content: string | Buffer): Promise<Discovery> {
    await choose(page, name, content)
    await findProcesses(page)
    return JSON.parse((await exported(page, 'Result')).text) as Discovery
  }

  const number = (text: string | null) => Number((text ?? '').replaceAll(',', '').match(/\d+/)?.[0])
  const left = async (page: Page) => {
    await page.waitForSelector('.counts[aria-busy=false]')
    return number(await page.textContent('.counts b'))
  }
  /** The same after several keys, each of which is counted: when the number stays. */
  const settled = async (page: Page) => {
    let before = Number.NaN
    for (let now = await left(page); now !== before; now = await left(page)) {
      before = now
      await page.waitForTimeout(300)
    }
    return before
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
    await page.waitForFunction(() => document.activeElement?.classList.contains('behind'))
    return { count: number(told), sessions: number(/ in ([\d,]+)/.exec(told)?.[1] ?? told), rows }
  }

  test('every number follows a filter, counts up to its sessions, and comes back with undo', async () => {
    const { page, trouble, close } = await visit(at.browser, at.server.url, { acceptDownloads: true })
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
    const both = await settled(page)
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
    await page.waitForFunction(() => document.activeElement?.closest('.filters'))
    await page.waitForSelector(`.counts:has-text("${discovery.log.cases.toLocaleString('en')}")`)
    expect(await left(page)).toBe(total)
    expect(trouble).toEqual([])
    await close()
  })

  test('columns filter, no match names the guilty one, and edits keep filters', async () => {
    const { page, trouble, close } = await visit(at.browser, at.server.url, { acceptDownloads: true })
    const lines = smallLog()
      .trimEnd()
      .split('\n')
      .map((line, i) => `${line},${i === 0 ? 'device' : Number(/^u(\d+)/.exec(line)![1]) % 2 ? 'phone' : 'desk'}`)
    const discovery = await find(page, 'small.csv', `${lines.join('\n')}\n`)
    const menu = '.popover > summary:has-text("Add filter")'
    await page.click(menu)
    await page.click('.value-row:has-text("phone")')
    await page.waitForSelector('.chip:has-text("phone")')
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
    // Another than the one that is selected: a second click would let go of it.
    await page.click('.process-row:not(.on) >> nth=0')
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

  test('what is shown is saved with its filters named, or everything; journeys and links follow the filters', async () => {
    const { page, trouble, close } = await visit(at.browser, at.server.url, { acceptDownloads: true })
    const discovery = await find(page, 'small.csv', smallLog())
    const pays = discovery.activities.find((activity) => activity.name === 'pay start')!.process
    const { name, sessions, cases } = discovery.processes[pays]
    await page.click(`.process-row:has-text("${name}")`)
    await page.keyboard.press('f')
    await page.waitForSelector(`.counts:has-text("${sessions} of 120 sessions")`)

    // By default what is shown: every number of it is of the sessions left, and the file says so.
    const part = await exported(page, 'Result')
    const slug = name.toLowerCase().replace(/[^a-z]+/g, '-')
    expect(part.name).toBe(`small-${slug}-processes.json`)
    const shown = JSON.parse(part.text) as Discovery
    expect(shown.filtered).toEqual({ filters: [`Process: ${name}`], sessions, of: 120 })
    expect(shown.log).toMatchObject({ sessions, cases })
    expect(shown.processes[pays].runs).toBe(discovery.processes[pays].runs)
    const rows = async () => (await exported(page, 'Processes')).text.trimEnd().split('\r\n').slice(1)
    const few = await rows()
    expect(few.length).toBe(shown.processes.filter(({ runs }) => runs > 0).length)
    await page.click('.list-head .save-tools summary')
    const [list] = await Promise.all([
      page.waitForEvent('download'),
      page.click('.list-head .save-tools button:has-text("Save CSV")')
    ])
    expect(list.suggestedFilename()).toBe(`process-list-${slug}.csv`)
    // A report of a part says that it is one, with and without scripts.
    const { text: report } = await exported(page, 'Report')
    expect(report).toMatch(/Only <bdi>Process: .* of 120\)? sessions/)
    await page.click('.menu summary')
    await page.click('.menu-extent [data-value=all]')
    await page.keyboard.press('Escape')
    const all = await exported(page, 'Result')
    expect(all.name).toBe('small-processes.json')
    expect(JSON.parse(all.text)).toEqual(discovery)
    expect((await rows()).length).toBe(discovery.processes.length)

    // The journeys list the customers of these sessions, and draw their events.
    const link = page.url()
    await page.click('.views button:has-text("Journeys")')
    await page.waitForSelector('.found-head')
    expect(await page.locator('.chip button[aria-label="Remove filter Process"]').count()).toBe(1)
    // All of them at once: the last hour of the data is looked at only where nothing is filtered.
    expect(await page.textContent('.quick-choice[aria-pressed=true]')).toBe('All')
    const told = () => page.textContent('.found-head')
    await expect.poll(told).toContain(`${cases}`)
    await page.click('[aria-label="Remove filter Process"]')
    await page.waitForSelector('.quick-choice[aria-pressed=true]:text-is("Last hour")')
    await page.click('.quick-choice:text-is("All")')
    await expect.poll(told).toContain('120')
    await page.click('[aria-label="Undo: Without Process: ' + name + '"]')
    await expect.poll(told).toContain(`${cases}`)

    // The address leads to the same sessions.
    expect(link).toMatch(/#explore\/\d+\/p\d+$/)
    await page.evaluate((hash) => {
      location.hash = hash
    }, '#time')
    await page.waitForSelector('.mix')
    expect(await page.locator('[aria-label^="Remove filter"]').count()).toBe(0)
    await page.goto(link)
    await page.waitForSelector(`.counts:has-text("${sessions} of 120 sessions")`)
    expect(trouble).toEqual([])
    await close()
  })

  test('what is hidden is in no file of what is shown, which says how many are missing', async () => {
    const { page, trouble, close } = await visit(at.browser, at.server.url, { acceptDownloads: true })
    const discovery = await find(page, 'small.csv', smallLog())
    const pays = discovery.activities.find((activity) => activity.name === 'pay start')!.process
    const { name, runs } = discovery.processes[pays]
    const all = discovery.processes.reduce((sum, process) => sum + process.runs, 0)
    await page.click(`.process-row:has-text("${name}")`)
    await page.keyboard.press('x')
    await page.waitForSelector('[aria-label="Remove filter Hidden"]')
    await page.click('.menu summary')
    expect(await page.textContent('.menu-extent .note')).toContain('Without the 1 hidden process')
    await page.keyboard.press('Escape')
    const result = await exported(page, 'Result')
    const shown = JSON.parse(result.text) as Discovery
    expect(shown.processes).toHaveLength(discovery.processes.length - 1)
    expect(shown.method.warnings[0]).toBe(`1 hidden process with ${runs} of ${all} runs is left out of this file.`)
    expect(await page.textContent('[role=status][aria-live]')).toContain('without 1 hidden process')
    const report = await exported(page, 'Report')
    for (const { text } of [result, report, await exported(page, 'Activities'), await exported(page, 'Hand-overs')]) {
      expect(text).not.toContain('pay start')
      expect(text).not.toContain(`"${name}"`)
    }
    expect(report.text).toContain(`1 hidden process with ${runs} of ${all} runs is left out of this file.`)
    // Everything is still everything.
    await page.click('.menu summary')
    await page.click('.menu-extent [data-value=all]')
    await page.keyboard.press('Escape')
    expect(JSON.parse((await exported(page, 'Result')).text)).toEqual(discovery)
    expect(trouble).toEqual([])
    await close()
  })

  test('every card of the data view is saved; a table has one menu, beside its switch', async () => {
    const { page, trouble, close } = await visit(at.browser, at.server.url, { acceptDownloads: true })
    const discovery = await find(page, 'small.csv', smallLog())
    await page.click('.views button:has-text("Data")')
    await page.waitForSelector('.data-grid')
    const saved = async (card: string, kind: string) => {
      await page.click(`.card[aria-label="${card}"] .save-tools summary`)
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.click(`.card[aria-label="${card}"] .save-tools button:has-text("Save ${kind}")`)
      ])
      return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') }
    }
    const cards = await page.locator('.data-grid > .card').count()
    expect(await page.locator('.data-grid > .card .save-tools').count()).toBe(cards)
    const read = await saved('What was read', 'CSV')
    expect(read.name).toBe('what-was-read.csv')
    expect(read.text.split('\r\n')).toEqual(
      expect.arrayContaining(['What,Value,Guessed', `Rows,${discovery.source.read.rows},`, 'Case,user,yes'])
    )
    expect(JSON.parse((await saved('What was read', 'JSON')).text)).toEqual({
      name: 'small.csv',
      ...discovery.source.read
    })
    const found = JSON.parse((await saved('How the processes were found', 'JSON')).text)
    expect(found).toEqual({ ...discovery.method, fingerprint: discovery.fingerprint })
    expect((await saved('How the processes were found', 'SVG')).text).toContain('Fingerprint')

    await page.keyboard.press('1')
    await page.click('.process-row >> nth=0')
    await page.click('text=Open process')
    await page.click('[data-value=table]')
    await page.waitForSelector('.main-card table')
    expect(await page.locator('.main-card .save-tools').count()).toBe(1)
    expect((await saved('How it goes', 'CSV')).text).toMatch(/^Step,Activity,/)
    expect(trouble).toEqual([])
    await close()
  })

  test('edits are taken back and made again', async () => {
    const { page, trouble, close } = await visit(at.browser, at.server.url, { acceptDownloads: true })
    await find(page, 'small.csv', smallLog())
    await page.click('.process-row >> nth=0')
    const title = () => page.textContent('.details h2')
    const old = await title()
    await page.click('text=Rename or split')
    await page.fill('.edit-name input', 'Named anew')
    await page.click('.edit-name button')
    await page.waitForSelector('.details h2:has-text("Named anew")')
    // A selection made since is undone alone: the edit stays.
    await page.click('.process-row >> nth=1')
    await page.keyboard.press('Control+z')
    expect(await title()).toContain('Named anew')
    await page.keyboard.press('Control+z')
    await expect.poll(title).toBe(old)
    await page.keyboard.press('Control+Shift+z')
    await page.waitForSelector('.details h2:has-text("Named anew")')
    expect((await exported(page, 'Result')).text).toContain('Named anew')
    await page.click('[aria-label="Undo: name Named anew"]')
    await expect.poll(title).toBe(old)
    await page.click('[aria-label="Redo: name Named anew"]')
    await page.waitForSelector('.details h2:has-text("Named anew")')
    expect(trouble).toEqual([])
    await close()
  })

  for (const dark of [false, true]) {
    test(`no accessibility violation with sessions shown, ${dark ? 'dark' : 'light'}`, async () => {
      const { page, trouble, close } = await visit(at.browser, at.server.url, { acceptDownloads: true, dark })
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
      await page.waitForSelector('#main')
      expect(await violations(page)).toEqual([])
      expect(trouble).toEqual([])
      await close()
    })
  }

  test('on a phone nothing scrolls sideways, filtered or not', async () => {
    const { page, trouble, close } = await visit(at.browser, at.server.url, {
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
