import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { launch } from '../../../packages/view/test/chromium.js'
import { type Served, serve } from './serve.js'
import { dist, ensureBuilt } from './visit.js'

/** What the tests of one file share; there once the first of them runs. */
export interface SetUp {
  browser: Browser
  /** The page as built, served. */
  server: Served
  /** A folder of their own, empty at first and removed after the last test. */
  folder: string
}

/** Starts a browser and serves the page before the tests of a file, and ends both after them. */
export function setUp(): SetUp {
  const at = {} as SetUp
  beforeAll(async () => {
    ensureBuilt()
    at.folder = mkdtempSync(join(tmpdir(), 'desirepath-web-'))
    at.server = await serve(dist)
    at.browser = await launch()
  })
  afterAll(async () => {
    await at.browser?.close()
    await at.server?.close()
    rmSync(at.folder, { recursive: true, force: true })
  })
  return at
}
