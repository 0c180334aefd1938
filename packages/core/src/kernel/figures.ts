import { instantiateSync } from '@assemblyscript/loader'
import type { FigureExports } from './exports.generated.js'
import { wasmHex } from './figures.generated.js'
import { binaryOf } from './hex.js'
import { PAGES } from './load.js'
import { Memory } from './memory.js'

/** Those of the kernels that count figures of a log, and a memory. */
export interface FigureKernel {
  readonly run: FigureExports
  readonly memory: Memory
}

let compiled: WebAssembly.Module | undefined

/** A fresh one for works that wait for nothing: from a binary of its own, so small that it is compiled at once. */
export function newFigureKernel(): FigureKernel {
  compiled ??= new WebAssembly.Module(binaryOf(wasmHex))
  const memory = new WebAssembly.Memory(PAGES)
  const run: FigureExports = instantiateSync<FigureExports & Record<string, unknown>>(compiled, {
    env: { memory }
  }).exports
  return { run, memory: new Memory(memory, run) }
}
