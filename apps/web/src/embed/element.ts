import { connectVerbs } from '@desirepath/core/worker'
import { DesirePathElement, defineDesirePath } from '@desirepath/view'
import { type EngineVerbs, verbNames } from '../engine/verb-names.js'

/** Where this script came from: the engine lies beside it. */
const here = (document.currentScript as HTMLScriptElement | null)?.src ?? document.baseURI

/** A worker of the engine: from its file, or, where that is on another host, from a blob of it. */
async function startWorker(): Promise<Worker> {
  const address = new URL('engine.js', here)
  if (address.origin === location.origin) return new Worker(address, { type: 'module' })
  const response = await fetch(address)
  if (!response.ok) throw new Error(`The server answered ${response.status} for ${address.href}.`)
  return new Worker(URL.createObjectURL(new Blob([await response.text()], { type: 'text/javascript' })), {
    type: 'module'
  })
}

// Each log has a worker of its own, which ends with the search.
DesirePathElement.discoverLog = async (log, name, choices, work) => {
  const engine = connectVerbs<EngineVerbs>(verbNames, await startWorker())
  const stop = () => engine.close()
  work.signal.addEventListener('abort', stop)
  try {
    const { verbs } = engine
    await verbs.open({ file: log, name, options: {} }, work)
    await verbs.prepare({ read: { ...choices }, without: [], shape: {} }, work)
    const threads = Math.max(1, Math.min(4, navigator.hardwareConcurrency || 1))
    return (await verbs.discover({ threads }, work)).discovery
  } finally {
    work.signal.removeEventListener('abort', stop)
    engine.close()
  }
}

defineDesirePath()
