import { instantiate } from '@assemblyscript/loader'
import type * as exported from './exports.js'
import { Memory } from './memory.js'
import { wasmBase64 } from './wasm.generated.js'

/** The functions that the wasm binary exports; see `exports.ts`. */
export type KernelExports = typeof exported.shape

/**
 * One instance of the compiled kernels with a memory of its own. Instances are cheap (the binary is compiled once per
 * process), so every long work takes a fresh one: works that run interleaved cannot mix up each other's arena.
 */
export interface Kernel {
  readonly run: KernelExports
  readonly memory: Memory
}

let compiled: Promise<WebAssembly.Module> | undefined

/** A fresh kernel instance. */
export async function newKernel(): Promise<Kernel> {
  compiled ??= inflate(decodeBase64(wasmBase64)).then((bytes) => WebAssembly.compile(bytes))
  const { exports } = await instantiate<KernelExports & Record<string, unknown>>(await compiled, {})
  const run = exports as unknown as KernelExports & { memory: WebAssembly.Memory }
  return { run, memory: new Memory(run.memory, run) }
}

/** The binary is embedded deflated: half the bytes to load, and about a millisecond to inflate. */
async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))).arrayBuffer()
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}
