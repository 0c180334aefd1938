// Looks for an order of the package's modules in which an application's bundle packs best, and writes module-order.json:
// `node tools/search-order.mjs SECONDS`, by hand, after builds that changed much. Half of the time it moves modules in a
// bundle that it has put together itself, the other half in ones that the bundler makes: how that parts what is fetched
// later depends on the order too.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const seconds = Number(process.argv[2] ?? 300)
const core = fileURLToPath(new URL('..', import.meta.url))
const dist = join(core, 'dist')
const orderFile = join(core, 'tools', 'module-order.json')
const web = createRequire(join(core, '../../apps/web/package.json'))
const { build } = await import(web.resolve('vite'))

const folder = mkdtempSync(join(tmpdir(), 'desirepath-order-'))
writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
/** What applications take: what it takes to find processes, or everything. */
const entries = {
  few: "import { discover, readLog } from '@desirepath/core'\nglobalThis.core = { discover, readLog }",
  all: "import * as core from '@desirepath/core'\nglobalThis.core = core"
}
for (const [name, code] of Object.entries(entries)) writeFileSync(join(folder, `${name}.js`), code)

const packed = (text) => gzipSync(text, { level: 9 }).length

/** The bundle of one of these, with the package's modules in an order. */
async function bundled(name, order, sourcemap = false) {
  const [{ output }] = await build({
    configFile: false,
    logLevel: 'error',
    root: folder,
    plugins: [
      {
        name: 'order',
        enforce: 'pre',
        resolveId: (source) => (source === '@desirepath/core' ? join(dist, 'index.js') : null),
        load: (id) => (id === join(dist, 'order.js') ? order.map((path) => `import './${path}'\n`).join('') : null)
      }
    ],
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      sourcemap,
      lib: { entry: join(folder, `${name}.js`), formats: ['es'], fileName: 'core' },
      rollupOptions: {
        checks: { bundlerTimings: false },
        preserveEntrySignatures: false,
        output: { minify: true, comments: false }
      }
    }
  })
  const chunks = new Map(output.filter(({ type }) => type === 'chunk').map((chunk) => [chunk.fileName, chunk]))
  const entry = output.find(({ isEntry }) => isEntry)
  // What comes with the import; the chunks of what is fetched later do not depend on the order.
  const loaded = [entry.fileName, ...entry.imports].map((name) => chunks.get(name))
  return { entry, bytes: loaded.reduce((sum, { code }) => sum + packed(code), 0) }
}

/** The code of each module in a bundle, by its path in the package. */
function partsOf({ code, map }) {
  const parts = new Map()
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  const names = map.sources.map((path) => (path.includes('core/dist/') ? path.replace(/^.*core\/dist\//, '') : null))
  const lines = code.split('\n')
  let source = 0
  for (const [l, mappings] of map.mappings.split(';').entries()) {
    const line = `${lines[l] ?? ''}\n`
    let column = 0
    const places = []
    for (const segment of mappings.split(',').filter(Boolean)) {
      const fields = []
      let [value, shift] = [0, 0]
      for (const character of segment) {
        const digit = digits.indexOf(character)
        value |= (digit & 31) << shift
        shift += 5
        if (digit & 32) continue
        fields.push(value & 1 ? -(value >> 1) : value >> 1)
        value = shift = 0
      }
      column += fields[0]
      if (fields.length > 1) source += fields[1]
      places.push({ column, name: fields.length > 1 ? names[source] : null })
    }
    places.forEach(({ column: from, name }, i) => {
      if (name) parts.set(name, (parts.get(name) ?? '') + line.slice(from, places[i + 1]?.column))
    })
  }
  return parts
}

/** The order in which modules run when they are imported in this one: what a module imports runs before it. */
function running(order, imports) {
  const after = []
  const visit = (path, seen) => {
    if (seen.has(path)) return
    seen.add(path)
    for (const other of imports.get(path)) visit(other, seen)
    after.push(path)
  }
  const seen = new Set()
  for (const path of order) visit(path, seen)
  return after
}

let state = 1
const random = (below) => {
  state = (Math.imul(state, 1103515245) + 12345) >>> 0
  return Math.floor((state / 2 ** 32) * below)
}

/** Moves modules as long as there is time; keeps what is not worse. */
async function search(start, sizeOf, untilMs, most) {
  let best = { order: start, bytes: await sizeOf(start) }
  const first = best.bytes
  let tried = 0
  for (; Date.now() < untilMs; tried++) {
    const order = best.order.slice()
    const moved = order.splice(random(order.length), 1 + random(1 + random(most)))
    order.splice(random(order.length + 1), 0, ...moved)
    const bytes = await sizeOf(order)
    if (bytes <= best.bytes) best = { order, bytes }
  }
  process.stdout.write(`${first} -> ${best.bytes} bytes, ${tried} orders\n`)
  return best.order
}

const before = JSON.parse(readFileSync(orderFile, 'utf8'))
const both = []
for (const name of Object.keys(entries)) both.push(partsOf((await bundled(name, before, 'hidden')).entry))
const all = new Set(both.flatMap((parts) => [...parts.keys()]))
const imports = new Map()
for (const path of all) {
  const text = readFileSync(join(dist, path), 'utf8')
  const found = [...text.matchAll(/^(?:import|export)[^'"]*?'(\.[^']+)'/gm)]
  imports.set(
    path,
    found.map(([, other]) => normalize(join(dirname(path), other))).filter((other) => all.has(other))
  )
}
const known = before.filter((path) => all.has(path))
const start = [...known, ...[...all].filter((path) => !known.includes(path))]
const together = (order) => {
  const after = running(order, imports)
  return both.reduce((sum, parts) => sum + packed(after.map((path) => parts.get(path) ?? '').join('')), 0)
}
const half = Date.now() + 500 * seconds
const near = await search(start, together, half, 8)
const best = await search(
  running(near, imports),
  async (order) => (await bundled('few', order)).bytes + (await bundled('all', order)).bytes,
  half + 500 * seconds,
  3
)
writeFileSync(orderFile, `${JSON.stringify(best, null, 2)}\n`)
rmSync(folder, { recursive: true })
