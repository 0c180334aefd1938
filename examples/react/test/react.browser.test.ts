import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serve } from '../../../apps/web/test/serve.js'
import { visit } from '../../../apps/web/test/visit.js'
import { hasChromium, launch } from '../../../packages/view/test/chromium.js'
import { fixture } from '../../../packages/view/test/fixture.js'

const root = fileURLToPath(new URL('..', import.meta.url))

test('the guide shows the component as it is here', () => {
  const guide = readFileSync(join(root, '..', '..', 'docs', 'guide', 'embed.md'), 'utf8')
  const code = readFileSync(join(root, 'desire-path.ts'), 'utf8')
  expect(guide).toContain(`\`\`\`ts\n${code}\`\`\``)
})

describe.skipIf(!hasChromium())('the element within React', () => {
  let browser: Awaited<ReturnType<typeof launch>>
  let folder: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'desirepath-react-'))
    await build({
      configFile: false,
      root,
      logLevel: 'warn',
      define: { 'process.env.NODE_ENV': '"production"' },
      build: { outDir: folder, emptyOutDir: true, target: 'es2022' }
    })
    for (const [name, seed] of [
      ['one', 7],
      ['two', 8]
    ] as const)
      writeFileSync(join(folder, `${name}.json`), JSON.stringify(fixture({ activities: 60, seed })))
    browser = await launch()
  })

  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test('takes data and theme as props, tells of selections, and goes with its component', async () => {
    const server = await serve(folder)
    const { page, trouble, close } = await visit(browser, server.url)
    const rows = page.locator('desire-path .process-row')
    await rows.first().waitFor()
    const first = await rows.first().locator('.cut bdi').textContent()
    await rows.first().click()
    await expect.poll(() => page.textContent('#selected')).toContain(first)
    const paper = () =>
      page.evaluate(() => {
        const shown = document.querySelector('desire-path')!.shadowRoot!.querySelector('.dp')!
        return getComputedStyle(shown).backgroundColor
      })
    expect(await paper()).toBe('rgb(246, 246, 243)')
    await page.click('#dark')
    await expect.poll(paper).toBe('rgb(17, 18, 16)')
    const runs = () => page.locator('desire-path .filters').textContent()
    const before = await runs()
    await page.click('#other')
    await expect.poll(runs).not.toBe(before)
    await page.click('#close')
    await page.waitForSelector('desire-path', { state: 'detached' })
    expect(trouble).toEqual([])
    await close()
    await server.close()
  })
})
