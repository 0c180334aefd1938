import { expect, test } from 'vitest'
import { sizesOfCore } from './core.js'

/** What is allowed, in bytes of gzip -9. It may only become less: the aim is 90 kB. */
const MOST = { 'readLog, discover': 90_000, everything: 152_700 }

test('the package that an application carries stays small', async () => {
  for (const { imported, fetched } of await sizesOfCore()) {
    const bytes = fetched.reduce((sum, one) => sum + one.bytes, 0)
    console.info(`@desirepath/core, ${imported}: ${fetched.map((one) => `${one.name} ${one.bytes}`)}, in all ${bytes}`)
    // Neither formats nor rows that the kernel does not read.
    const odd =
      /^(parquet|xes|jsonl|row-path|csv-quotes|foreign|together|threads|many|unusual|stability|discover-refusals)-/
    expect(fetched.map((one) => one.name).filter((name) => odd.test(name))).toEqual([])
    expect(bytes).toBeLessThan(MOST[imported as keyof typeof MOST])
  }
}, 60_000)
