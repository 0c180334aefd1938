import type { Pool } from './pool.js'
import { runTask } from './tasks.js'

/** The pool of one thread, this one: one task after another, so that only one kernel's memory is held at a time. */
export function inPlace(): Pool {
  let last: Promise<unknown> = Promise.resolve()
  return {
    threads: 1,
    run(name, input, options) {
      const result = last.then(() => runTask(name, input, options) as Promise<never>)
      last = result.catch(() => {})
      return handled(result)
    },
    close: () => {}
  }
}

/** A caller that fails elsewhere may never look at this promise: that is no unhandled rejection. */
export function handled<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => {})
  return promise
}
