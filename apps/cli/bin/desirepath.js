#!/usr/bin/env node
import { existsSync } from 'node:fs'

const main = new URL('../dist/main.js', import.meta.url)
if (Number(process.versions.node.split('.')[0]) < 20) {
  process.stderr.write(`Node ${process.version} is too old: desirepath needs Node 20 or newer.\n`)
  process.exit(1)
}
if (!existsSync(main)) {
  process.stderr.write('desirepath is not built yet. Run this in the folder of the checkout: npm run build\n')
  process.exit(1)
}
const { run } = await import(main.href)
await run(process.argv.slice(2))
