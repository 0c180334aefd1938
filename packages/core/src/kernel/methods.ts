import { instantiateSync } from '@assemblyscript/loader'
import { binaryOf } from './hex.js'
import type { KernelExports, Loaded } from './load.js'
import { wasmHex } from './methods.generated.js'
import { withSharedMemory } from './shared.js'

/** Compiled for memory of its own, and for memory of several threads. */
const compiled: { own?: WebAssembly.Module; shared?: WebAssembly.Module } = {}

/**
 * Adds the functions that only some methods need (k-means, spanning trees, stochastic skip-gram) to those of a kernel. They
 * are a binary of their own, which works in the same memory; compiled at once, which takes about a millisecond.
 */
export function addMethodFunctions(run: KernelExports, memory: WebAssembly.Memory): void {
  if ('kmeansAssign' in run) return
  const kind = memory.buffer instanceof ArrayBuffer ? 'own' : 'shared'
  const module = (compiled[kind] ??= compile(kind === 'shared'))
  Object.assign(run, instantiateSync<Loaded>(module, { env: { memory } }).exports)
}

function compile(shared: boolean): WebAssembly.Module {
  const bytes = binaryOf(wasmHex)
  return new WebAssembly.Module(shared ? withSharedMemory(bytes) : bytes)
}
