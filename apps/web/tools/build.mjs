// Builds the page: dist/ to be served (index.html, library, page, engine, samples, service worker) and
// dist/desirepath.html, the same as one file to be opened from disk.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { withShortNames } from './kernel-names.mjs'
import { shorten } from './shorten.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
const require = createRequire(import.meta.url)
const samples = join(root, '..', 'cli', 'samples')
const views = join(root, '..', '..', 'packages', 'view', 'src')

/** What the single-file page takes from the library's script instead of carrying it. */
const globals = {
  preact: 'DesirePath.preact',
  'preact/hooks': 'DesirePath.hooks',
  'preact/jsx-runtime': 'DesirePath.jsx',
  '@preact/signals': 'DesirePath.signals',
  '@desirepath/view/page': 'DesirePath',
  '@desirepath/view/page-report': 'DesirePath'
}

const base = {
  configFile: false,
  root,
  logLevel: 'warn',
  // Elements are made by `h`: its calls are shorter than those of the automatic runtime.
  oxc: { jsx: { runtime: 'classic', pragma: 'h', pragmaFrag: 'Fragment' } }
}

/**
 * What the served page fetches when it is first shown: modules of the views and of the page, with what is taken of each.
 * `part`: a part of a view rather than a view of its own. `soon`: fetched a little later in any case, because printing
 * does not wait, or because most people will ask for it. `asked`: when a dialog is shown, in terms of the store.
 * `chunk`: what is fetched together.
 */
const shownLater = {
  'view:process/process-page': { names: ['ProcessPage'] },
  'view:data/data-page': { names: ['DataPage'] },
  'view:data/tables': { names: ['ActivityTable', 'ProcessTable'], chunk: 'soon' },
  'view:explore/handovers': { names: ['Handovers'], chunk: 'soon' },
  'view:explore/mix': { names: ['MixOverTime'], chunk: 'soon' },
  'view:explore/ribbons': { names: ['Ribbons'] },
  'view:explore/empty-list': { names: ['EmptyList'], part: true },
  'view:explore/no-match': { names: ['NoMatch'] },
  'view:explore/sheet': { names: ['Sheet'] },
  'view:explore/process-details': { names: ['ProcessDetails'], part: true, soon: true, chunk: 'details' },
  'view:explore/several-details': { names: ['SeveralDetails'], part: true, soon: true, chunk: 'details' },
  'view:explore/marked-details': { names: ['MarkedDetails'], part: true, chunk: 'details' },
  'view:explore/sessions-dialog': { names: ['SessionsDialog'], asked: 'behind.value !== null' },
  'view:map/hover-card': { names: ['HoverCard'], part: true, soon: true, chunk: 'details' },
  'view:map/colour-key': { names: ['ColourKey'], part: true, chunk: 'details' },
  'view:map/legend': { names: ['MapLegend'], part: true, soon: true, chunk: 'details' },
  'view:app/chips': { names: ['Chips', 'CountsLeft'], part: true, soon: true, chunk: 'details' },
  'view:app/filter-choices': { names: ['FilterChoices'], part: true },
  'view:app/print-summary': { names: ['PrintSummary'], soon: true, chunk: 'soon' },
  'view:app/help': { names: ['Help'], asked: 'help.value' },
  'view:parts/save-choices': { names: ['SaveChoices'], part: true },
  'page:explore/process-tools': { names: ['ProcessTools', 'MergeButton'], part: true, soon: true, chunk: 'details' },
  'page:explore/export-choices': { names: ['ExportChoices'], part: true },
  'page:start/bad-rows': { names: ['BadRows'], part: true },
  'page:start/column-problem': { names: ['ColumnProblem'], part: true },
  'page:start/problem-card': { names: ['ProblemCard'], part: true }
}
/** What is fetched together, each with all that it needs which the one before has not. */
const together = [
  { name: 'first', tags: ['$initial'], priority: 3 },
  { name: 'result', test: /explore[/\\]explore-page\.tsx$/, priority: 2 }
]
const pageSource = join(root, 'src')
/** The file of a module in the list above. */
function laterFile(name) {
  const [room, path] = name.split(':')
  return join(room === 'view' ? views : pageSource, `${path}.tsx`)
}
/** The name of a module in the list above, or undefined. */
function laterName(path) {
  for (const [room, folder] of [
    ['view', views],
    ['page', pageSource]
  ]) {
    const name = `${room}:${relative(folder, path).replaceAll('\\', '/')}`
    if (name in shownLater) return name
  }
}
const lazyViews = {
  name: 'lazy-views',
  enforce: 'pre',
  resolveId(source, importer, { kind }) {
    if (source.startsWith('together:')) return `\0${source}`
    if (kind !== 'import-statement' || !source.startsWith('.') || importer === undefined) return null
    const name = laterName(join(dirname(importer), source.replace(/\.js$/, '')))
    // What is fetched later itself has what it needs of the others at once.
    return name === undefined || laterName(importer.replace(/\.tsx?$/, '')) !== undefined ? null : `\0lazy:${name}`
  },
  load(id) {
    const [kind, ...rest] = id.split(':')
    const name = rest.join(':')
    if (kind === '\0together')
      return Object.entries(shownLater)
        .map(([one, { chunk }]) => (chunk === name ? `export * from ${JSON.stringify(laterFile(one))}` : ''))
        .join('\n')
    if (kind !== '\0lazy') return null
    const { names, asked, chunk, soon = false, part = false } = shownLater[name]
    const from = JSON.stringify(chunk === undefined ? laterFile(name) : `together:${chunk}`)
    const options = [soon && 'soon: true', part && 'part: true', asked && `asked: (store) => store.${asked}`]
    const made = names.map(
      (one) =>
        `export const ${one} = lazy(() => import(${from}).then((all) => all.${one}), { ${options.filter(Boolean).join(', ')} })`
    )
    return [`import { lazy } from ${JSON.stringify(join(pageSource, 'lazy.tsx'))}`, ...made].join('\n')
  }
}

