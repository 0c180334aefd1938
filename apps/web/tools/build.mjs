// Builds the page: dist/ to be served (index.html, library, page, engine, samples, service worker) and
// dist/desirepath.html, the same as one file to be opened from disk.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
const require = createRequire(import.meta.url)
const samples = join(root, '..', 'cli', 'samples')

/** What the page takes from the library's script instead of carrying it. */
const globals = {
  preact: 'DesirePath.preact',
  'preact/hooks': 'DesirePath.hooks',
  'preact/jsx-runtime': 'DesirePath.jsx',
  '@preact/signals': 'DesirePath.signals',
  '@desirepath/view/page': 'DesirePath'
}

const base = {
  configFile: false,
  root,
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } }
}

async function bundle(entry, { format, define = {}, external = {}, alias = [], split = false }) {
  const result = await build({
    ...base,
    define: { 'process.env.NODE_ENV': '"production"', ...define },
    resolve: { alias },
    build: {
      write: false,
      target: 'es2022',
      minify: true,
      modulePreload: false,
      cssCodeSplit: false,
      // As a library: then Vite adds no helper that loads chunks for pages, which a worker is none of.
      lib: { entry: join(root, entry), formats: [format], name: 'DesirePathPage', cssFileName: 'page' },
      rollupOptions: {
        checks: { bundlerTimings: false },
        external: Object.keys(external),
        output: {
          format,
          globals: external,
          entryFileNames: '[name].js',
          chunkFileNames: '[name].js',
          assetFileNames: '[name][extname]',
          minify: true,
          ...(split ? {} : { codeSplitting: false })
        }
      }
    }
  })
  return (Array.isArray(result) ? result[0] : result).output
}

const scriptOf = (output) => output.find((file) => file.type === 'chunk' && file.isEntry).code.trim()
const styleOf = (output) =>
  output
    .filter((file) => file.type === 'asset' && file.fileName.endsWith('.css'))
    .map((file) => String(file.source))
    .join('\n')
    .trim()
const hash = (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`
const inScript = (text) => text.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--')

rmSync(dist, { recursive: true, force: true })
mkdirSync(join(dist, 'samples'), { recursive: true })

const library = readFileSync(require.resolve('@desirepath/view/page'), 'utf8')
const style = readFileSync(require.resolve('@desirepath/view/page.css'), 'utf8')
const hashes = { script: hash(library), style: hash(style) }

// core starts its threads through '#spawn': the page's worker starts itself instead.
const alias = [
  { find: '#spawn', replacement: join(root, 'src/engine/spawn.ts') },
  { find: '@assemblyscript/loader', replacement: join(root, 'src/engine/loader.ts') }
]
const page = (single) =>
  bundle('src/main.tsx', {
    format: 'iife',
    external: globals,
    define: { __SINGLE__: String(single), __REPORT_HASHES__: JSON.stringify(hashes) }
  })
const [served, alone, engine, engineAlone, element, frame] = await Promise.all([
  page(false),
  page(true),
  bundle('src/engine/engine.ts', { format: 'es', alias, split: true, define: { __SINGLE__: 'false' } }),
  bundle('src/engine/engine.ts', { format: 'iife', alias, define: { __SINGLE__: 'true' } }),
  bundle('src/embed/element.ts', { format: 'iife' }),
  bundle('src/embed/frame.ts', { format: 'iife' })
])
const pageStyle = styleOf(served)

/** Fills the places of the template. */
function html({ policy, head = '', body = '', template = 'index.html' }) {
  return readFileSync(join(root, template), 'utf8')
    .replace('%POLICY%', () => policy.join('; '))
    .replace('%HEAD%', () => head)
    .replace('%BODY%', () => body)
}

const forAll = ["default-src 'none'", 'img-src data: blob:', "base-uri 'none'", "form-action 'none'"]

// To be served.
writeFileSync(join(dist, 'library.js'), library)
writeFileSync(join(dist, 'library.css'), style)
writeFileSync(join(dist, 'page.js'), scriptOf(served))
writeFileSync(join(dist, 'page.css'), pageStyle)
for (const file of engine) writeFileSync(join(dist, file.fileName), file.code ?? file.source)
for (const name of ['ecom', 'bank'])
  copyFileSync(join(samples, `${name}.csv.gz`), join(dist, 'samples', `${name}.csv.gz`))
const servedPolicy = [
  ...forAll,
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "connect-src 'self'"
]
writeFileSync(
  join(dist, 'index.html'),
  html({
    policy: servedPolicy,
    head: '<link rel="icon" href="data:,">\n<link rel="stylesheet" href="library.css">\n<link rel="stylesheet" href="page.css">',
    body: '<script src="library.js" defer></script>\n<script src="page.js" defer></script>'
  })
)

// To be embedded: the element by one script tag, and a page for frames.
writeFileSync(join(dist, 'desire-path.js'), scriptOf(element))
writeFileSync(join(dist, 'embed.js'), scriptOf(frame))
copyFileSync(join(root, 'src', 'embed', 'frame.css'), join(dist, 'embed.css'))
writeFileSync(join(dist, 'embed.html'), html({ policy: servedPolicy, template: 'embed.html' }))

// As one file.
const inlined = [inScript(library), inScript(scriptOf(alone))]
if (inlined[0] !== library) throw new Error('The library must be fit for a script element as it is: its hash is known.')
const sample = (name) =>
  `<script type="text/plain" id="desirepath-sample-${name}">${readFileSync(join(samples, `${name}.csv.gz`)).toString('base64')}</script>`
writeFileSync(
  join(dist, 'desirepath.html'),
  html({
    policy: [
      ...forAll,
      `script-src ${inlined.map((text) => `'${hash(text)}'`).join(' ')} 'wasm-unsafe-eval'`,
      'worker-src blob:',
      `style-src '${hash(style)}' '${hash(pageStyle)}'`,
      "connect-src 'none'"
    ],
    head: `<link rel="icon" href="data:,">\n<style id="desirepath-style">${style}</style>\n<style>${pageStyle}</style>`,
    body: [
      `<script type="text/plain" id="desirepath-engine">${inScript(scriptOf(engineAlone))}</script>`,
      sample('ecom'),
      sample('bank'),
      `<script id="desirepath-library">${inlined[0]}</script>`,
      `<script>${inlined[1]}</script>`
    ].join('\n')
  })
)

// The service worker keeps all of it but the single file; its name of the store changes with any byte.
const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name !== 'desirepath.html')
  .map((entry) => relative(dist, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
  .sort()
const version = createHash('sha256')
for (const file of files) version.update(file).update(readFileSync(join(dist, file)))
writeFileSync(
  join(dist, 'sw.js'),
  readFileSync(join(root, 'src', 'offline-worker.js'), 'utf8')
    .replace('__VERSION__', version.digest('hex').slice(0, 16))
    .replace('__FILES__', JSON.stringify(files))
)

const types = spawnSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', root], { stdio: 'inherit' })
if (types.status !== 0) process.exit(types.status ?? 1)
