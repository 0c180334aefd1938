// Makes the package's door load its modules in the order of module-order.json, which tools/search-order.mjs has found:
// bundlers keep the order in which modules are first imported, and gzip finds more that is alike when it stands near
// (it looks back 32 kB). For whoever bundles nothing it changes no more than the order in which files are read.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const dist = fileURLToPath(new URL('../dist/', import.meta.url))
const order = JSON.parse(readFileSync(new URL('module-order.json', import.meta.url), 'utf8'))

const LINE = "import './order.js';\n"

// Modules that are no longer there are left out; new ones come where they are first needed.
const lines = order.filter((path) => existsSync(dist + path)).map((path) => `import './${path}';\n`)
writeFileSync(`${dist}order.js`, `// Written by tools/order-modules.mjs.\n${lines.join('')}`)
const door = `${dist}index.js`
const text = readFileSync(door, 'utf8')
if (!text.startsWith(LINE)) writeFileSync(door, LINE + text)
