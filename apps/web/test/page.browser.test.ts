import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { Discovery } from '@desirepath/core'
import { describe, expect, test } from 'vitest'
import { hasChromium } from '../../../packages/view/test/chromium.js'
import { setUp } from './set-up.js'
import {
  choose,
  commandLine,
  coveredControls,
  drop,
  exported,
  findProcesses,
  focusedText,
  parquetFile,
  samples,
  smallLog,
  violations,
  visit
} from './visit.js'

/** The small log with three channels, each customer in one of them. */
function logOfChannels(): string {
  const channels = ['web', 'app', 'telephone']
  const rows = smallLog().trimEnd().split('\n')
  const channelOf = (row: string) => channels[Number(/^u(\d+)/.exec(row)![1]) % 3]
  return rows.map((row, i) => `${row},${i === 0 ? 'channel' : channelOf(row)}`).join('\n')
}

describe.skipIf(!hasChromium())('the page in a browser', () => {
  const at = setUp()

  test('from a dropped log to its exported report, and a name that stays', async () => {
    const { page, trouble, close } = await visit(at.browser, at.server.url, { acceptDownloads: true })
    const file = readFileSync(join(samples, 'ecom.csv.gz'))
    await drop(page, 'ecom.csv.gz', file)
    await page.waitForSelector('.checks')
    const role = (column: string) => page.locator(`select[aria-label="Role of ${column}"]`)
    expect(await role('user_id').inputValue()).toBe('case')
    expect(await role('session_id').inputValue()).toBe('session')
    expect(await page.locator('.column-table tbody tr').count()).toBe(14)
    // A column is given a role by hand, and loses it again.
    expect(await role('user_cohort').inputValue()).toBe('keep')
    await role('user_cohort').selectOption('none')
    await page.waitForSelector('.checks')
    expect(await role('user_cohort').inputValue()).toBe('none')
    await role('user_cohort').selectOption('keep')
    // What is typed while the log is read again stays.
    const seed = page.locator('label.setting:has-text("Seed") input')
    await seed.fill('7')
    await page.waitForFunction(() => !(document.querySelector('.foot button') as HTMLButtonElement).disabled)
    await page.waitForSelector('.checks')
    expect(await seed.inputValue()).toBe('7')
    await page.keyboard.press('Tab')
    await page.waitForFunction(() => !(document.querySelector('.foot button') as HTMLButtonElement).disabled)
    await findProcesses(page)

    // The same bytes as the command line writes for the same log, choices and seed.
    const result = await exported(page, 'Result')
    const model = await exported(page, 'Model')
    const report = await exported(page, 'Report')
    expect([result.name, model.name, report.name]).toEqual([
      'ecom-processes.json',
      'ecom-model.json',
      'ecom-report.html'
    ])
    const written = (name: string) => readFileSync(join(at.folder, 'ecom', name), 'utf8')
    commandLine(
      'discover',
      join(samples, 'ecom.csv.gz'),
      '--session',
      'session_id',
      '--seed',
      '7',
      '--out',
      join(at.folder, 'ecom')
    )
    expect(result.text).toBe(written('processes.json'))
    expect(model.text).toBe(written('model.json'))
    expect(report.text).toBe(written('report.html'))

    // Select a process, see its flow, rename it.
    await page.click('.process-row >> nth=0')
    const old = (await page.textContent('.details h2'))!.trim()
    await page.click('text=Open process')
    expect(await page.locator('.ladder, svg').count()).toBeGreaterThan(0)
    await page.keyboard.press('Escape')
    await page.click('text=Rename or split')
    await page.fill('.edit-name input', 'Buying things')
    await page.click('.edit-name button')
    await page.waitForFunction(() => document.querySelector('.details h2')?.textContent?.trim() === 'Buying things')

    // The name is there after a reload, which goes on where it was.
    await page.reload()
    await page.waitForSelector('.map-surface')
    expect(await page.textContent('.list')).toContain('Buying things')
    // Another visit is asked first; the log can be forgotten.
    const other = await page.context().newPage()
    await other.goto(at.server.url)
    await other.click('text=Continue with ecom.csv.gz')
    await other.waitForSelector('.map-surface')
    expect(await other.textContent('.list')).toContain('Buying things')
    await other.close()

    // It is in the model and in the report.
    const named = JSON.parse((await exported(page, 'Model')).text)
    expect(named.edits).toMatchObject([{ kind: 'rename', name: 'Buying things' }])
    expect(named.processes.map((process: { name: string }) => process.name)).toContain('Buying things')
    const renamed = await exported(page, 'Report')
    const path = join(at.folder, renamed.name)
    writeFileSync(path, renamed.text)
    const opened = await visit(at.browser, pathToFileURL(path).href)
    await opened.page.waitForSelector('.process-row')
    expect(await opened.page.textContent('.list')).toContain('Buying things')
    expect(opened.trouble).toEqual([])
    await opened.close()

    // Undo takes it back.
    await page.click('[aria-label="Undo: name Buying things"]')
    await page.waitForFunction((old) => document.querySelector('.list')?.textContent?.includes(old), old)

    // What the browser keeps can be taken out of it.
    await page.click('.menu summary')
    await page.click('text=Another log')
    await page.click('text=Forget it')
    await page.waitForSelector('.kept', { state: 'detached' })
    await page.reload()
    await page.waitForSelector('.drop-zone')
    expect(await page.locator('.kept').count()).toBe(0)
    const keys = await page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)])
    expect(keys.filter((key) => key !== 'desirepath-theme')).toEqual([])
    expect(trouble).toEqual([])
    await close()
  })

  test('merge, split and hubs are counted anew', async () => {
    const { page, trouble, close } = await visit(at.browser, at.server.url, { acceptDownloads: true })
    await choose(page, 'small.csv', smallLog())
    await findProcesses(page)
    const result = async () => JSON.parse((await exported(page, 'Result')).text) as Discovery
    const before = await result()
    expect(before.processes.length).toBeGreaterThan(1)
    await page.click('.process-row >> nth=0')
    await page.click('.process-row >> nth=1', { modifiers: ['Shift'] })
    // Shift adds a process; it marks no text.
    expect(await page.evaluate(() => getSelection()?.toString())).toBe('')
    await page.click('text=Merge the 2 processes')
    await page.waitForSelector('[aria-label="Undo: merge of 2 processes"]')
    await page.waitForFunction(
      (n) => document.querySelectorAll('.process-row').length === n,
      before.processes.length - 1
    )
    const merged = await result()
    expect(merged.processes.length).toBe(before.processes.length - 1)
    const steps = merged.processes[0].steps.map((step) => merged.activities[step.activity].name)
    expect(steps).toEqual(expect.arrayContaining(['pay start', 'card order']))
    await page.click('text=Rename or split')
    await page.check('.edit-list label:has-text("card done")')
    await page.click('text=Make 1 hub')
    await page.waitForSelector('[aria-label="Undo: 1 made hubs"]')
    await page.waitForFunction(
      () => !(document.querySelector('.details button.small') as HTMLButtonElement | null)?.disabled
    )
    expect((await result()).activities.find((activity) => activity.name === 'card done')?.hub).toBe(true)
    // Selections are undone, too.
    for (let i = 0; i < 12 && (await page.locator('[aria-label^="Undo"]').count()) > 0; i++) {
      await page.keyboard.press('Control+z')
      await page.waitForTimeout(200)
    }
    await page.waitForFunction((n) => document.querySelectorAll('.process-row').length === n, before.processes.length)
    expect(JSON.stringify(await result())).toBe(JSON.stringify(before))
    expect(trouble).toEqual([])
    await close()
  })

  test('a search is stopped, and the page goes on', async () => {
    const { page, trouble, close } = await visit(at.browser, at.server.url)
    await page.click('text=Try the bank sample')
    await page.waitForSelector('.checks')
    await page.click('text=Find processes')
    await page.waitForSelector('[role=progressbar]')
    await page.waitForFunction(() => /[1-9]/.test(document.querySelector('.working .left')?.textContent ?? ''))
    await page.click('text=Stop')
    await page.waitForSelector('.checks')
    expect(await page.locator('.foot button').isEnabled()).toBe(true)
    expect(await page.locator('[role=alert]').count()).toBe(0)
    expect(trouble).toEqual([])
    await close()
  })

  test('says where a file is broken, and what to do', async () => {
    const { page, trouble, close } = await visit(at.browser, at.server.url)
    const lines = smallLog().trim().split('\n')
    for (const at of [3, 9]) lines[at] = lines[at].replace(/[^,]+$/, '31/02/2024 14:05')
    await choose(page, 'broken.csv', lines.join('\n'))
    await page.waitForSelector('[role=alert]')
    const text = (await page.textContent('[role=alert]'))!
    expect(text).toContain('Line 4 has no readable time')
    expect(text).toContain('"31/02/2024 14:05"')
    expect(text).toMatch(/2 of \d+ rows have this fault/)
    expect(await page.locator('.foot button').isDisabled()).toBe(true)
    expect(await violations(page)).toEqual([])
    await page.click('text=Leave out 2 rows')
    expect(await page.locator('.foot button').isEnabled()).toBe(true)
    // No log at all, then one without times.
    await choose(page, 'photo.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0]))
    await page.waitForSelector('.drop-page [role=alert]')
    await choose(page, 'names.csv', 'first,last\nAda,Lovelace\nAlan,Turing\n')
    await page.waitForSelector('.columns-page [role=alert]')
    expect(await page.textContent('[role=alert]')).toMatch(
      /No column was recognised that says who, what and when.*Choose Who, What and When in the menus above the columns/
    )
    expect(trouble).toEqual([])
    await close()
  })

  test('asks for what it cannot tell of the columns, in the words of their menus, with a button for each answer', async () => {
    const { page, trouble, close } = await visit(at.browser, at.server.url)
    const role = (column: string) => page.locator(`select[aria-label="Role of ${column}"]`)
    const told = async () => {
      await page.waitForSelector('.columns-page [role=alert] button')
      return (await page.textContent('.columns-page [role=alert]'))!
    }
    const rows = smallLog()
      .replaceAll('"', '')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','))
    // Two columns of times, neither of them called so.
    const both = rows.map(([user, event, time]) => [user, event, time, time.replace('2024', '2025')].join(','))
    await choose(page, 'both.csv', ['user,event,begun,ended', ...both].join('\n'))
    expect(await told()).toContain("Which column says when?'begun' and 'ended' fit equally well.")
    expect(await violations(page)).toEqual([])
    await page.click('text=Use ended')
    await page.waitForSelector('.checks')
    expect(await role('ended').inputValue()).toBe('timestamp')

    // What was found stands in its menu where another one is missing.
    const plain = rows.map(([user, , time], i) => [user, i, time].join(','))
    await choose(page, 'plain.csv', ['user,number,time', ...plain].join('\n'))
    expect(await told()).toContain('No column was recognised that says whatChoose What in the menus above the columns.')
    expect([await role('user').inputValue(), await role('time').inputValue()]).toEqual(['case', 'timestamp'])
    await role('number').selectOption('activity')
    await page.waitForSelector('.checks')

    // Days and months, and no menu that does not exist.
    const dates = rows.map(([user, event], i) => `${user},${event},0${1 + (i % 9)}/0${1 + (i % 7)}/2024 10:0${i % 10}`)
    await choose(page, 'dates.csv', ['user,event,time', ...dates].join('\n'))
    expect(await told()).toMatch(/day or month comes first.Both ways of reading them make sense.Read 03.04 as 3 April/)
    await page.click('text=Read 03/04 as 3 April')
    await page.waitForSelector('.checks')

    // A cut at pauses is offered where there are some: none between the steps of the small log.
    await choose(page, 'small.csv', smallLog())
    await page.waitForSelector('.profiles:has-text("one per")')
    expect(await page.locator('.profiles .link').count()).toBe(0)

    // A single case is cut by a click.
    const one = rows.slice(0, 60).map(([, event], i) => `me,${event},2024-03-0${1 + (i % 9)} 10:0${i % 10}`)
    await choose(page, 'one.csv', ['user,event,time', ...one].join('\n'))
    await page.waitForSelector('.checks')
    await page.click('text=Find processes')
    expect(await told()).toContain('The log has 1 session')
    await page.click('text=Cut where 30 minutes pass')
    await page.waitForSelector('.foot:has-text("9 sessions")')
    expect(trouble).toEqual([])
    await close()
  })

  test('the encoding is chosen where the texts say nothing of it, and stays after a reload', async () => {
    const { page, trouble, close } = await visit(at.browser, at.server.url)
    const cyrillic = [...'абвгдежзийклмнопрстуфхцчшщъыьэюя'].map((letter) => letter.codePointAt(0)!)
    const bytes = [...smallLog((text) => text.replace('pay', 'плата').replace('card', 'карта'))].map((letter) =>
      cyrillic.includes(letter.codePointAt(0)!) ? letter.codePointAt(0)! - 0x350 : letter.codePointAt(0)!
    )
    await choose(page, 'old.csv', Buffer.from(bytes))
    await page.waitForSelector('.checks')
    expect(await page.textContent('.checks')).toContain('If names look wrong, choose the encoding in the settings.')
    expect(await page.textContent('.column-table')).not.toContain('плата')
    await page.selectOption('label.setting:has-text("Encoding of the text") select', 'windows-1251')
    await page.waitForSelector('.column-table:has-text("плата start")')
    await findProcesses(page)
    expect(await page.textContent('.list')).toContain('Плата')
    await page.reload()
    await page.waitForSelector('.map-surface')
    expect(await page.textContent('.list')).toContain('Плата')
    await page.click('.menu summary')
    await page.click('text=Columns and settings')
    await page.waitForSelector('.column-table:has-text("плата start")')
    expect(trouble).toEqual([])
    await close()
  })

  test('a log that no tab can hold ends in a message with the command to run', async () => {
    const { page, close } = await visit(at.browser, at.server.url, { acceptDownloads: true })
    // A file of 40 GB, of which nothing is read.
    await page.evaluate(() => {
      Object.defineProperty(Blob.prototype, 'size', { get: () => 40e9 })
    })
    await choose(page, 'all years.csv', 'user,event,time\n')
    await page.waitForSelector('[role=alert]')
    expect(await page.textContent('[role=alert] h2')).toContain('40.0 GB is more than this tab can hold')
    expect(await page.textContent('[role=alert] pre')).toBe("npx desirepath discover 'all years.csv' --out result")
    // The second way on: a part of the customers, the same ones each time.
    await page.evaluate(() => {
      Object.defineProperty(Blob.prototype, 'size', { get: () => 5e9 })
    })
    await choose(page, 'two years.csv', smallLog())
    await page.click('text=Use every 4th customer')
    await page.waitForSelector('.checks')
    expect(await page.textContent('.lead')).toContain('Every 4th customer is used.')
    await findProcesses(page)
    const { text } = await exported(page, 'Result')
    const { log, source } = JSON.parse(text) as Discovery
    expect(log.cases).toBeGreaterThan(15)
    expect(log.cases).toBeLessThan(45)
    expect(source.read.notes.join()).toContain('Every 4th user was read')
    await close()
  })

  test('a model file shows its processes; dropped onto a result it gives its names to them', async () => {
    const { page, trouble, close } = await visit(at.browser, at.server.url, { acceptDownloads: true })
    await choose(page, 'small.csv', smallLog())
    await findProcesses(page)
    await page.click('.process-row >> nth=0')
    await page.click('text=Rename or split')
    await page.fill('.edit-name input', 'From the model')
    await page.click('.edit-name button')
    await page.waitForFunction(() => document.querySelector('.details h2')?.textContent?.trim() === 'From the model')
    const model = await exported(page, 'Model')
    // In a browser that knows nothing of it.
    const other = await visit(at.browser, at.server.url, { acceptDownloads: true })
    await drop(other.page, model.name, Buffer.from(model.text))
    // It shows its processes without the log; a further name joins the first.
    await other.page.waitForSelector('.map-surface')
    expect(await other.page.locator('.process-row').allTextContents()).toEqual(
      await page.locator('.process-row').allTextContents()
    )
    await other.page.click('.process-row:not(:has-text("From the model")) >> nth=0')
    await other.page.click('text=Rename or split')
    await other.page.fill('.edit-name input', 'Named here')
    await other.page.click('.edit-name button')
    await other.page.waitForFunction(() => document.querySelector('.list')?.textContent?.includes('Named here'))
    const { edits } = JSON.parse((await exported(other.page, 'Model')).text) as { edits: { name: string }[] }
    expect(edits.map(({ name }) => name)).toEqual(['From the model', 'Named here'])
    // Without figures it needs a log.
    await other.page.click('.menu summary')
    await other.page.click('text=Another log')
    const { discovery: _, ...lean } = JSON.parse(model.text)
    await drop(other.page, model.name, Buffer.from(JSON.stringify(lean)))
    await other.page.waitForSelector('[role=alert]')
    expect(await other.page.textContent('[role=alert]')).toContain('without figures')
    await choose(other.page, 'small.csv', smallLog())
    await findProcesses(other.page)
    expect(await other.page.textContent('.list')).not.toContain('From the model')
    await drop(other.page, model.name, Buffer.from(model.text))
    await other.page.waitForFunction(() => document.querySelector('.list')?.textContent?.includes('From the model'))
    expect([...trouble, ...other.trouble]).toEqual([])
    await other.close()
    await close()
  })

  test('other formats, methods and settings are fetched when they are asked for, and give the same bytes', async () => {
    const { page, trouble, close } = await visit(at.browser, at.server.url, { acceptDownloads: true })
    const lines = smallLog()
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.replaceAll('"', '').split(','))
      .map(([user, event, time]) => JSON.stringify({ user, event, time }))
    const path = join(at.folder, 'small.jsonl')
    writeFileSync(path, `${lines.join('\n')}\n`)
    await page.setInputFiles('input[type=file]', path)
    await page.waitForSelector('.checks')
    await page.selectOption('label.setting:has-text("Method") select', 'kmeans')
    await page.fill('label.setting:has-text("Activities left out") input', '^home$')
    await page.keyboard.press('Tab')
    await page.waitForFunction(
      (before) => document.querySelector('.foot')?.textContent !== before,
      await page.textContent('.foot')
    )
    await page.waitForFunction(() => !(document.querySelector('.foot button') as HTMLButtonElement).disabled)
    await findProcesses(page)
    const { text } = await exported(page, 'Result')
    commandLine('discover', path, '--method', 'kmeans', '--drop', '^home$', '--out', join(at.folder, 'small'))
    expect(text).toBe(readFileSync(join(at.folder, 'small', 'processes.json'), 'utf8'))
    expect(JSON.parse(text).dropped).toHaveLength(1)
    expect(trouble).toEqual([])
    await close()
  })

  test('Parquet, XES and packed JSON lines end in the map of the same log as CSV, bit for bit', async () => {
    const rows = smallLog()
      .replaceAll('"', '')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','))
    const xes = [...new Set(rows.map(([user]) => user))].map((user) => {
      const events = rows.filter((row) => row[0] === user)
      return `<trace><string key="concept:name" value="${user}"/>${events.map(([, event, time]) => `<event><string key="concept:name" value="${event}"/><date key="time:timestamp" value="${time}"/></event>`).join('')}</trace>`
    })
    const lines = rows.map(([user, event, time]) => JSON.stringify({ user, event, time }))
    const files: Record<string, Buffer> = {
      'small.csv': Buffer.from(smallLog()),
      'small.parquet': await parquetFile(['user', 'event', 'time'], rows),
      'small.xes': Buffer.from(`<?xml version="1.0"?><log xes.version="1.0">${xes.join('')}</log>`),
      'small.jsonl.gz': gzipSync(lines.join('\n'))
    }
    const { page, trouble, close } = await visit(at.browser, at.server.url, { acceptDownloads: true })
    const found: Record<string, Discovery> = {}
    for (const [name, content] of Object.entries(files)) {
      await choose(page, name, content)
      await page.waitForFunction((name) => document.querySelector('.lead')?.textContent?.includes(name), name)
      await findProcesses(page)
      expect(await page.locator('.process-row').count()).toBeGreaterThan(1)
      found[name] = JSON.parse((await exported(page, 'Result')).text) as Discovery
      await page.click('.menu summary')
      await page.click('text=Another log')
      await page.waitForSelector('.drop-zone')
    }
    const { 'small.csv': csv, ...others } = found
    for (const one of Object.values(others)) {
      expect(one.log).toEqual(csv.log)
      expect(one.activities).toEqual(csv.activities)
      expect(one.processes).toEqual(csv.processes)
    }
    // The same bytes as the command line writes.
    const path = join(at.folder, 'small.parquet')
    writeFileSync(path, files['small.parquet'])
    commandLine('discover', path, '--out', join(at.folder, 'parquet'))
    const written = JSON.parse(readFileSync(join(at.folder, 'parquet', 'processes.json'), 'utf8')) as Discovery
    expect(written).toEqual(found['small.parquet'])
    expect(trouble).toEqual([])
    await close()
  })

  test('a link leads to the state it was copied from, without data', async () => {
    const { page, trouble, close } = await visit(at.browser, at.server.url, { path: '#process/1' })
    await page.waitForSelector('text=This address leads to a view of a log')
    await choose(page, 'small.csv', smallLog())
    await page.waitForSelector('.checks')
    await page.click('text=Find processes')
    await page.waitForSelector('.ladder, .process-page, [data-view=process]')
    expect(page.url()).toBe(`${at.server.url}#process/1`)
    // Back and forward go through the views that were opened, as often as one likes.
    const shown = () => page.getAttribute('.dp', 'data-view')
    for (const view of ['Data', 'Journeys', 'Activities']) await page.click(`.views button:has-text("${view}")`)
    const entries = await page.evaluate(() => history.length)
    for (const view of ['journeys', 'data', 'process']) {
      await page.goBack()
      await expect.poll(shown).toBe(view)
    }
    for (const view of ['data', 'journeys', 'activities']) {
      await page.goForward()
      await expect.poll(shown).toBe(view)
    }
    expect(await page.evaluate(() => history.length)).toBe(entries)
    expect(trouble).toEqual([])
    await close()
  })

  test('names full of malice stay text, also in what is exported', async () => {
    const hostile = (text: string) =>
      ({
        home: '<script>window.pwned=1</script>',
        'pay start': '=cmd|"/c calc"!A1',
        'pay amount': '<img src=x onerror=window.pwned=1>',
        'pay confirm': `\u202Egnp.exe ${'x'.repeat(10_000)}`,
        'card order': '🧾 bestellen </script><script>window.pwned=1</script>'
      })[text] ?? text
    const { page, trouble, close } = await visit(at.browser, at.server.url, { acceptDownloads: true })
    await choose(page, '<b>bad</b>.csv', smallLog(hostile))
    await page.waitForSelector('.checks')
    expect(await violations(page)).toEqual([])
    await findProcesses(page)
    for (const key of ['2', '3', '4', '1', ']']) await page.keyboard.press(key)
    await page.click('text=Rename or split')
    await page.keyboard.press('Escape')
    const { text } = await exported(page, 'Activities')
    expect(text).toContain(`"'=cmd|""/c calc""!A1"`)
    const report = await exported(page, 'Report')
    const path = join(at.folder, 'hostile.html')
    writeFileSync(path, report.text)
    const opened = await visit(at.browser, pathToFileURL(path).href)
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

  test('keys pressed before what answers to them is there are answered then', async () => {
    const { page, trouble, close } = await visit(at.browser, at.server.url)
    let letGo = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    await page.route('**/page-hands.js', async (route) => {
      await held
      await route.continue()
    })
    await choose(page, 'small.csv', smallLog())
    await findProcesses(page)
    await page.keyboard.press(']')
    expect(await page.locator('.process-row.on').count()).toBe(0)
    letGo()
    await page.waitForSelector('.process-row.on')
    expect(trouble).toEqual([])
    await close()
  })

  for (const dark of [false, true]) {
    test(`no accessibility violation on any face, ${dark ? 'dark' : 'light'}`, async () => {
      const { page, trouble, close } = await visit(at.browser, at.server.url, { dark })
      expect(await violations(page)).toEqual([])
      await choose(page, 'small.csv', smallLog())
      await page.waitForSelector('.checks')
      expect(await violations(page)).toEqual([])
      await page.click('text=Find processes')
      if (await page.locator('.working').isVisible()) expect(await violations(page)).toEqual([])
      await page.waitForSelector('.map-surface')
      await page.click('.menu summary')
      expect(await violations(page)).toEqual([])
      await page.keyboard.press('Escape')
      await page.keyboard.press(']')
      await page.click('text=Rename or split')
      expect(await violations(page)).toEqual([])
      expect(trouble).toEqual([])
      await close()
    })
  }

  test('everything is reached by keyboard alone', async () => {
    const { page, trouble, close } = await visit(at.browser, at.server.url)
    const focused = () => focusedText(page)
    const tabTo = async (text: string) => {
      for (let i = 0; i < 60; i++) {
        await page.keyboard.press('Tab')
        if ((await focused()).startsWith(text)) return
      }
      throw new Error(`'${text}' is not reached by Tab`)
    }
    await page.keyboard.press('Tab') // theme
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('Choose a file')
    await choose(page, 'small.csv', smallLog())
    await page.waitForSelector('.checks')
    await tabTo('Find processes')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.map-surface')
    await page.keyboard.press(']')
    await tabTo('Rename or split')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.edit-name input:focus')
    await page.keyboard.type('By hand')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.querySelector('.details h2')?.textContent?.trim() === 'By hand')
    await page.keyboard.press('Control+z')
    await page.waitForFunction(() => document.querySelector('.details h2')?.textContent?.trim() !== 'By hand')
    expect(trouble).toEqual([])
    await close()
  })

  test('tables and mix are read by their names, and rows are opened by keyboard', async () => {
    const { page, trouble, close } = await visit(at.browser, at.server.url)
    await choose(page, 'small.csv', smallLog())
    await page.waitForSelector('.checks')
    await expect.poll(() => page.textContent('[role=status][aria-live]')).toMatch(/^\d+ events read/)
    await findProcesses(page)
    await page.getByRole('heading', { name: 'Runs per day', exact: true }).waitFor()
    await page.keyboard.press('4')
    await page.waitForSelector('.pane-scroll tbody')
    const name = (await page.textContent('.pane-scroll tbody th >> nth=0'))!
    await page.getByRole('rowheader', { name, exact: true }).waitFor()
    await page.focus('.pane-scroll thead th:last-child button')
    await page.keyboard.press('Tab')
    expect(await focusedText(page)).toBe(name)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name, level: 1, exact: true }).waitFor()
    // A hub belongs to no process: there is nothing to open.
    await page.click('.views button:has-text("Activities")')
    const row = (activity: string) => page.locator('tbody tr', { has: page.locator(`th:has-text("${activity}")`) })
    await expect.poll(() => row('pay start').locator('th button').count()).toBe(1)
    expect(await row('home').locator('th button').count()).toBe(0)
    await page.click('.views button:has-text("Explore")')
    await page.keyboard.press('3')
    await page
      .getByRole('button', { name: /, mean 50\.0% ?, last \d+\.0% ?, change / })
      .first()
      .waitFor()
    expect(trouble).toEqual([])
    await close()
  })

  test('no face scrolls sideways on a phone', async () => {
    for (const width of [390, 320]) {
      const { page, trouble, close } = await visit(at.browser, at.server.url, { viewport: { width, height: 800 } })
      const excess = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect(await excess()).toBe(0)
      await choose(page, 'small.csv', smallLog())
      await page.waitForSelector('.checks')
      expect(await excess()).toBe(0)
      expect(await violations(page)).toEqual([])
      await findProcesses(page)
      await page.click('.menu summary')
      const box = (await page.locator('.menu-list').boundingBox())!
      expect(box.x).toBeGreaterThanOrEqual(0)
      expect(box.x + box.width).toBeLessThanOrEqual(width)
      expect(await excess()).toBe(0)
      expect(trouble).toEqual([])
      await close()
    }
  })

  test('what scrolls sideways fades at the edge behind which there is more, and is reached by keyboard', async () => {
    const { page, trouble, close } = await visit(at.browser, at.server.url, { viewport: { width: 390, height: 800 } })
    await page.click('text=Try the bank sample')
    await page.waitForSelector('.checks')
    const edges = (selector: string) =>
      page.locator(selector).evaluate((element) => {
        const style = getComputedStyle(element)
        return ['left', 'right'].map((side) => style.getPropertyValue(`--edge-${side}`).trim() || '0px')
      })
    const rows = '[role=group][aria-label="First rows"]'
    expect(await edges(rows)).toEqual(['0px', '28px'])
    await page.focus(rows)
    await page.keyboard.press('ArrowRight')
    await page.waitForFunction((selector) => document.querySelector(selector)!.scrollLeft > 20, rows)
    expect(await edges(rows)).toEqual(['28px', '28px'])
    await page.locator(rows).evaluate((element) => element.scrollTo(element.scrollWidth, 0))
    await page.waitForTimeout(100)
    expect(await edges(rows)).toEqual(['28px', '0px'])
    expect(await violations(page)).toEqual([])
    await findProcesses(page)
    await page.click('.pane-switch [role=radio]:has-text("Table")')
    expect(await edges('.pane .table-scroll')).toEqual(['0px', '28px'])
    // Where all of it is in sight, nothing fades.
    await page.setViewportSize({ width: 2800, height: 900 })
    await page.waitForSelector('.list-columns')
    expect(await edges('.pane .table-scroll')).toEqual(['0px', '0px'])
    expect(trouble).toEqual([])
    await close()
  })

  test('no control is cut or covered, on a narrow phone and between phone and laptop', async () => {
    for (const width of [320, 900]) {
      const { page, trouble, close } = await visit(at.browser, at.server.url, { viewport: { width, height: 760 } })
      await choose(page, 'small.csv', logOfChannels())
      await findProcesses(page)
      await page.waitForSelector(width < 900 ? '.map-parts' : '.map-tools')
      expect(await coveredControls(page)).toEqual([])
      await page.click('.process-row >> nth=1')
      await page.waitForSelector('.chips button:has-text("Hide")')
      await page.keyboard.press('f')
      await page.waitForSelector('.counts:has-text("of 120 sessions")')
      expect(await coveredControls(page)).toEqual([])
      // What is selected is on the part of the map that is in sight.
      const map = (await page.locator('.map').boundingBox())!
      const details = (await page.locator('.details').boundingBox())!
      if (width === 900) expect(map.x + map.width).toBeLessThanOrEqual(details.x)
      await page.click('nav[aria-label=Views]:visible button:text-is("Journeys")')
      await page.click('.found-row >> nth=0')
      await page.waitForSelector('.told')
      await page.waitForSelector('.journey-side .claim-form')
      expect(await coveredControls(page)).toEqual([])
      expect(trouble).toEqual([])
      await close()
    }
  })

  test('no control is cut or covered in a low window, and the map keeps its room', async () => {
    const { page, trouble, close } = await visit(at.browser, at.server.url)
    await choose(page, 'small.csv', logOfChannels())
    await findProcesses(page)
    // A landscape phone, enlarged windows, low frames, and a phone with its keyboard open.
    const sizes = [
      { width: 844, height: 390, low: '2', map: 0.75 },
      { width: 640, height: 450, low: '2', map: 0.75 },
      { width: 800, height: 300, low: '2', map: 0.7 },
      { width: 600, height: 240, low: '2', map: 0.65 },
      { width: 1200, height: 300, low: '3', map: 0.7 },
      { width: 320, height: 480, low: '1', map: 0.6 },
      { width: 390, height: 300, low: '1', map: 0.35 }
    ]
    for (const { width, height, low, map } of sizes) {
      const clear = async (where: string) =>
        expect({ where, size: `${width} x ${height}`, covered: await coveredControls(page) }).toEqual({
          where,
          size: `${width} x ${height}`,
          covered: []
        })
      const go = (view: string) => page.click(`nav[aria-label=Views]:visible button:text-is("${view}")`)
      await page.setViewportSize({ width, height })
      await page.waitForSelector(`.dp[data-low="${low}"] .map-surface`)
      expect((await page.locator('.map').boundingBox())!.height).toBeGreaterThan(map * height)
      await clear('nothing selected')
      await page.keyboard.press(']')
      await page.waitForSelector('.details h2')
      await page.waitForSelector('.chips button:has-text("Hide")')
      await clear('one selected')
      for (const pane of ['Hand-overs', 'Over time', 'Table', 'Sessions', 'Map']) {
        await page.click(`.pane-switch [role=radio]:has-text("${pane}")`)
        await page.waitForSelector(pane === 'Map' ? '.map-surface' : '.pane-scroll h2, .pane-scroll h1')
        await clear(pane)
      }
      for (const view of ['Process', 'Activities', 'Data']) {
        await go(view)
        await page.waitForSelector(`.dp[data-view=${view.toLowerCase()}] .page h1, .page h2`)
        await clear(view)
      }
      await go('Journeys')
      await page.locator('.found-row').first().click()
      await page.waitForSelector('.told')
      await clear('a journey')
      await page.locator('.journey-main').press('Escape')
      await page.waitForSelector('.found-row')
      await go('Explore')
      await page.keyboard.press('Escape')
      await page.waitForSelector('.chips button:has-text("Hide")', { state: 'detached' })
    }
    expect(await violations(page)).toEqual([])
    expect(trouble).toEqual([])
    await close()
  }, 180_000)

  test('where details take the place of the list, the focus goes with them and comes back', async () => {
    const { page, trouble, close } = await visit(at.browser, at.server.url, { viewport: { width: 844, height: 390 } })
    await choose(page, 'small.csv', smallLog())
    await findProcesses(page)
    await page.focus('[role=listbox]')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.details:focus')
    expect(await page.locator('.list').count()).toBe(0)
    await page.keyboard.press('Escape')
    await page.waitForSelector('[role=listbox]:focus')
    expect(await page.locator('.details').count()).toBe(0)
    // In the sheet of a phone, too.
    await page.setViewportSize({ width: 390, height: 700 })
    await page.waitForSelector('.sheet [role=listbox]')
    await page.focus('[role=listbox]')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.sheet .details:focus')
    await page.click('[aria-label="Clear the selection"]')
    await page.waitForSelector('[role=listbox]:focus')
    expect(trouble).toEqual([])
    await close()
  })

  test('between phone and wide, all tools of the list are in sight, and those of a selection', async () => {
    for (const width of [900, 1110]) {
      const { page, trouble, close } = await visit(at.browser, at.server.url, { viewport: { width, height: 800 } })
      await page.click('text=Try the bank sample')
      await findProcesses(page)
      const list = (await page.locator('.list').boundingBox())!
      const menu = (await page.locator('.list-head .save-tools summary').boundingBox())!
      expect(menu.x + menu.width).toBeLessThanOrEqual(list.x + list.width)
      await page.click('.process-row >> nth=0')
      // The chips are fetched after the map: what they stand in is measured once they are there.
      const hide = (await page.locator('.chips button:has-text("Hide")').boundingBox())!
      const chips = (await page.locator('.chips').boundingBox())!
      expect(hide.x + hide.width).toBeLessThanOrEqual(chips.x + chips.width)
      expect(trouble).toEqual([])
      await close()
    }
  })
})
