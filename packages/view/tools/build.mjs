// Builds the library (dist/index.js, style.css), the report (one script and one style, inlined into report-bundle.js
// with their hashes for the Content-Security-Policy) and the type declarations.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')

/** @returns {Promise<{ script: string, style: string }>} the text of one bundle: its only chunk and its style sheet */
async function bundle(entry, format, external = [], plugins = []) {
  const result = await build({
    configFile: false,
    root,
    logLevel: 'warn',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins,
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      write: false,
      target: 'es2022',
      minify: format === 'iife',
      lib: {
        entry: join(root, entry),
        formats: [format],
        name: 'DesirePath',
        fileName: 'bundle',
        cssFileName: 'bundle'
      },
      rollupOptions: { external, output: { codeSplitting: false } }
    }
  })
  const { output } = Array.isArray(result) ? result[0] : result
  const chunks = output.filter((file) => file.type === 'chunk')
  if (chunks.length !== 1)
    throw new Error(`${entry}: expected one chunk, got ${chunks.map((chunk) => chunk.fileName).join(', ')}`)
  const styles = output.filter((file) => file.type === 'asset' && file.fileName.endsWith('.css'))
  return {
    script: chunks[0].code.trim(),
    style: styles
      .map((file) => String(file.source))
      .join('\n')
      .trim()
  }
}

const hash = (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`

/** Keeps the HTML parser inside the element: nothing in the text may look like its end or like a comment. */
const inScript = (text) => text.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--')

/** The script and style of a file as a module, with their hashes for its policy. */
function assetsOf(types, entry, { script: text, style }) {
  const script = inScript(text)
  if (/<\/style/i.test(style)) throw new Error('The style sheet may not hold its own end tag.')
  return `// Written by tools/build.mjs from ${entry}.
import type { ReportAssets } from '${types}'

export const assets: ReportAssets = {
  script: ${JSON.stringify(script)},
  scriptHash: '${hash(script)}',
  style: ${JSON.stringify(style)},
  styleHash: '${hash(style)}'
}
`
}

rmSync(dist, { recursive: true, force: true })
mkdirSync(dist, { recursive: true })

const report = await bundle('src/page/bundle.ts', 'iife')
const script = inScript(report.script)
writeFileSync(
  join(root, 'src', 'report', 'assets.generated.ts'),
  assetsOf('./document.js', 'src/page/bundle.ts', report)
)
/** The module of what the journey views share with the rest of the views: the page has it already. */
const sharedWithPage = {
  name: 'shared-with-page',
  enforce: 'pre',
  resolveId: (source, importer) =>
    source.endsWith('/shared.js') && importer?.startsWith(join(root, 'src'))
      ? { id: '@desirepath/view/page', external: true }
      : null
}
// The views of single customers: a chunk for the page, which runs on the library, and a file of its own.
const journey = await bundle('src/journey/page.ts', 'es', [/^preact/, /^@preact\//], [sharedWithPage])
writeFileSync(join(dist, 'journey.js'), journey.script + '\n')
writeFileSync(join(dist, 'journey.css'), journey.style + '\n')
const alone = await bundle('src/journey/file.tsx', 'iife')
writeFileSync(
  join(root, 'src', 'journey', 'file-assets.generated.ts'),
  assetsOf('../report/document.js', 'src/journey/file.tsx', alone)
)
writeFileSync(join(dist, 'journey-script.js'), inScript(alone.script))
writeFileSync(join(dist, 'journey-script.css'), alone.style)
writeFileSync(join(dist, 'journey-file.js'), (await bundle('src/journey/file-bundle.ts', 'es')).script + '\n')
writeFileSync(join(dist, 'page.js'), script)
writeFileSync(join(dist, 'page.css'), report.style)
const shell = await bundle('src/report-bundle.ts', 'es')
writeFileSync(join(dist, 'report-bundle.js'), shell.script + '\n')

const library = await bundle('src/index.ts', 'es', [/^preact/, /^@preact\//])
writeFileSync(join(dist, 'index.js'), library.script + '\n')
writeFileSync(join(dist, 'style.css'), report.style + '\n')

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
const types = spawnSync(process.execPath, [tsc, '-p', join(dirname(dist), 'tsconfig.json')], { stdio: 'inherit' })
if (types.status !== 0) process.exit(types.status ?? 1)
