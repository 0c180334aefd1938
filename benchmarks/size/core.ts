import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** A file as it goes over the wire. */
export interface Sized {
  name: string
  /** gzip -9 */
  bytes: number
}

export interface CoreSize {
  imported: string
  /** What the import brings by itself: fetched with it. */
  fetched: Sized[]
  /** What comes when a format, a method or worker threads are asked for. */
  later: Sized[]
}

/** As much of Vite as is used here: it belongs to the page. */
interface Vite {
  build(options: object): Promise<{ output: Output[] }[]>
}
interface Output {
  type: 'chunk' | 'asset'
  fileName: string
  isEntry?: boolean
  code?: string
  source?: string | Uint8Array
  imports?: string[]
  moduleIds?: string[]
}

const web = createRequire(new URL('../../../apps/web/package.json', import.meta.url))

export const packed = (text: string | Uint8Array): number => gzipSync(text, { level: 9 }).length

/** The package as an application carries it: bundled, tree-shaken and minified by Vite, wasm and weights within. */
export async function sizesOfCore(): Promise<CoreSize[]> {
  return [
    await bundled('readLog, discover', "export { discover, readLog } from '@desirepath/core'"),
    await bundled('everything', "export * from '@desirepath/core'")
  ]
}

/** Every log gets its methods when it was read: loaded later, but by everyone. */
const ALWAYS = /log[/\\]event-log\.js$/

async function bundled(imported: string, code: string): Promise<CoreSize> {
  const { build } = (await import(web.resolve('vite'))) as Vite
  const folder = mkdtempSync(join(tmpdir(), 'desirepath-size-'))
  const entry = join(folder, 'entry.js')
  writeFileSync(entry, code)
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
      write: false,
      target: 'es2022',
      modulePreload: false,
      lib: { entry, formats: ['es'], fileName: 'core' },
      rollupOptions: { checks: { bundlerTimings: false }, output: { minify: true, comments: false } }
    }
  })) as [{ output: Output[] }]
  rmSync(folder, { recursive: true })
  const chunks = new Map(output.map((file) => [file.fileName, file]))
  const now = new Set<string>()
  const take = (name: string): void => {
    if (now.has(name)) return
    now.add(name)
    for (const other of chunks.get(name)?.imports ?? []) take(other)
  }
  for (const file of output) if (file.isEntry || file.moduleIds?.some((id) => ALWAYS.test(id))) take(file.fileName)
  const sized = output
    .map((file) => ({ name: file.fileName, bytes: packed(file.code ?? file.source ?? '') }))
    .sort((a, b) => b.bytes - a.bytes)
  return {
    imported,
    fetched: sized.filter(({ name }) => now.has(name)),
    later: sized.filter(({ name }) => !now.has(name))
  }
}
