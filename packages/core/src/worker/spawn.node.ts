import { Worker } from 'node:worker_threads'
import type { WorkerPort } from './messages.js'

/** Starts a worker thread of Node. */
export function spawn(): WorkerPort {
  const worker = new Worker(new URL('./entry.node.js', import.meta.url))
  return {
    post: (message) => worker.postMessage(message),
    listen: (onMessage, onFailure) => {
      worker.on('message', onMessage as (value: never) => void)
      worker.on('error', ((error: Error) => onFailure(error.message)) as (value: never) => void)
      worker.on('exit', ((code: number) => onFailure(`the worker thread ended with exit code ${code}`)) as (
        value: never
      ) => void)
    },
    terminate: () => void worker.terminate()
  }
}
