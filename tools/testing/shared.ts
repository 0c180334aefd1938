import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

const sharedRoot = new URL('../../../shared/', import.meta.url)

/**
 * Path of a file of the reference material that stands beside the checkout, or null (with the reason printed) where it
 * is absent. With DESIREPATH_REQUIRE_ALL set (as in CI) an absent file is an error, so that nothing is skipped unseen.
 * Use: `const path = sharedFile('data/sepsis/sepsis.csv.gz'); describe.skipIf(path === null)(...)`.
 */
export function sharedFile(name: string): string | null {
  const path = fileURLToPath(new URL(name, sharedRoot))
  if (existsSync(path)) return path
  const reason = `shared/${name} is not beside this checkout`
  if (process.env.DESIREPATH_REQUIRE_ALL) throw new Error(`${reason}, and DESIREPATH_REQUIRE_ALL is set.`)
  console.warn(`skipped: ${reason}`)
  return null
}

/** The bytes of a shared file, gunzipped where the name ends in .gz. */
export function sharedBytes(path: string): Uint8Array {
  const bytes = readFileSync(path)
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes
}
