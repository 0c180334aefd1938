import type { Pool } from './pool.js'
import { type Runners, runnersOfOne } from './tasks.js'

/**
 * The pool of one thread, this one: one task after another, so that only one kernel's memory is held at a time.
 *
 * @param runners of the tasks that it will be given; default: those that `discover` gives to one thread
 */
export function inPlace(runners: Partial<Runners> = runnersOfOne): Pool {
  let last: Promise<unknown> = Promise.resolve()
  return {
    threads: 1,
    run(name, input, options) {
      const run = (runners as Runners)[name]
      const result = last.then(() => run(input, options ?? {}))
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
