import { compile, type Kernel, type KernelExports, load, PAGES, unpack } from './load.js'

let compiledShared: Promise<WebAssembly.Module> | undefined
let nextId = 1

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
