import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const executablePath = '/usr/bin/chromium'

/** Whether Debian's Chromium is here; the reason is printed where it is not, and in CI its absence is an error. */
export function hasChromium(): boolean {
  if (existsSync(executablePath)) return true
  const reason = 'Chromium is not installed at /usr/bin/chromium'
  if (process.env.DESIREPATH_REQUIRE_ALL) throw new Error(`${reason}, and DESIREPATH_REQUIRE_ALL is set.`)
  console.warn(`skipped: ${reason}`)
  return false
}

/** A browser that talks to nobody by itself. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync'
    ]
  })
}
