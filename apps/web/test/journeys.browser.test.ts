import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Journey } from '@desirepath/core'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { hasChromium } from '../../../packages/view/test/chromium.js'
import { setUp } from './set-up.js'
import { choose, exported, findProcesses, focusedText, smallLog, violations, visit } from './visit.js'

const folderOfStory = fileURLToPath(new URL('../../../packages/core/test-data/story/', import.meta.url))
const commandLine = fileURLToPath(new URL('../../cli/bin/desirepath.js', import.meta.url))
const story = (name: string) => readFileSync(folderOfStory + name)
const words = (text: string | null) => (text ?? '').replace(/\s+/g, ' ').trim()

describe.skipIf(!hasChromium())('journeys in a browser', () => {
  const at = setUp()

  /** Opens a log, finds its processes, and goes to the journeys. */
  async function toJourneys(page: Page, name: string, content: string | Buffer) {
    await choose(page, name, content)
    await findProcesses(page)
    await page.click('nav[aria-label=Views]:visible button:text-is("Journeys")')
    await page.waitForSelector('.found-head')
  }

  /** The story with all of its systems: the page's log is the web site, the others are joined with it. */
  async function toStory(page: Page) {
    await toJourneys(page, 'web.csv', story('web.csv'))
    await page.click('.sources summary')
    await page.setInputFiles(
      'input[data-join]',
      ['backend.jsonl', 'database.csv', 'chat.csv', 'ids.json'].map((name) => ({
        name,
        mimeType: 'text/plain',
        buffer: story(name)
      }))
    )
    await page.waitForSelector('[aria-label="Take chat out"]')
    const clock = page.locator('[aria-label="Seconds to add to the clock of chat"]')
    await clock.fill('-90')
    await clock.press('Tab')
    await page.waitForFunction(() => document.querySelector('.sources')?.textContent?.includes("clock of 'chat'"))
    await page.click('.sources summary')
  }

  const total = (page: Page) => page.textContent('.found-head [role=status]').then(words)
  const sentences = (page: Page) =>
    page
      .locator('.told dd')
      .allTextContents()
      .then((all) => all.map(words))
  const found = (page: Page, text: string) =>
    page.waitForFunction((wanted) => document.querySelector('.found-head')?.textContent?.includes(wanted), text)

  test('the story of a call: from a search in time to its cause and annoyance, in the words of the command line', async () => {
    // Dates as the command line writes them.
    const { page, trouble, close } = await visit(at.browser, at.server.url, { acceptDownloads: true, locale: 'en-GB' })
    await toStory(page)
    const model = join(at.folder, 'model.json')
    writeFileSync(model, (await exported(page, 'Model')).text)

    // Who waited long between 14:15 and 14:45?
    await page.fill('.times input >> nth=0', '2024-03-05 14:15')
    await page.fill('.times input >> nth=1', '2024-03-05 14:45')
    await page.click('text=With errors')
    await found(page, '3 customers')
    expect(await total(page)).toMatch(/^3 customers of \d+ active, 6 events, 6 errors\.$/)
    await page.click('[aria-label="Remove the condition Errors"]')
    await page.click('text=More conditions')
    await page.fill('.conditions label:has-text("Waited over") input', '10 seconds')
    await found(page, '1 customer')
    expect(await page.textContent('.found-row')).toContain('Mara Lind')
    await page.click('.found-row')
    await page.waitForSelector('.told')

    // The same words as the command line, with the processes that the page found.
    const arguments_ = [
      'journey',
      'web.csv',
      'C2041',
      '--with',
      'backend.jsonl',
      '--with',
      'database.csv',
      '--with',
      'chat.csv'
    ]
    const answer = execFileSync(
      process.execPath,
      [
        commandLine,
        ...arguments_,
        '--id-map',
        'ids.json',
        '--clock',
        'chat=-90s',
        '--model',
        model,
        '--quiet',
        '--json'
      ],
      { cwd: folderOfStory, encoding: 'utf8' }
    )
    const { summary } = JSON.parse(answer) as Journey
    const told = await sentences(page)
    expect(told).toEqual([summary.cause.text, summary.waits.text, summary.effort.text].map(words))
    expect(told[0]).toContain('“Amount exceeds the balance of checking”')
    expect(told[0]).toContain('900.00 was asked for, but the checking balance was 250.00.')
    expect(told[0]).toContain('The savings balance seen before, 5,300.00, would have covered it.')
    expect(told[1]).toContain('44 s at chat:wait for agent')

    // A part of a sentence leads to its events.
    expect(await page.locator('tr.chosen .step-name').textContent()).toBe('withdraw:request')
    await page.click('.clause:has-text("savings balance seen before")')
    await page.waitForSelector('tr.marked.chosen')
    expect(await page.locator('tr.marked .step-name').allTextContents()).toEqual(['select balance'])
    await page.click('.clause:has-text("44 s at")')
    await page.waitForFunction(() => document.querySelector('tr.chosen')?.textContent?.includes('chat:wait for agent'))
    expect(words(await page.textContent('tr.chosen'))).toContain('44 s')
    expect(words(await page.textContent('tr.chosen'))).toContain('outcome unknown')

    // The claim: the login took 20 minutes.
    await page.selectOption('.claim-form select', { label: 'login' })
    await page.fill('.claim-form input', '20 minutes')
    await page.waitForFunction(() => document.querySelector('.verdict')?.textContent?.startsWith('Not 20 min.'))
    expect(await page.textContent('.verdict')).toMatch(/The log says 0\.64 s, within the usual: the median of 92 is/)
    expect(words(await page.textContent('.claim-figures'))).toMatch(/In the same hour, median0\.\d+ s of \d+/)

    // Others at the failed step, and what they did next.
    await page.click('tr.failed .step-name >> nth=0')
    await page.waitForFunction(() =>
      document.querySelector('[aria-label="Similar journeys"]')?.textContent?.includes('2 other customers')
    )
    expect(await page.textContent('[aria-label="Others at that time"]')).toContain('too little to call it an outage')
    expect(trouble).toEqual([])
    await close()
  })

  test('a journey is saved as a file, with and without names, that opens from disk', async () => {
    const { page, trouble, close } = await visit(at.browser, at.server.url, { acceptDownloads: true })
    await toStory(page)
    await page.fill('.find-customer input', 'mara lind')
    await found(page, '1 customer,')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.told')
    const told = await sentences(page)
    for (const [label, hidden] of [
      ['As one HTML file', false],
      ['Without names', true]
    ] as const) {
      await page.click('.journey-tools summary')
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.click(`.journey-tools .menu-list button:has-text("${label}")`)
      ])
      const path = join(at.folder, `${hidden ? 'hidden' : 'named'}.html`)
      await download.saveAs(path)
      const text = readFileSync(path, 'utf8')
      if (hidden) for (const secret of ['C2041', 'Mara', 'mara.lind', '880999']) expect(text).not.toContain(secret)
      const opened = await visit(at.browser, pathToFileURL(path).href)
      await opened.page.waitForSelector('.told')
      expect(await sentences(opened.page)).toEqual(told)
      expect(await opened.page.textContent('h1')).toBe(hidden ? 'Customer' : 'Mara Lind')
      await opened.page.click('.clause:has-text("44 s at")')
      await opened.page.waitForFunction(() => document.querySelector('tr.chosen')?.textContent?.includes('chat:wait'))
      expect(await violations(opened.page)).toEqual([])
      expect(opened.trouble).toEqual([])
      await opened.close()
    }
    expect(trouble).toEqual([])
    await close()
  })

  test('names that nobody has, times outside the data, and conditions that nobody meets end in a way on', async () => {
    const { page, trouble, close } = await visit(at.browser, at.server.url)
    await toStory(page)
    // A few letters off: the nearest, told as such.
    await page.fill('.find-customer input', 'Mara Lnid')
    await found(page, "No customer is called 'Mara Lnid'")
    expect(await page.textContent('.found-row')).toContain('Mara Lind')
    // Nobody like it: names to choose from.
    await page.fill('.find-customer input', 'zzzzzzzzzzzz')
    await page.waitForSelector('.find-note[role=alert]')
    expect(await page.textContent('.find-note')).toContain("The log has no customer 'zzzzzzzzzzzz'")
    await page.click('.find-note .quick-choice >> nth=0')
    await page.waitForSelector('.found-row')
    await page.click('text=Clear')
    // Outside the data: the span is told.
    await page.fill('.times input >> nth=0', '2031-01-01')
    await page.waitForSelector('.find-note[role=alert]')
    expect(await page.textContent('.find-note')).toMatch(
      /outside the data, which run from Mar 4, 2024, 19:10:00 to Mar 5, 2024/
    )
    await page.fill('.times input >> nth=0', 'half past two')
    await page.waitForFunction(() => document.querySelector('.find-note')?.textContent?.includes('half past two'))
    await page.click('text=Clear')
    // Too much at once: what dropping one condition gives.
    await page.click('text=More conditions')
    await page.fill('.conditions label:has-text("Waited over") input', '10 s')
    await page.fill('.conditions label:has-text("Did") input', 'login')
    await page.waitForSelector('.find-note .link')
    expect(await page.textContent('.find-note')).toContain('Without the activity: 1 customer')
    await page.click('.find-note .link:has-text("Without the activity")')
    await page.waitForSelector('.found-row:has-text("Mara Lind")')
    expect(trouble).toEqual([])
    await close()
  })

  test('by keyboard alone, from the search to an event and back', async () => {
    const { page, trouble, close } = await visit(at.browser, at.server.url)
    await toStory(page)
    const focused = () => focusedText(page)
    await page.focus('.find-customer input')
    await page.keyboard.type('lind')
    await found(page, '1 customer')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.told')
    for (let i = 0; i < 40 && !(await focused()).startsWith('44 s at'); i++) await page.keyboard.press('Tab')
    expect(await focused()).toContain('44 s at')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.activeElement?.textContent === 'chat:wait for agent')
    await page.keyboard.press('ArrowUp')
    expect(await focused()).toBe('chat:open')
    expect(words(await page.textContent('[aria-label="Selected event"] .event-facts'))).toContain('chat:open')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await page.waitForSelector('.told', { state: 'detached' })
    await page.waitForSelector('.find-customer input:focus')
    expect(trouble).toEqual([])
    await close()
  })

  for (const dark of [false, true]) {
    test(`no accessibility violation in any of its views, ${dark ? 'dark' : 'light'}`, async () => {
      const { page, trouble, close } = await visit(at.browser, at.server.url, { dark })
      await toStory(page)
      await page.click('text=More conditions')
      await page.click('.sources summary')
      expect(await violations(page)).toEqual([])
      await page.click('.sources summary')
      await page.click('text=More conditions')
      await page.click('.found-row:has-text("Mara Lind")')
      await page.waitForSelector('[aria-label="Similar journeys"]')
      await page.fill('.claim-form input', '20 min')
      await page.click('.clause:has-text("900.00")')
      await page.waitForSelector('tr.marked')
      expect(await violations(page)).toEqual([])
      await page.click('[role=radio]:text-is("Charts")')
      await page.waitForSelector('.heat')
      for (const [by, title] of [
        ['Everything', 'Over time'],
        ['Activities', 'By activity'],
        ['Processes', 'By process'],
        ['Channels', 'By channel']
      ]) {
        await page.click(`[role=radio]:text-is("${by}")`)
        await page.waitForSelector(`section[aria-label="${title}"]`)
        expect(await violations(page)).toEqual([])
      }
      expect(trouble).toEqual([])
      await close()
    })
  }

  test('a time chosen in the charts filters them, and leads to its customers', async () => {
    const { page, trouble, close } = await visit(at.browser, at.server.url)
    await toStory(page)
    await page.click('[role=radio]:text-is("Charts")')
    const plot = page.locator('.brush')
    await plot.focus()
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    expect(await plot.getAttribute('aria-valuetext')).toMatch(/^(5 Mar|Mar 5), 14:00$/)
    await page.keyboard.press('Enter')
    await page.waitForSelector('.charts-head .chip')
    expect(words(await page.textContent('.charts-head .chip'))).toContain('Mar 5, 2024, 14:00 to 15:00')
    await page.click('text=Customers of this time')
    await page.waitForSelector('.found-row')
    expect(await page.inputValue('.times input >> nth=0')).toBe('2024-03-05 14:00')
    expect(await total(page)).toMatch(/ 6 errors\.$/)
    await page.click('[role=radio]:text-is("Charts")')
    await page.click('[aria-label="Remove the time"]')
    await page.waitForSelector('.charts-head .chip', { state: 'detached' })
    // The top error leads to those who met it.
    await page.click('section[aria-label="Top errors"] .link-row:has-text("withdraw:request")')
    await found(page, '3 customers')
    expect(trouble).toEqual([])
    await close()
  })

  test('from a process to the journeys through it', async () => {
    const { page, trouble, close } = await visit(at.browser, at.server.url)
    await choose(page, 'small.csv', smallLog())
    await findProcesses(page)
    await page.click('.process-row >> nth=0')
    const name = words(await page.textContent('.details h2'))
    await page.click('text=Open process')
    await page.click('.page-title button:text-is("Journeys")')
    await page.waitForSelector('.found-row')
    expect(words(await page.textContent('.chips'))).toContain(name)
    expect(await total(page)).toMatch(/^60 customers of 120 active/)
    // And back from a stretch of the journey to the page of its process.
    await page.click('.found-row >> nth=0')
    await page.click('.process-tag >> nth=0')
    await page.waitForSelector('.page-title h1')
    expect(words(await page.textContent('.page-title h1'))).toBe(name)
    expect(trouble).toEqual([])
    await close()
  })

  test('in another locale the figures of the sentences are those of the page; names and quotations stay', async () => {
    const { page, trouble, close } = await visit(at.browser, at.server.url, { locale: 'de-DE' })
    await toStory(page)
    await page.click('.quick-choice:text-is("All")')
    await page.click('.found-row:has-text("Mara Lind")')
    await page.waitForSelector('.told')
    const told = (await sentences(page)).join(' ')
    expect(told).toContain('failed at 14:32:10 on 5. März 2024: “Amount exceeds the balance of checking”')
    expect(told).toContain('900,00 was asked for, but the checking balance was 250,00')
    expect(told).toContain('5.300,00, would have covered it')
    expect(told).toContain('usually 1,2 s')
    expect(words(await page.textContent('.journey-title'))).toContain('5. März 2024')
    expect(words(await page.textContent('.visit-title >> nth=-1'))).toMatch(/^\d+\. März 2024 \d\d:\d\d/)
    await page.waitForSelector('[aria-label="Similar journeys"]')
    const whole = words(await page.textContent('.journeys'))
    expect(whole).not.toMatch(/\d (Mar|Mar\.|March) 2024/)
    expect(trouble).toEqual([])
    await close()
  })

  test('is printed in one column, without what was searched for, and nothing of it is cut', async () => {
    const { page, trouble, close } = await visit(at.browser, at.server.url)
    await toStory(page)
    await page.click('.quick-choice:text-is("All")')
    await page.click('.found-row:has-text("Mara Lind")')
    await page.waitForSelector('[aria-label="Similar journeys"]')
    await page.emulateMedia({ media: 'print' })
    await page.setViewportSize({ width: 700, height: 900 })
    for (const hidden of ['.find-form', '.found-rows', '.journey-tools', '.claim-form', '.sources'])
      expect(await page.locator(hidden).isVisible()).toBe(false)
    const box = async (selector: string) => (await page.locator(selector).boundingBox())!
    const [journey, side] = [await box('.journey'), await box('.journey-side')]
    expect(journey.width).toBeGreaterThan(600)
    expect(side.y).toBeGreaterThanOrEqual(journey.y + journey.height)
    expect(await page.evaluate(() => document.querySelector('.dp')!.scrollWidth)).toBeLessThanOrEqual(700)
    await page.emulateMedia({ media: 'screen' })
    expect(trouble).toEqual([])
    await close()
  })

  test('names full of malice stay text', async () => {
    const evil = '<img src=x onerror=window.pwned=1>'
    const lines = ['user,name,event,time,status,message,took_ms,note']
    for (let u = 0; u < 60; u++) {
      ;['home', 'pay start', `${evil} pay`, 'done'].forEach((step, i) => {
        const at = new Date(Date.UTC(2024, 2, 1, 9, u, i * 9)).toISOString()
        const failed = u % 3 === 0 && i === 2
        lines.push(
          `"</script><script>window.pwned=1</script>${u}","=cmd()|'${u}","${step}",${at},${failed ? 'error' : 'ok'},"${failed ? evil : ''}",${400 + u},"\u202e${'x'.repeat(300)}"`
        )
      })
    }
    const { page, trouble, close } = await visit(at.browser, at.server.url, { acceptDownloads: true })
    await toJourneys(page, 'evil.csv', lines.join('\n'))
    await page.click('.quick-choice:text-is("All")')
    await page.click('.found-row >> nth=0')
    await page.waitForSelector('.told')
    expect(await page.textContent('.told')).toContain('<img src=x onerror')
    await page.waitForSelector('[aria-label="Similar journeys"]')
    await page.click('.journey-tools summary')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.click('.journey-tools .menu-list button >> nth=0')
    ])
    const path = join(at.folder, 'evil.html')
    await download.saveAs(path)
    const opened = await visit(at.browser, pathToFileURL(path).href)
    await opened.page.waitForSelector('.told')
    await page.click('[role=radio]:text-is("Charts")')
    await page.waitForSelector('.heat')
    for (const one of [page, opened.page]) {
      expect(await one.evaluate(() => (window as unknown as { pwned?: number }).pwned)).toBeUndefined()
      expect(await one.locator('img').count()).toBe(0)
      expect(await one.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    }
    expect(opened.trouble).toEqual([])
    expect(trouble).toEqual([])
    await opened.close()
    await close()
  })

  test('no view scrolls sideways on a phone, and one leads to the other', async () => {
    for (const width of [390, 320]) {
      const { page, trouble, close } = await visit(at.browser, at.server.url, { viewport: { width, height: 800 } })
      await toStory(page)
      const excess = () =>
        page.evaluate(() => {
          const main = document.querySelector('.journeys')!
          return Math.max(document.documentElement.scrollWidth - innerWidth, main.scrollWidth - main.clientWidth)
        })
      expect(await excess()).toBeLessThanOrEqual(0)
      await page.click('.found-row:has-text("Mara Lind")')
      await page.waitForSelector('.told')
      expect(await excess()).toBeLessThanOrEqual(0)
      expect(await violations(page)).toEqual([])
      await page.click('.journey-main > .button')
      await page.click('[role=radio]:text-is("Charts")')
      await page.waitForSelector('.heat')
      expect(await excess()).toBeLessThanOrEqual(0)
      expect(trouble).toEqual([])
      await close()
    }
  })
})
