import { serve, started } from './serve.js'

self.postMessage(started)
self.onmessage = (event: MessageEvent) =>
  serve(event.data, (reply, handOver) => self.postMessage(reply, { transfer: handOver ?? [] }))
