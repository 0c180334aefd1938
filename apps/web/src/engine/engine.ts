// First: its modules come in an order that packs well.
import '@desirepath/core'
import { serve, serveVerbs, started } from '@desirepath/core/worker'
import { poolName } from './spawn.js'
import { createVerbs } from './verbs.js'

// One script for both: the page's worker, and the worker threads that it starts itself.
if (self.name === poolName) {
  self.postMessage(started)
  self.onmessage = ({ data }) =>
    void serve(data, (reply, handOver = []) => self.postMessage(reply, { transfer: handOver }))
} else serveVerbs(createVerbs(), self as unknown as Parameters<typeof serveVerbs>[1])
