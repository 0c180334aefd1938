// Writes dist/kernel/loader.js: of @assemblyscript/loader what makes an instance of the kernels, in its own words. The rest
// of it is for managed objects and for names of classes, of which the kernels have none: looked for here, in what they
// import and export. Bundlers cannot tell, and carry all of it (1.9 kB of gzip).
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const LOADER = '@assemblyscript/loader'
const dist = fileURLToPath(new URL('../dist/', import.meta.url))
const installed = join(dirname(createRequire(import.meta.url).resolve(LOADER)), '..')
const { version } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))

/** What the loader does before and after for objects: dropped, or put in its place. */
const replaced = new Map([
  ['if (isResponse(source = await source)) return instantiateStreaming(source, imports);', ''],
  ['const extended = preInstantiate(imports);', ''],
  ['const exports = postInstantiate(extended, instance);', 'const { exports } = instance;']
])
const kept = ['isModule', 'instantiate', 'instantiateSync']

for (const name of ['kernel', 'figures', 'methods']) {
  const binary = new WebAssembly.Module(readFileSync(`${dist}${name}.wasm`))
  const imported = WebAssembly.Module.imports(binary).map((one) => `${one.module}.${one.name}`)
  const managed = WebAssembly.Module.exports(binary).filter((one) => one.kind === 'table' || /^__|\W/.test(one.name))
  if (imported.join() !== 'env.memory' || managed.length > 0) {
    throw new Error(`${name}.wasm needs more of ${LOADER} than tools/shorten-loader.mjs keeps.`)
  }
}

const file = ts.createSourceFile('', readFileSync(join(installed, 'index.js'), 'utf8'), ts.ScriptTarget.ES2022, true)
const used = new Set()
const functions = file.statements
  .filter((statement) => ts.isFunctionDeclaration(statement) && kept.includes(statement.name.text))
  .map(({ modifiers = [], asteriskToken, name, parameters, body }) => {
    const lines = body.statements.map((statement) => {
      const text = statement.getText()
      if (!replaced.has(text)) return text
      used.add(text)
      return replaced.get(text)
    })
    if (asteriskToken) throw new Error(`${name.text} of ${LOADER} ${version} is a generator.`)
    const head = [...modifiers.map((modifier) => modifier.getText()), 'function'].join(' ')
    const given = parameters.map((parameter) => parameter.getText()).join(', ')
    const inner = lines.filter(Boolean).map((line) => `  ${line}\n`)
    return `${head} ${name.text}(${given}) {\n${inner.join('')}}\n`
  })
if (functions.length !== kept.length || used.size !== replaced.size) {
  throw new Error(`${LOADER} ${version} is not the one that tools/shorten-loader.mjs knows.`)
}
const head = `// Of ${LOADER} ${version} (Apache-2.0, Daniel Wirtz and others), shortened by tools/shorten-loader.mjs.\n`
writeFileSync(`${dist}kernel/loader.js`, `${head}${functions.join('')}`)

for (const path of ['load.js', 'figures.js', 'methods.js']) {
  const at = `${dist}kernel/${path}`
  writeFileSync(at, readFileSync(at, 'utf8').replace(`'${LOADER}'`, "'./loader.js'"))
}
