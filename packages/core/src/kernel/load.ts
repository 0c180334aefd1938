import { instantiate, instantiateSync } from '@assemblyscript/loader'
import type * as exported from './exports.js'
import { Memory } from './memory.js'
import { wasmBase64 } from './wasm.generated.js'

/** The functions that the wasm binaries export; see `exports.ts`. Those of methods.ts are there once `addMethodFunctions` was called. */
export type KernelExports = typeof exported.shape

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
const PAGES = { initial: 16, maximum: 65_536 }

let compiled: Promise<WebAssembly.Module> | undefined
let compiledShared: Promise<WebAssembly.Module> | undefined
let nextId = 1

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

/** A kernel whose memory the instances of several threads share. */
export interface SharedKernel extends Kernel {
  /** For `joinKernel` in another thread. */
  readonly shared: { id: number; module: WebAssembly.Module; memory: WebAssembly.Memory }
}

/**
 * A fresh kernel over memory that can be shared with worker threads; null where the platform gives none: a page that is
 * not cross-origin isolated, or a machine without the address space.
 */
export async function newSharedKernel(): Promise<SharedKernel | null> {
  if (typeof SharedArrayBuffer === 'undefined') return null
  let memory: WebAssembly.Memory
  try {
    memory = new WebAssembly.Memory({ ...PAGES, shared: true })
  } catch {
    return null
  }
  compiledShared ??= unpack().then((bytes) => compile(withSharedMemory(bytes)))
  const module = await compiledShared
  return { ...(await load(module, memory)), shared: { id: nextId++, module, memory } }
}

/** Another instance over the memory of a kernel of another thread. It may not allocate: only the first one does. */
export async function joinKernel({ module, memory }: SharedKernel['shared']): Promise<KernelExports> {
  return (await load(module, memory)).run
}

async function load(module: WebAssembly.Module, memory: WebAssembly.Memory): Promise<Kernel> {
  const imports = { env: { memory } }
  // The loader's other door looks whether it was given a Response, a name that alone makes Node load its network code:
  // 30 ms. Browsers do not like to be kept waiting, and have it loaded.
  const { exports } =
    node === undefined ? await instantiate<Loaded>(module, imports) : instantiateSync<Loaded>(module, imports)
  const run: KernelExports = { ...exports }
  return { run, memory: new Memory(memory, run) }
}

/**
 * The same binary over shared memory: one flag of the memory that it imports. The kernels need no atomic operations, as no
 * two threads write to one place, and so no second build.
 */
export function withSharedMemory(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const binary = bytes.slice()
  let at = 8 // behind the magic number and the version
  const number = () => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = binary[at++]
      value |= (byte & 127) << shift
      if (byte < 128) return value >>> 0
    }
  }
  while (at < binary.length) {
    const section = binary[at++]
    const end = number() + at
    if (section !== IMPORTS) {
      at = end
      continue
    }
    number() // one import, the memory: behind the names of its module and its own, the kind, then its flags
    at = number() + at
    at = number() + at
    if (binary[at] !== MEMORY) break
    binary[at + 1] |= SHARED
    return binary
  }
  throw new Error('The kernels import no memory: build them with importMemory.')
}

// Of the binary format of WebAssembly: a section, a kind of import, a flag of a memory that has a maximum.
const IMPORTS = 2
const MEMORY = 2
const SHARED = 2

/** The binary is embedded deflated: half the bytes to load. */
async function unpack(): Promise<Uint8Array<ArrayBuffer>> {
  if (node !== undefined) {
    const deflated = node('node:buffer').Buffer.from(wasmBase64, 'base64')
    return node('node:zlib').inflateRawSync(deflated)
  }
  const unpacked = new Blob([decodeBase64(wasmBase64)]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  return new Uint8Array(await new Response(unpacked).arrayBuffer())
}

/**
 * Node compiles it at once (1 ms; functions are compiled when they are called): while it waits for nothing but a
 * compilation in the background, its event loop counts as empty, and Node 20 may then wait for ever (nodejs/node#54918).
 */
async function compile(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module> {
  return node !== undefined ? new WebAssembly.Module(bytes) : WebAssembly.compile(bytes)
}

export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}
