import { instantiate, instantiateSync } from '@assemblyscript/loader'
import { fromStreams } from './binary.js'
import type { KernelExports } from './exports.generated.js'
import { Memory } from './memory.js'

/** The functions that the wasm binaries export. Those of methods.wasm are there once `addMethodFunctions` was called. */
export type { KernelExports }

/**
 * One instance of the compiled kernels with a memory of its own. Instances are cheap (the binary is compiled once per
 * process), so every long work takes a fresh one: works that run interleaved cannot mix up each other's arena.
 */
export interface Kernel {
  readonly run: KernelExports
  readonly memory: Memory
}

/** What the loader makes of an instance's exports. */
export type Loaded = KernelExports & Record<string, unknown>

/** What Node offers a library that imports none of its modules (since 20.16). */
interface NodeModules {
  (name: 'node:zlib'): { inflateRawSync(bytes: Uint8Array): Uint8Array<ArrayBuffer> }
  (name: 'node:buffer'): { Buffer: { from(text: string, encoding: 'base64'): Uint8Array } }
}

const node = (globalThis as { process?: { getBuiltinModule?: NodeModules } }).process?.getBuiltinModule

/** Of the memory that the binary imports, in pages of 64 KiB: as in asconfig.json. */
export const PAGES = { initial: 16, maximum: 65_536 }

let compiled: Promise<WebAssembly.Module> | undefined

/** The compiled kernels, for worker threads: what is optimised for one thread then is for all. */
export function compiledKernel(): Promise<WebAssembly.Module> {
  compiled ??= unpack().then(compile)
  return compiled
}

/**
 * A fresh kernel instance.
 *
 * @param given compiled in another thread
 */
export async function newKernel(given?: WebAssembly.Module): Promise<Kernel> {
  if (given !== undefined) compiled ??= Promise.resolve(given)
  const module = await compiledKernel()
  return load(module, new WebAssembly.Memory(PAGES))
}

/** An instance over a memory of this size. */
export async function load(module: WebAssembly.Module, memory: WebAssembly.Memory): Promise<Kernel> {
  const imports = { env: { memory } }
  // The loader's other door looks whether it was given a Response, a name that alone makes Node load its network code:
  // 30 ms. Browsers do not like to be kept waiting, and have it loaded.
  const { exports } =
    node === undefined ? await instantiate<Loaded>(module, imports) : instantiateSync<Loaded>(module, imports)
  const run: KernelExports = { ...exports }
  return { run, memory: new Memory(memory, run) }
}

/** The bytes of the binary, which is embedded sorted and deflated: less than a third of it to load. */
export async function unpack(): Promise<Uint8Array<ArrayBuffer>> {
  const text = (await import('./wasm.generated.js')).wasmBase64
  if (node !== undefined) {
    const deflated = node('node:buffer').Buffer.from(text, 'base64')
    return fromStreams(node('node:zlib').inflateRawSync(deflated))
  }
  const unpacked = new Blob([decodeBase64(text)]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  return fromStreams(new Uint8Array(await new Response(unpacked).arrayBuffer()))
}

/**
 * Node compiles it at once (1 ms; functions are compiled when they are called): while it waits for nothing but a
 * compilation in the background, its event loop counts as empty, and Node 20 may then wait for ever (nodejs/node#54918).
 */
export async function compile(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module> {
  return node !== undefined ? new WebAssembly.Module(bytes) : WebAssembly.compile(bytes)
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}
