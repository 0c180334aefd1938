// Gives the functions of the kernels short names, in their binary and in the scripts that call them.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { wasmBase64 } from '../../../packages/core/dist/kernel/wasm.generated.js'
import { pack } from '../../../packages/core/tools/to-streams.mjs'

const figures = new URL('../../../packages/core/dist/figures.wasm', import.meta.url)
const EXPORTS = 7
const FUNCTION = 0
const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
const short = (n) => (n < letters.length ? '' : short(Math.floor(n / letters.length) - 1)) + letters[n % letters.length]

/** Names of properties that JavaScript itself has anywhere. */
const builtIn = new Set(
  Object.getOwnPropertyNames(globalThis).flatMap((name) => {
    const value = Object.getOwnPropertyDescriptor(globalThis, name).value
    return [value, value?.prototype]
      .filter((one) => Object(one) === one)
      .flatMap((one) => Object.getOwnPropertyNames(one))
  })
)

const exportsOf = (wasm) => WebAssembly.Module.exports(new WebAssembly.Module(wasm))

/** Names of the functions that the binary of figures has, too: it keeps them. */
const kept = new Set(exportsOf(readFileSync(figures)).map(({ name }) => name))

/** The same code, where every call of a method that the map knows calls it by its new name. */
const renamed = (code, names) => code.replace(/(?<=[\w$)\]]\??\.)[A-Za-z]+(?=\()/g, (name) => names.get(name) ?? name)

/**
 * What a bundle is with kernels of other names. A name is kept unless its every mention, in all chunks, is the call of a
 * method, and unless nothing but the kernels can have that method: objects of JavaScript have none of that name, no class
 * or object of the bundle defines one, the binary of figures has none, and messages between threads carry no functions.
 */
export async function withShortNames(output, wasm) {
  const chunks = output.filter((file) => file.type === 'chunk')
  const all = chunks.map((file) => file.code).join('\n')
  const names = new Map()
  for (const { name, kind } of exportsOf(wasm)) {
    const mentions = all.match(new RegExp(`(?<![\\w$])${name}(?![\\w$])`, 'g'))?.length ?? 0
    const calls = all.match(new RegExp(`[\\w$)\\]]\\??\\.${name}\\(`, 'g'))?.length ?? 0
    if (kind === 'function' && mentions === calls && !builtIn.has(name) && !kept.has(name))
      names.set(name, short(names.size))
  }
  const packed = (await pack(withExports(wasm, names))).toString('base64')
  const embedded = new RegExp(`(["'\`])${wasmBase64.replaceAll('+', '\\+')}\\1`)
  if (all.split(embedded).length !== 3) throw new Error('The kernels are not in the bundle once, as core embeds them.')
  return output.map((file) => {
    if (file.type !== 'chunk') return file
    const code = renamed(file.code, names)
    return { ...file, code: embedded.test(code) ? apart(code.replace(embedded, `"${packed}"`)) : code }
  })
}

/**
 * The same code with what is packed in it, the kernels and weights, in front: that packs badly amid code. What does not
 * fill one of deflate's blocks there stands at the end: cut where it packs best.
 */
function apart(code) {
  const texts = []
  const rest = code.replace(/(["'`])[^\s\\"'`]{600,}\1/g, (text) => `packed${texts.push(text)}`)
  const long = texts.findIndex((text) => text.length > 20_000)
  const cutAt = (at) => {
    const text = texts[long]
    const front = texts.with(long, `${text.slice(0, at)}"`)
    const declared = front.map((one, i) => `packed${i + 1}=${one}`)
    const used = rest.replace(`packed${long + 1}`, `packed${long + 1}+packed0`)
    return `const ${declared};${used}const packed0="${text.slice(at)};`
  }
  const cuts = Array.from({ length: 50 }, (_, i) => cutAt(500 * (i + 1)))
  const bytes = cuts.map((one) => gzipSync(one, { level: 9 }).length)
  return cuts[bytes.indexOf(Math.min(...bytes))]
}

/** The binary with other names of exports. */
function withExports(wasm, names) {
  const out = [wasm.subarray(0, 8)] // the magic number and the version
  let at = 8
  const number = () => {
    let value = 0
    for (let shift = 0, byte = 128; byte > 127; shift += 7) {
      byte = wasm[at++]
      value |= (byte & 127) << shift
    }
    return value
  }
  while (at < wasm.length) {
    const from = at
    const section = wasm[at++]
    const length = number()
    const end = at + length
    if (section === EXPORTS) {
      const count = number()
      const entries = []
      for (let i = 0; i < count; i++) {
        const size = number()
        const name = wasm.toString('latin1', at, at + size)
        at += size
        const kind = wasm[at++]
        const called = (kind === FUNCTION && names.get(name)) || name
        entries.push(...bytesOf(called.length), ...Buffer.from(called, 'latin1'), kind, ...bytesOf(number()))
      }
      const body = [...bytesOf(count), ...entries]
      out.push(Buffer.from([section, ...bytesOf(body.length), ...body]))
    } else out.push(wasm.subarray(from, end))
    at = end
  }
  return Buffer.concat(out)
}

/** A number as the format writes it. */
function bytesOf(value) {
  return value < 128 ? [value] : [(value & 127) | 128, ...bytesOf(value >> 7)]
}
