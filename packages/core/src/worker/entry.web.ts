import { serve } from './serve.js'

self.onmessage = (event: MessageEvent) =>
  void serve(event.data, (reply, handOver) => self.postMessage(reply, { transfer: handOver ?? [] }))
