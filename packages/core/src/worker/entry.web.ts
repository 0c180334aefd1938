import { serve } from './serve.js'

self.onmessage = (event: MessageEvent) => void serve(event.data, (reply) => self.postMessage(reply))
