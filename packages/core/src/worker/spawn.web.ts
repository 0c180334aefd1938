import type { WorkerPort } from './messages.js'

/** Starts a worker of the browser. Throws where a page's policy forbids workers: the pool then runs in place. */
export function spawn(): WorkerPort {
  const worker = new Worker(new URL('./entry.web.js', import.meta.url), { type: 'module' })
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
