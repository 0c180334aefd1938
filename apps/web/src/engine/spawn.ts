import type { WorkerPort } from '@desirepath/core/worker'

declare const __SINGLE__: boolean

export const poolName = 'desirepath-pool'

/**
 * Takes the place of core's own start of worker threads in browsers: the page's worker starts itself once more, so that
 * one script (a file, or a blob in the single-file page) serves both.
 */
export function spawn(): WorkerPort {
  const worker = new Worker(self.location.href, { name: poolName, type: __SINGLE__ ? 'classic' : 'module' })
  return {
    post: (message) => worker.postMessage(message),
    listen: (onMessage, onFailure) => {
      worker.onmessage = (event) => onMessage(event.data)
      worker.onerror = (event) => {
        event.preventDefault()
        onFailure(event.message || 'the worker could not be started')
      }
    },
    terminate: () => worker.terminate()
  }
}
