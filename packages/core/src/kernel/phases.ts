import type { Kernel, KernelExports } from './load.js'
import type { Steps } from './work.js'

/**
 * Calls of one kernel function that do not depend on each other: in any order, on any thread, they leave the same bits.
 * The last argument of the function is scratch memory, of which each thread has its own: it is not among those given.
 */
export interface Phase {
  run: keyof KernelExports
  /** Arguments of each call, without the scratch memory. */
  calls: readonly (readonly number[])[]
  /** Of the first thread; the other threads' follow. */
  scratch: number
  scratchBytes: number
  /** For how many threads there is scratch memory, where not for all. */
  mostThreads?: number
  /** Share of the work that is done when this phase is: 0 to 1. */
  done: number
}

/**
 * Long work of which the heavy parts are handed out as phases. Between them it yields its progress, as `Steps` do; what it
 * does itself uses the kernel it was given. Several phases at once are told to the threads in one message: no call of one
 * begins before all calls of those before it are finished. The number of threads changes no bit of the result.
 */
export type Phases<Result> = Generator<Phase | readonly Phase[] | number, Result, void>

/** One phase or several, as several. */
export function listed(phases: Phase | readonly Phase[]): readonly Phase[] {
  return 'run' in phases ? [phases] : phases
}

/** The same work by one thread: one call after the other. */
export function* inPlace<Result>(kernel: Kernel, phases: Phases<Result>): Steps<Result> {
  let reached = 0
  try {
    for (;;) {
      const { done, value } = phases.next()
      if (done) return value
      if (typeof value === 'number') {
        reached = value
        yield reached
        continue
      }
      for (const { run: name, calls, scratch, done: after } of listed(value)) {
        const run = kernel.run[name] as (...args: number[]) => unknown
        for (let i = 0; i < calls.length; i++) {
          run(...calls[i], scratch)
          yield reached + ((after - reached) * (i + 1)) / calls.length
        }
        reached = after
      }
    }
  } finally {
    phases.return(undefined as never)
  }
}

/** The same phases, reporting their share as from .. to of a larger work. */
export function* shareOf<Result>(phases: Phases<Result>, from: number, to: number): Phases<Result> {
  const share = (done: number) => from + (to - from) * done
  for (;;) {
    const { done, value } = phases.next()
    if (done) return value
    yield typeof value === 'number'
      ? share(value)
      : listed(value).map((phase) => ({ ...phase, done: share(phase.done) }))
  }
}
