import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { packed, type Sized } from './core.js'

const web = new URL('../../../apps/web/', import.meta.url)
const dist = fileURLToPath(new URL('dist', web))
const executablePath = '/usr/bin/chromium'

/** As much of Playwright as is used here: it belongs to the page. */
interface Browser {
  newContext(options: object): Promise<{ newPage(): Promise<Page>; close(): Promise<void> }>
  close(): Promise<void>
}
interface Page {
  goto(url: string): Promise<unknown>
  evaluate<Result>(script: string): Promise<Result>
  setInputFiles(selector: string, path: string): Promise<void>
  waitForSelector(selector: string, options?: object): Promise<unknown>
  waitForTimeout(ms: number): Promise<void>
  click(selector: string): Promise<void>
}

export interface Opening {
  /** Of the navigation: the browser's own marks, in ms from its start. */
  painted: number
  /** The page's own mark: everything on it answers. */
  interactive: number
  /** Of a first click: how long the browser kept it waiting. */
  firstInputDelay: number
  longestTask: number
}

export interface PageSize {
  sample: string
  /** Scripts and wasm, by when they were first fetched. */
  toOpen: Sized[]
  toColumns: Sized[]
  toResult: Sized[]
  /** What the page fetches by itself in the ten seconds after: what answers to pointer and keys, for the first click. */
  after: Sized[]
}

const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

/** Why the page cannot be measured here; null where it can. */
export function absent(): string | null {
  if (!existsSync(executablePath)) return 'Chromium is not installed at /usr/bin/chromium'
  return existsSync(join(dist, 'sw.js')) ? null : 'the page is not built'
}

/** Opens the page served and from disk, `rounds` times each in turn. */
export async function openings(rounds: number): Promise<Record<'served' | 'single file', Opening[]>> {
  const found: Record<'served' | 'single file', Opening[]> = { served: [], 'single file': [] }
  await visiting(async (newPage, url) => {
    for (let round = 0; round < rounds; round++) {
      found.served.push(await opening(newPage, url))
      found['single file'].push(await opening(newPage, pathToFileURL(join(dist, 'desirepath.html')).href))
    }
  })
  return found
}

/** Which scripts are fetched on the way from opening the page to the processes of a CSV. */
export async function fetchedUntilResult(sample: string): Promise<PageSize> {
  return visiting(async (newPage, url, asked) => {
    const sized = (until = Number.POSITIVE_INFINITY) => {
      const taken = asked.filter(({ at }) => at <= until)
      asked.splice(0, taken.length)
      const names = [...new Set(taken.map(({ path }) => path))].filter(
        (name) => /\.(js|wasm)$/.test(name) && !known.has(name)
      )
      for (const name of names) known.add(name)
      return names.map((name) => ({ name: name.slice(1), bytes: packed(readFileSync(join(dist, name))) }))
    }
    const known = new Set<string>()
    const page = await newPage()
    await page.goto(url)
    await page.waitForSelector('input[type=file]', { state: 'attached' })
    const toOpen = sized()
    await page.setInputFiles('input[type=file]', fileURLToPath(new URL(`../cli/samples/${sample}`, web)))
    await page.waitForSelector('.checks', { timeout: 120_000 })
    const toColumns = sized()
    await page.evaluate(`new MutationObserver((_, observer) => {
      if (document.querySelector('.map-surface') === null) return
      observer.disconnect()
      document.body.dataset.mapAt = Date.now()
    }).observe(document.body, { childList: true, subtree: true })`)
    await page.click('text=Find processes')
    await page.waitForSelector('.map-surface', { timeout: 300_000 })
    const mapAt = Number(await page.evaluate<string>('document.body.dataset.mapAt'))
    await page.waitForTimeout(10_000)
    return { sample, toOpen, toColumns, toResult: sized(mapAt), after: sized() }
  })
}

async function opening(newPage: () => Promise<Page>, url: string): Promise<Opening> {
  const page = await newPage()
  await page.goto(url)
  await page.waitForTimeout(500)
  // A click on the ground: what a first click waits for, not what it does.
  await page.click('body')
  await page.waitForTimeout(500)
  return page.evaluate(`(async () => {
    const entries = (type) => new Promise((resolve) => {
      const found = []
      new PerformanceObserver((list) => found.push(...list.getEntries())).observe({ type, buffered: true })
      setTimeout(() => resolve(found), 50)
    })
    const [paint] = performance.getEntriesByName('first-contentful-paint')
    const [ready] = performance.getEntriesByName('desirepath-interactive')
    const [first] = await entries('first-input')
    const tasks = await entries('longtask')
    return {
      painted: paint.startTime,
      interactive: ready.startTime,
      firstInputDelay: first === undefined ? NaN : first.processingStart - first.startTime,
      longestTask: Math.max(0, ...tasks.map(({ duration }) => duration))
    }
  })()`)
}

/** A browser without caches, and the page on a port of this machine. */
async function visiting<Result>(
  visit: (newPage: () => Promise<Page>, url: string, asked: { path: string; at: number }[]) => Promise<Result>
): Promise<Result> {
  const { chromium } = createRequire(new URL('package.json', web))('playwright-core') as {
    chromium: { launch(options: object): Promise<Browser> }
  }
  const asked: { path: string; at: number }[] = []
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const path = join(dist, pathname === '/' ? 'index.html' : pathname)
    asked.push({ path: pathname, at: Date.now() })
    if (!existsSync(path)) {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream' })
    createReadStream(path).pipe(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  try {
    const newPage = async () =>
      (await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: 'block' })).newPage()
    return await visit(newPage, `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked)
  } finally {
    await browser.close()
    server.closeAllConnections()
    server.close()
  }
}
