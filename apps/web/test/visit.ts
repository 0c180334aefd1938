import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

export const dist = fileURLToPath(new URL('../dist', import.meta.url))
export const samples = fileURLToPath(new URL('../../cli/samples', import.meta.url))

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Builds the page where it is not built yet. */
export function ensureBuilt(): void {
  if (existsSync(`${dist}/sw.js`)) return
  execFileSync(process.execPath, [fileURLToPath(new URL('../tools/build.mjs', import.meta.url))])
}

/** Runs the command line. */
export function commandLine(...words: string[]): void {
  execFileSync(process.execPath, [fileURLToPath(new URL('../../cli/bin/desirepath.js', import.meta.url)), ...words], {
    stdio: ['ignore', 'ignore', 'inherit']
  })
}

export interface Visit {
  page: Page
  /** Errors of the console and of scripts, violations of the policy, requests to anywhere but `url`. */
  trouble: string[]
  close(): Promise<void>
}

export async function visit(
  browser: Browser,
  url: string,
  { dark = false, path = '', ...options }: { dark?: boolean; path?: string } & BrowserContextOptions = {}
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    serviceWorkers: 'block',
    ...options
  })
  const page = await context.newPage()
  const trouble: string[] = []
  page.on('console', (message) => {
    // Most tests go without: each would load all files once more.
    if (message.text().includes('Service Worker registration blocked')) return
    if (message.type() === 'error' || message.type() === 'warning') trouble.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => trouble.push(`script: ${error.message}`))
  context.on('request', (request) => {
    const address = request.url()
    if (!address.startsWith(url) && !/^(blob|data):/.test(address)) trouble.push(`request: ${address}`)
  })
  await page.goto(url + path)
  return { page, trouble, close: () => context.close() }
}

/** What axe finds on the page as it stands. */
export async function violations(page: Page): Promise<string[]> {
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

/** Controls that cannot be pressed in their middle where they stand: beyond the page, or under something else. */
export function coveredControls(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    // The page itself never scrolls sideways; these do, and say so.
    const sideways =
      '.table-scroll, .matrix-scroll, .graph-scroll, .heat-scroll, .table-card, .chips, .pane-switch, .map-parts, .mix'
    const scrolledAway = (element: Element, x: number, y: number) => {
      for (let around = element.parentElement; around !== null; around = around.parentElement) {
        if (!/auto|scroll/.test(getComputedStyle(around).overflow)) continue
        const box = around.getBoundingClientRect()
        if (y < box.top || y > box.bottom || (around.matches(sideways) && (x < box.left || x > box.right))) return true
      }
      return false
    }
    return [...document.querySelectorAll('button:not(.skip), summary, select, input:not([type=file])')].flatMap(
      (element) => {
        const { left, top, width, height } = element.getBoundingClientRect()
        const [x, y] = [left + width / 2, top + height / 2]
        const shown = width > 1 && height > 1 && element.checkVisibility({ visibilityProperty: true })
        if (!shown || element.closest('[inert]') || y < 0 || y > innerHeight || scrolledAway(element, x, y)) return []
        const hit = document.elementFromPoint(x, y)
        if (hit !== null && (element.contains(hit) || hit.contains(element))) return []
        return `${element.ariaLabel ?? element.textContent} at ${Math.round(x)}, ${Math.round(y)}: ${hit?.outerHTML.slice(0, 80)}`
      }
    )
  })
}

/** Chooses a file as its dialog would. */
export async function choose(page: Page, name: string, content: string | Buffer): Promise<void> {
  await page.setInputFiles('input[type=file]', { name, mimeType: 'text/csv', buffer: Buffer.from(content) })
}

/** Presses for the processes of the log whose columns are shown, and waits for their map. */
export async function findProcesses(page: Page): Promise<void> {
  await page.waitForSelector('.checks')
  await page.click('text=Find processes')
  await page.waitForSelector('.map-surface', { timeout: 60_000 })
}

/** The text of what has the focus. */
export const focusedText = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.textContent?.trim() ?? '')

/** Drops a file onto the page, as a hand would. */
export async function drop(page: Page, name: string, content: Buffer): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([name, base64]) => {
      const transfer = new DataTransfer()
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
      transfer.items.add(new File([bytes], name))
      return transfer
    },
    [name, content.toString('base64')]
  )
  await page.dispatchEvent('.dp', 'dragover', { dataTransfer: transfer })
  await page.dispatchEvent('.dp', 'drop', { dataTransfer: transfer })
}

/** Saves what an entry of the export menu gives, and reads it. */
export async function exported(page: Page, label: string): Promise<{ name: string; text: string }> {
  await page.click('.menu summary')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.click(`.menu-list button:text("${label}") >> nth=0`)
  ])
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') }
}

/** A small log with two clear processes and a shared home page; `name` makes the activity names. */
export function smallLog(name: (text: string) => string = (text) => text): string {
  const cell = (text: string) => `"${name(text).replaceAll('"', '""')}"`
  const lines = ['user,event,time']
  const paths = [
    ['home', 'pay start', 'pay amount', 'pay confirm', 'pay done'],
    ['home', 'card order', 'card design', 'card address', 'card done']
  ]
  for (let u = 0; u < 120; u++) {
    const steps = paths[u % 2].slice(0, 3 + (u % 3))
    steps.forEach((step, i) => {
      const at = new Date(Date.UTC(2024, 2, 1 + (u % 20), 9, u % 60, i * 7)).toISOString()
      lines.push(`u${u},${cell(step)},${at}`)
    })
  }
  return `${lines.join('\n')}\n`
}

/** A table of texts as a Parquet file. */
export async function parquetFile(names: readonly string[], rows: readonly string[][]): Promise<Buffer> {
  // It is core's tests that have the library.
  const library = new URL('../../../packages/core/node_modules/hyparquet-writer/src/index.js', import.meta.url).href
  const { parquetWriteBuffer } = (await import(library)) as {
    parquetWriteBuffer: (table: { columnData: { name: string; data: string[]; type: 'STRING' }[] }) => ArrayBuffer
  }
  const columnData = names.map((name, k) => ({ name, data: rows.map((row) => row[k]), type: 'STRING' as const }))
  return Buffer.from(parquetWriteBuffer({ columnData }))
}
