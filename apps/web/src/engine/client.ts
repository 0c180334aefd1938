import { connectVerbs, type RemoteVerbs } from '@desirepath/core/worker'
import { type EngineVerbs, verbNames } from './verb-names.js'

export interface Engine {
  verbs: RemoteVerbs<EngineVerbs>
  close(): void
}

declare const __SINGLE__: boolean

/** Starts the page's worker: from its file, or from the text that the single-file page carries. */
export function startEngine(): Engine {
  return connectVerbs<EngineVerbs>(verbNames, new Worker(workerAddress(), { type: __SINGLE__ ? 'classic' : 'module' }))
}

// A page from disk has no origin, which a module would need: there the worker is a classic script.
let blobAddress: string | undefined

function workerAddress(): string {
  if (!__SINGLE__) return 'engine.js'
  // The address is kept: the worker starts itself once more for its threads.
  blobAddress ??= URL.createObjectURL(
    new Blob([document.getElementById('desirepath-engine')?.textContent ?? ''], { type: 'text/javascript' })
  )
  return blobAddress
}
