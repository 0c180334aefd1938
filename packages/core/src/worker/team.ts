import { InputError } from '../errors.js'
import { type Kernel, type KernelExports, newKernel, newSharedKernel, type SharedKernel } from '../kernel/load.js'
import { inPlace, type Phase, type Phases } from '../kernel/phases.js'
import { drive, nextTurn, type WorkOptions } from '../kernel/work.js'
import type { Pool } from './pool.js'

/** A share in a phase, as a worker is told of it. */
export interface CallsInput {
  kernel: SharedKernel['shared']
  run: keyof KernelExports
  calls: Phase['calls']
  /** Of this thread. */
  scratch: number
  /** Two i32 in the shared memory: the next call, and how many are finished. */
  counter: number
}

/** Takes one call after another, as long as there are any that no other thread has taken. Yields after each. */
export function* takeCalls(run: KernelExports, input: CallsInput): Generator<number, void, void> {
  const { calls, scratch, counter } = input
  const call = run[input.run] as (...args: number[]) => unknown
  const at = counter / 4
  // A view of memory that has grown since still sees the counters, which lie low.
  const counters = new Int32Array(input.kernel.memory.buffer)
  for (;;) {
    const i = Atomics.add(counters, at, 1)
    if (i >= calls.length) return
    call(...calls[i], scratch)
    Atomics.add(counters, at + 1, 1)
    yield (i + 1) / calls.length
  }
}

/** What a work of several phases runs on. */
export interface Crew {
  kernel: Kernel
  /** 1 where memory cannot be shared. */
  threads: number
  drive<Result>(stage: string, phases: Phases<Result>, options?: WorkOptions): Promise<Result>
}

/**
 * A fresh kernel, with all threads of the pool where they can share its memory: in Node, and in a page that is cross-origin
 * isolated. Elsewhere one thread does the same work.
 *
 * @param threads 1: this one alone
 */
export async function crewOf(pool: Pool, threads = pool.threads): Promise<Crew> {
  const shared = threads > 1 ? await newSharedKernel() : null
  if (shared !== null) {
    return {
      kernel: shared,
      threads: pool.threads,
      drive: (stage, phases, options) => driveTogether(stage, pool, shared, phases, options)
    }
  }
  const kernel = await newKernel()
  return { kernel, threads: 1, drive: (stage, phases, options) => drive(stage, inPlace(kernel, phases), options) }
}

const PAUSE_AFTER_MS = 12
const REPORT_EVERY_MS = 50
const SPIN_MS = 2

/**
 * Runs phases to their end by the threads of a pool, this one among them. Each call is made by whichever thread is free, so
 * a worker that starts late or is held up by its neighbours costs no waiting.
 *
 * @param kernel the one that the phases were given, with room for scratch memory of `pool.threads` threads
 * @throws InputError ABORTED
 */
async function driveTogether<Result>(
  stage: string,
  pool: Pool,
  kernel: SharedKernel,
  phases: Phases<Result>,
  options: WorkOptions = {}
): Promise<Result> {
  const team = new Team(pool, kernel)
  let sliceStart = performance.now()
  let lastReport = Number.NEGATIVE_INFINITY
  const pause = async (done: number): Promise<void> => {
    if (options.signal?.aborted) throw stopped(stage)
    const now = performance.now()
    if (now - lastReport >= REPORT_EVERY_MS) {
      lastReport = now
      options.onProgress?.({ stage, done })
    }
    if (now - sliceStart < PAUSE_AFTER_MS) return
    await nextTurn()
    sliceStart = performance.now()
  }
  let reached = 0
  try {
    for (;;) {
      const { done, value } = phases.next()
      if (done) {
        options.onProgress?.({ stage, done: 1 })
        return value
      }
      if (typeof value === 'number') {
        reached = value
        await pause(reached)
        continue
      }
      const from = reached
      await team.run(value, (share) => pause(from + (value.done - from) * share))
      reached = value.done
    }
  } finally {
    phases.return(undefined as never)
  }
}

/** Counters of phases whose late tasks may still look at them are not used again. */
const COUNTERS = 1024

class Team {
  readonly #pool: Pool
  readonly #kernel: SharedKernel
  readonly #free: number[]
  /** Tasks that workers which are at work on something else have not come to yet: these are told of no more phases. */
  #late = 0

  constructor(pool: Pool, kernel: SharedKernel) {
    this.#pool = pool
    this.#kernel = kernel
    const { pointer } = kernel.memory.room(COUNTERS, 8, 'Threads')
    this.#free = Array.from({ length: COUNTERS }, (_, i) => pointer + 8 * i)
  }

  async run(phase: Phase, pause: (share: number) => Promise<void>): Promise<void> {
    const { run, calls, scratch, scratchBytes, mostThreads = this.#pool.threads } = phase
    const threads = Math.max(1, Math.min(this.#pool.threads - this.#late, mostThreads, calls.length))
    const counter = this.#free.pop()
    if (counter === undefined) throw new Error('So many phases cannot have late workers.')
    const { shared } = this.#kernel
    const counters = new Int32Array(shared.memory.buffer)
    Atomics.store(counters, counter / 4, 0)
    Atomics.store(counters, counter / 4 + 1, 0)
    const part = (thread: number): CallsInput => ({
      ...{ kernel: shared, run, calls, counter },
      scratch: scratch + thread * scratchBytes
    })
    const others = Array.from({ length: threads - 1 }, (_, i) =>
      this.#pool.run('calls', part(i + 1), { elsewhere: true })
    )
    let failure: unknown
    let settled = false
    this.#late += others.length
    for (const other of others) {
      other
        .catch((error) => {
          failure ??= error
        })
        .finally(() => this.#late--)
    }
    void Promise.allSettled(others).then(() => {
      settled = true
      this.#free.push(counter)
    })
    for (const share of takeCalls(this.#kernel.run, part(0))) await pause(share)
    // What is not finished was taken by another thread, and lasts no longer than one call; unless that thread has to wait
    // for its core.
    const since = performance.now()
    while (Atomics.load(counters, counter / 4 + 1) < calls.length) {
      if (failure !== undefined) throw failure
      if (settled) throw new Error('A worker thread ended during its work.')
      if (performance.now() - since < SPIN_MS) await nextTurn()
      else await new Promise((resolve) => setTimeout(resolve, 1))
    }
  }
}

function stopped(stage: string): InputError {
  return new InputError('ABORTED', `Stopped during: ${stage}.`, 'Nothing was written. Run it again when you want.')
}
