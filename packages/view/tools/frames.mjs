// Measures how smooth the map is: a synthetic discovery of many activities, moved and zoomed in Chromium.
// Usage: node tools/frames.mjs [activities] [picture.png]
import { readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { runnerImport } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const count = Number(process.argv[2] ?? 20_000)
const { module } = await runnerImport(join(root, 'test', 'fixture.ts'), { configFile: false, logLevel: 'error' })
const { reportHtml } = await import(pathToFileURL(join(root, 'dist', 'report-bundle.js')).href)
const path = join(tmpdir(), `desirepath-frames-${count}.html`)
writeFileSync(path, reportHtml(module.fixture({ activities: count })))
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run']
})
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
page.on('pageerror', (error) => console.error(error.message))
const begun = performance.now()
await page.goto(pathToFileURL(path).href)
await page.waitForSelector('.map-surface')
console.log(
  `${count} activities, ${(readFileSync(path).length / 1e6).toFixed(1)} MB: shown after ${Math.round(performance.now() - begun)} ms`
)

/** Milliseconds of script and painting in each frame while `act` runs, and of the frames themselves. */
async function measure(name, act) {
  await page.evaluate(() => {
    const frames = []
    let last = performance.now()
    let busy = 0
    // What a frame's own callbacks take, the map's drawing among them.
    const request = window.requestAnimationFrame
    window.requestAnimationFrame = (callback) =>
      request((now) => {
        const start = performance.now()
        callback(now)
        busy += performance.now() - start
      })
    const tick = (now) => {
      frames.push([now - last, busy])
      last = now
      busy = 0
      window.framesId = request(tick)
    }
    window.framesId = request(tick)
    window.framesEnd = () => {
      cancelAnimationFrame(window.framesId)
      window.requestAnimationFrame = request
      return frames
    }
  })
  await act()
  const frames = (await page.evaluate(() => window.framesEnd())).slice(2)
  const of = (values, share) => [...values].sort((a, b) => a - b)[Math.floor(share * (values.length - 1))]
  const gaps = frames.map(([gap]) => gap)
  const busy = frames.map(([, ms]) => ms).filter((ms) => ms > 0)
  console.log(
    `${name}: ${frames.length} frames, every ${of(gaps, 0.5).toFixed(1)} ms (p95 ${of(gaps, 0.95).toFixed(1)}, longest ${Math.max(...gaps).toFixed(0)}); drawing ${busy.length ? `${of(busy, 0.5).toFixed(2)} ms (p95 ${of(busy, 0.95).toFixed(2)}, longest ${Math.max(...busy).toFixed(1)})` : 'none'}`
  )
}

const box = await page.locator('.map-surface').boundingBox()
const centre = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
if (process.argv[3]) await page.screenshot({ path: process.argv[3] })
await page.mouse.move(centre.x, centre.y)
await measure('zoom by wheel, until it rests', async () => {
  for (let i = 0; i < 40; i++) {
    await page.mouse.wheel(0, -20)
    await page.waitForTimeout(16)
  }
  // The last picture is moved meanwhile; drawn anew once nothing moves.
  await page.waitForTimeout(600)
})
await page.waitForTimeout(800)
if (process.argv[3]) await page.screenshot({ path: process.argv[3].replace('.png', '-zoomed.png') })
await measure('drag, until it rests', async () => {
  await page.mouse.down()
  for (let i = 0; i < 60; i++) {
    await page.mouse.move(centre.x + 4 * i, centre.y + 2 * i)
    await page.waitForTimeout(16)
  }
  await page.mouse.up()
  await page.waitForTimeout(600)
})
await page.waitForTimeout(800)
await measure('hover', async () => {
  for (let i = 0; i < 60; i++) {
    await page.mouse.move(centre.x - 3 * i, centre.y + i)
    await page.waitForTimeout(16)
  }
})
await browser.close()
