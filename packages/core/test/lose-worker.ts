import { Worker } from 'node:worker_threads'
import { vi } from 'vitest'
import type { TaskMessage } from '../src/worker/messages.js'

/**
 * Ends the real thread, as running out of memory does, once it was told of the `nth` task of this name: at once, or some
 * ms after it has begun to work. Restore with `vi.restoreAllMocks`.
 *
 * @returns how many were ended
 */
export function loseWorker(
  name: string,
  { nth = 1, afterMs }: { nth?: number; afterMs?: number } = {}
): {
  lost: number
} {
  const post = Worker.prototype.postMessage
  const count = { lost: 0 }
  const begun = new Map<Worker, Promise<unknown>>()
  let told = 0
  vi.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (this: Worker, ...given) {
    if (!begun.has(this)) begun.set(this, new Promise((resolve) => this.once('message', resolve)))
    post.apply(this, given)
    if ((given[0] as TaskMessage).name !== name || ++told !== nth) return
    const lose = () => {
      count.lost++
      void this.terminate()
    }
    if (afterMs === undefined) lose()
    else void begun.get(this)?.then(() => setTimeout(lose, afterMs))
  })
  return count
}
