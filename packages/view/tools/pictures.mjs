// Takes all pictures of docs/images from the page as built: the bank sample, wide and phone, light and dark.
// Usage: node tools/pictures.mjs [folder of the built page] [folder of the pictures]
import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const dist = process.argv[2] ?? join(root, 'apps', 'web', 'dist')
const pictures = process.argv[3] ?? join(root, 'docs', 'images')
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost')
  const file = join(dist, pathname === '/' ? 'index.html' : pathname)
  if (!existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end()
  response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' })
  createReadStream(file).pipe(response)
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })

/** The page with the columns of the bank sample. */
async function opened({ width = 1440, height = 900, dark = false, scale = 1 } = {}) {
  const page = await browser.newPage({
    viewport: { width, height },
    deviceScaleFactor: scale,
    colorScheme: dark ? 'dark' : 'light',
    locale: 'en-GB',
    reducedMotion: 'reduce',
    serviceWorkers: 'block'
  })
  await page.goto(`http://127.0.0.1:${server.address().port}/`)
  await page.click('text=Try the bank sample')
  await page.waitForSelector('.checks', { timeout: 120_000 })
  return page
}

/** Its processes, on their map. */
async function explored(page) {
  await page.click('text=Find processes')
  await page.waitForSelector('.map-surface', { timeout: 240_000 })
  await page.waitForSelector(page.viewportSize().width < 900 ? '.sheet' : '.strip')
  await page.waitForTimeout(500)
  return page
}

const save = async (page, name) => {
  await page.waitForTimeout(400)
  await page.screenshot({ path: join(pictures, `${name}.png`) })
}
const find = async (page, text) => {
  await page.keyboard.press('/')
  await page.keyboard.type(text)
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.waitForSelector('.process-row.on')
}

const light = await opened()
await save(light, 'columns')
await explored(light)
await save(light, 'explore')
// The customers of the last day, and what the one with the most trouble did.
await light.click('nav[aria-label=Views]:visible button:text-is("Journeys")')
await light.click('.quick-choice:text-is("Last day")')
await light.waitForSelector('.found-row')
await save(light, 'find')
await light.click('.found-row >> nth=0')
await light.waitForSelector('.told')
await light.waitForSelector('[aria-label="Similar journeys"]')
await save(light, 'journey')
await light.close()

// Filtered by days, one process selected.
const dark = await explored(await opened({ dark: true }))
const box = await dark.locator('.time-window').boundingBox()
await dark.mouse.move(box.x + box.width * 0.3, box.y + 30)
await dark.mouse.down()
await dark.mouse.move(box.x + box.width * 0.62, box.y + 30, { steps: 5 })
await dark.mouse.up()
await dark.waitForSelector('.counts:has-text(" of ")')
await find(dark, 'apply credit card')
await save(dark, 'explore-dark')
await dark.click('[aria-label^="Remove filter"]')
await dark.waitForSelector('.counts:has-text("6,472 sessions")')
await dark.click('.details .button.primary')
await dark.waitForSelector('.ladder')
await save(dark, 'process-dark')
await dark.close()

const phone = await explored(await opened({ width: 390, height: 844, dark: true, scale: 2 }))
await save(phone, 'phone-dark')
await browser.close()
server.close()
