import { parentPort } from 'node:worker_threads'
import type { TaskMessage } from './messages.js'
import { serve, started } from './serve.js'

parentPort?.postMessage(started)
parentPort?.on('message', ((message: TaskMessage) =>
  serve(message, (reply, handOver) => parentPort?.postMessage(reply, handOver))) as (message: never) => void)
