import { Worker } from 'node:worker_threads'
import type { WorkerMessage, WorkerPort } from './messages.js'

/** Starts a worker thread of Node. */
export function spawn(): WorkerPort {
  const worker = new Worker(new URL('./entry.node.js', import.meta.url))
  let hear: (message: WorkerMessage) => void
  let fail: (reason: string) => void
  worker.on('message', ((message: WorkerMessage) => hear(message)) as (value: never) => void)
  worker.on('error', ((error: Error) => fail(error.message)) as (value: never) => void)
  worker.on('exit', ((code: number) => fail(`the worker thread ended with exit code ${code}`)) as (
    value: never
  ) => void)
  return {
    post: (message) => worker.postMessage(message),
    listen: (onMessage, onFailure) => {
      hear = onMessage
      fail = onFailure
    },
    hold: (on) => (on ? worker.ref() : worker.unref()),
    terminate: () => void worker.terminate()
  }
}
