import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

/** A file as it goes over the wire. */
export interface Sized {
  name: string
  /** gzip -9 */
  bytes: number
}

export interface CoreSize {
  imported: string
  /** What is loaded by then: with the import, and while a plain CSV is read and its processes are found. */
  fetched: Sized[]
  /** What comes when another format, a method or worker threads are asked for. */
  later: Sized[]
}

/** As much of Vite as is used here: it belongs to the page. */
interface Vite {
  build(options: object): Promise<{ output: Output[] }[]>
}
interface Output {
  type: 'chunk' | 'asset'
  fileName: string
  code?: string
  source?: string | Uint8Array
}

/** Of the repository: this runs from its sources in tests, and built. */
const root = ['../..', '../../..'].map((up) => fileURLToPath(new URL(up, import.meta.url))).find(isRoot) ?? ''
const web = createRequire(join(root, 'apps/web/package.json'))

function isRoot(folder: string): boolean {
  return existsSync(join(folder, 'pnpm-workspace.yaml'))
}

export const packed = (text: string | Uint8Array): number => gzipSync(text, { level: 9 }).length

/** The package as an application carries it: bundled, tree-shaken and minified by Vite, wasm and weights within. */
export async function sizesOfCore(): Promise<CoreSize[]> {
  return [
    await bundled(
      'readLog, discover',
      "import { discover, readLog } from '@desirepath/core'\nglobalThis.core = { discover, readLog }"
    ),
    await bundled('everything', "import * as core from '@desirepath/core'\nglobalThis.core = core")
  ]
}

async function bundled(imported: string, code: string): Promise<CoreSize> {
  const { build } = (await import(web.resolve('vite'))) as Vite
  const folder = mkdtempSync(join(tmpdir(), 'desirepath-size-'))
  const entry = join(folder, 'entry.js')
  writeFileSync(entry, code)
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  const [{ output }] = (await build({
    configFile: false,
    logLevel: 'error',
    root: folder,
    plugins: [
      {
        name: 'core',
        enforce: 'pre',
        resolveId: (source: string) => (source === '@desirepath/core' ? web.resolve('@desirepath/core') : null)
      }
    ],
    build: {
      outDir: join(folder, 'built'),
      target: 'es2022',
      modulePreload: false,
      lib: { entry, formats: ['es'], fileName: 'core' },
      rollupOptions: {
        checks: { bundlerTimings: false },
        // As for an application, whose entry nobody imports: what is loaded with it need not be cut apart.
        preserveEntrySignatures: false,
        output: { minify: true, comments: false }
      }
    }
  })) as [{ output: Output[] }]
  const now = loadedBy(join(folder, 'built'), imported)
  rmSync(folder, { recursive: true })
  const sized = output
    .map((file) => ({ name: file.fileName, bytes: packed(file.code ?? file.source ?? '') }))
    .sort((a, b) => b.bytes - a.bytes)
  return {
    imported,
    fetched: sized.filter(({ name }) => now.has(name)),
    later: sized.filter(({ name }) => !now.has(name))
  }
}

/** Names of the bundle's files that are loaded when the processes of the sample were found. */
function loadedBy(folder: string, imported: string): Set<string> {
  const ran = spawnSync(process.execPath, ['--input-type=module', '-e', RUN, folder, SAMPLE], { encoding: 'utf8' })
  if (ran.status !== 0) throw new Error(`The bundle of '${imported}' does not run: ${ran.stderr}`)
  return new Set(JSON.parse(ran.stdout) as string[])
}

const SAMPLE = join(root, 'apps/cli/samples/ecom.csv.gz')

const RUN = `
  import { openAsBlob } from 'node:fs'
  import { Session } from 'node:inspector/promises'
  import { pathToFileURL } from 'node:url'
  const [folder, sample] = process.argv.slice(1)
  const own = pathToFileURL(folder).href + '/'
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.startPreciseCoverage')
  await import(own + 'core.js')
  const { discover, readLog } = globalThis.core
  const { discovery } = await discover(await readLog(await openAsBlob(sample)), { threads: 1, stability: 0 })
  if (discovery.processes.length === 0) throw new Error('No process was found.')
  const { result } = await session.post('Profiler.takePreciseCoverage')
  const loaded = result.map(({ url }) => url).filter((url) => url.startsWith(own))
  process.stdout.write(JSON.stringify(loaded.map((url) => url.slice(own.length))))
`