const elements = {
  name: 'elements',
  enforce: 'pre',
  transform: (code, id) => (id.endsWith('.tsx') ? `import { Fragment, h } from 'preact'\n${code}` : null)
}

/**
 * What core fetches in any case for the page: the kernels and weights, which would be more to wait for, and what it needs
 * because it works with several threads (of each of these it takes one name at a place), and looks how steady a result is.
 */
const oneName = /\(await import\('([./a-z]+\/(?:wasm\.generated|links-weights|threads)\.js)'\)\)\.(\w+)/g
const steady = /import\('([./a-z]+\/stability\.js)'\)/g
/** It is in the engine at once. */
const atOnce = {
  name: 'at-once',
  transform(code, id) {
    if (!/core[/\\]dist[/\\]/.test(id)) return null
    let imports = ''
    const at = (path, names, instead) => {
      imports += `import { ${names} } from '${path}'\n`
      return instead
    }
    const whole = code
      .replace(oneName, (_, path, name) => at(path, name, name))
      .replace(steady, (_, path) => {
        const names = 'assessStability, resampleCases'
        return at(path, names, `Promise.resolve({ ${names} })`)
      })
    return imports === '' ? null : imports + whole
  }
}

async function bundle(
  entry,
  { format, define = {}, external = {}, alias = [], split = false, plugins = [], name, chunks }
) {
  const result = await build({
    ...base,
    plugins: [elements, ...plugins],
    define: { 'process.env.NODE_ENV': '"production"', __BUILD__: JSON.stringify(buildId), ...define },
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
        // What is only passed on by a list of exports is not carried.
        treeshake: { moduleSideEffects: [{ test: /packages[/\\]view[/\\]src[/\\].*\.tsx?$/, sideEffects: false }] },
        // Chunks that are fetched later may take what they share from the first one.
        preserveEntrySignatures: false,
        output: {
          format,
          globals: external,
          entryFileNames: name ?? '[name].js',
          chunkFileNames: ({ name: chunk }) => `${chunks}-${chunk.replace(/^_together_/, '')}.js`,
          assetFileNames: '[name][extname]',
          minify: true,
          comments: false,
          codeSplitting: split && { groups: together }
        }
      }
    }
  })
  const { output } = Array.isArray(result) ? result[0] : result
  return split ? shorten(output) : output
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
// Names this build: what another one found is not shown by this one.
const core = dirname(require.resolve('@desirepath/core'))
const buildName = createHash('sha256').update(library)
for (const file of readdirSync(core, { recursive: true }).sort()) {
  if (file.endsWith('.js')) buildName.update(readFileSync(join(core, file)))
}
const buildId = buildName.digest('hex').slice(0, 16)
// What a journey carries that is saved as a file.
const journey = ['js', 'css'].map((type) =>
  readFileSync(require.resolve(`@desirepath/view/journey-script.${type}`), 'utf8')
)
const journeyHashes = { script: hash(journey[0]), style: hash(journey[1]) }

// core starts its threads through '#spawn': the page's worker starts itself instead.
const alias = [{ find: '#spawn', replacement: join(root, 'src/engine/spawn.ts') }]
const kernels = readFileSync(require.resolve('@desirepath/core/kernel.wasm'))
const worker = async (how) => withShortNames(await bundle('src/engine/engine.ts', { alias, ...how }), kernels)
const page = (single, how) =>
  bundle('src/main.tsx', {
    define: {
      __SINGLE__: String(single),
      __REPORT_HASHES__: JSON.stringify(hashes),
      __JOURNEY_HASHES__: JSON.stringify(journeyHashes)
    },
    ...how
  })
const [served, alone, engine, engineAlone, element, frame] = await Promise.all([
  page(false, {
    format: 'es',
    split: true,
    name: 'page.js',
    chunks: 'page',
    plugins: [lazyViews],
    alias: [
      { find: /^@desirepath\/view\/page-report$/, replacement: join(views, 'page', 'report.ts') },
      { find: /^@desirepath\/view\/page$/, replacement: join(views, 'page', 'exports.ts') },
      { find: /^@desirepath\/view\/journey$/, replacement: join(views, 'journey', 'page.ts') }
    ]
  }),
  page(true, { format: 'iife', external: globals }),
  worker({ format: 'es', split: true, chunks: 'engine', plugins: [atOnce], define: { __SINGLE__: 'false' } }),
  worker({ format: 'iife', define: { __SINGLE__: 'true' } }),
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

// To be served. The library is fetched only for a report.
writeFileSync(join(dist, 'library.js'), library)
writeFileSync(join(dist, 'library.css'), style)
writeFileSync(join(dist, 'journey-file.js'), journey[0])
writeFileSync(join(dist, 'journey-file.css'), journey[1])
for (const file of served) if (file.type === 'chunk') writeFileSync(join(dist, file.fileName), file.code)
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
    body: '<script src="page.js" type="module"></script>'
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
      `<script type="text/plain" id="desirepath-journey-script">${journey[0]}</script>`,
      `<script type="text/plain" id="desirepath-journey-style">${inScript(journey[1])}</script>`,
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
