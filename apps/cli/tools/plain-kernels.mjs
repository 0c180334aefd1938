import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { deflateRawSync } from 'node:zlib'

/**
 * Embeds core's kernels as they are. A page loads them sorted and packed, and puts them together again; the command has
 * them on its disk already, and that would take it 20 ms and a compilation for each thread.
 */
export function plainKernels() {
  const core = fileURLToPath(new URL('.', import.meta.resolve('@desirepath/core')))
  const binary = (name) => readFileSync(`${core}${name}.wasm`)
  const hex = (name) => `export const wasmHex = '${binary(name).toString('hex')}'`
  const modules = {
    'kernel/wasm.generated.js': () =>
      `export const wasmBase64 = '${deflateRawSync(binary('kernel')).toString('base64')}'`,
    'kernel/methods.generated.js': () => hex('methods'),
    'kernel/figures.generated.js': () => hex('figures'),
    'kernel/binary.js': () => 'export const fromStreams = (binary) => binary'
  }
  return {
    name: 'plain-kernels',
    load: (id) => (id.startsWith(core) ? modules[id.slice(core.length).replaceAll('\\', '/')]?.() : undefined)
  }
}
