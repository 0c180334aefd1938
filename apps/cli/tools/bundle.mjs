// Builds dist/ from src/ and all that it needs, core and views included: the command starts from two files instead of some
// 290, and each of its worker threads from two. What only some runs need is fetched late, in files of its own.
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { licensesOf } from './licenses.mjs'
import { plainKernels } from './plain-kernels.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
/** The first module of a worker thread: core looks for a file of this name beside the one that starts threads. */
const WORKER = 'entry.node'
const input = {
  main: join(root, 'src', 'main.ts'),
  [WORKER]: fileURLToPath(new URL(`./${WORKER}.js`, import.meta.resolve('@desirepath/core/worker')))
}

/** What a module leads to, itself included; with `late` also what is fetched late. */
function reached(id, infoOf, late, found = new Set()) {
  const info = infoOf(id)
  if (info === null || found.has(id)) return found
  found.add(id)
  for (const next of info.importedIds) reached(next, infoOf, late, found)
  for (const next of late ? info.dynamicallyImportedIds : []) reached(next, infoOf, late, found)
  return found
}

let onThreads = new Set()
let atOnce = new Set()
const bundle = await rolldown({
  cwd: root,
  input,
  platform: 'node',
  // Late files may take what they need from main.js.
  preserveEntrySignatures: 'allow-extension',
  // What one side fetches late may be there at once for the other.
  checks: { ineffectiveDynamicImport: false },
  plugins: [
    plainKernels(),
    {
      name: 'what-needs-what',
      buildEnd() {
        const infoOf = (id) => this.getModuleInfo(id)
        onThreads = reached(input[WORKER], infoOf, true)
        onThreads.delete(input[WORKER])
        atOnce = reached(input.main, infoOf, false)
      }
    }
  ]
})
const { output } = await bundle.write({
  dir: dist,
  cleanDir: true,
  format: 'es',
  minify: true,
  comments: false,
  entryFileNames: '[name].js',
  chunkFileNames: '[name].js',
  codeSplitting: {
    includeDependenciesRecursively: false,
    groups: [
      { name: 'work', test: (id) => onThreads.has(id), priority: 2 },
      { name: 'start', test: (id) => atOnce.has(id), priority: 1 }
    ]
  }
})
for (const { code = '', fileName } of output) {
  for (const [, path] of code.matchAll(/new URL\(\s*[`'"]([^`'"$]+)[`'"]\s*,\s*import\.meta\.url/g)) {
    if (!existsSync(join(dist, path))) throw new Error(`${fileName} looks for ${path}, which is not there.`)
  }
}
writeFileSync(join(dist, 'licenses.txt'), licensesOf(root, ['@desirepath/core', '@desirepath/view', 'commander']))
