import { InputError } from '../errors.js'
import type { KernelExports } from '../kernel/load.js'
import { listed, type Phase, type Phases } from '../kernel/phases.js'
import { joinKernel, newSharedKernel, type SharedKernel } from '../kernel/shared.js'
import { nextTurn, stopped, type WorkOptions } from '../kernel/work.js'
import type { Pool } from './pool.js'
import type { Crew } from './team.js'

/** A share in phases, as a worker is told of it. */
export interface CallsInput {
  kernel: SharedKernel['shared']
  /** One after another, each with the scratch memory of this thread. */
  phases: readonly Pick<Phase, 'run' | 'calls' | 'scratch'>[]
  /** Two i32 in the shared memory: the next call among those of all phases, and how many are finished. */
  counter: number
}

/** A thread that waits for the calls of others looks at abort so often. */
const REST_MS = 2
/**
 * A call lasts some ms. Where one is not finished after so many rests, its thread has ended and the pool was not told of
 * it: some minutes of looking, which a machine that is put to sleep or a program that is held does not use up.
 */
const LOST_RESTS = 60_000
const UNKNOWN = 'for a reason that is not known'
/** Where the next call would be, once the work was given up. */
const STOPPED = 2 ** 30

/**
 * Takes one call after another, as long as there are any that no other thread has taken. Yields the share that is taken,
 * after each call and every few ms while it waits for the phase before to be finished.
 */
export function* takeCalls(run: KernelExports, input: CallsInput): Generator<number, void, void> {
  const { phases, counter } = input
  const next = counter / 4
  const finished = next + 1
  // A view of memory that has grown since still sees the counters, which lie low.
  const counters = new Int32Array(input.kernel.memory.buffer)
  const total = phases.reduce((sum, { calls }) => sum + calls.length, 0)
  let phase = 0
  let before = 0
  for (;;) {
    const i = Atomics.add(counters, next, 1)
    if (i >= total) return
    while (i >= before + phases[phase].calls.length) before += phases[phase++].calls.length
    let rests = 0
    while (!awaitCount(counters, finished, before)) {
      if (Atomics.load(counters, next) >= STOPPED) return
      if (++rests > LOST_RESTS) throw workerLost(UNKNOWN)
      yield i / total
    }
    const { run: name, calls, scratch } = phases[phase]
    const call = run[name] as (...args: number[]) => unknown
    call(...calls[i - before], scratch)
    Atomics.add(counters, finished, 1)
    Atomics.notify(counters, finished)
    yield (i + 1) / total
  }
}

/** Waits until a counter has reached `least`, for some ms at most. */
function awaitCount(counters: Int32Array, at: number, least: number): boolean {
  const until = performance.now() + REST_MS
  for (let turn = 0; ; turn++) {
    const seen = Atomics.load(counters, at)
    if (seen >= least) return true
    if (turn < SPINS) continue
    if (performance.now() >= until) return false
    try {
      Atomics.wait(counters, at, seen, REST_MS)
    } catch {
      // The main thread of a page may not wait: it looks again.
    }
  }
}

/** Turns of looking, some 10 microseconds: the other threads are seldom far behind. */
const SPINS = 1000

const PAUSE_AFTER_MS = 12
const REPORT_EVERY_MS = 50
const SPIN_MS = 2
/** In this time an answer that is under way comes in: some turns of the event loop. */
const ANSWER_MS = 0.15

/** A crew of all threads of the pool; null where they cannot share memory. */
export async function sharingCrew(pool: Pool): Promise<Crew | null> {
  const kernel = await newSharedKernel()
  if (kernel === null) return null
  return {
    kernel,
    threads: pool.threads,
    drive: (stage, phases, options) => driveTogether(stage, pool, kernel, phases, options)
  }
}

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
      const together = listed(value)
      const to = together[together.length - 1]?.done ?? from
      await team.run(together, (share) => pause(from + (to - from) * share))
      reached = to
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

  async run(phases: readonly Phase[], pause: (share: number) => Promise<void>): Promise<void> {
    // Who has just finished its part of long work before this is not late, though its answer is under way.
    const asked = performance.now()
    const patienceMs = phases.length > 1 ? SPIN_MS : ANSWER_MS
    while (this.#late > 0 && performance.now() - asked < patienceMs) await nextTurn()
    const total = phases.reduce((sum, { calls }) => sum + calls.length, 0)
    const widest = phases.reduce((most, { calls }) => Math.max(most, calls.length), 0)
    const most = Math.min(this.#pool.threads - this.#late, widest)
    const threads = phases.reduce((least, { mostThreads = least }) => Math.min(least, mostThreads), most)
    const counter = this.#free.pop()
    if (counter === undefined) throw new Error('So many phases cannot have late workers.')
    const { shared } = this.#kernel
    const counters = new Int32Array(shared.memory.buffer)
    const next = counter / 4
    const finished = next + 1
    Atomics.store(counters, next, 0)
    Atomics.store(counters, finished, 0)
    const part = (thread: number): CallsInput => ({
      kernel: shared,
      phases: phases.map(({ run, calls, scratch, scratchBytes }) => ({
        ...{ run, calls, scratch: scratch + thread * scratchBytes }
      })),
      counter
    })
    const others = Array.from({ length: Math.max(0, threads - 1) }, (_, i) =>
      this.#pool.run('calls', part(i + 1), { elsewhere: true, ahead: true, once: true })
    )
    let failure: unknown
    this.#late += others.length
    for (const other of others) {
      other
        .catch((error) => {
          failure ??= error
        })
        .finally(() => this.#late--)
    }
    void Promise.allSettled(others).then(() => this.#free.push(counter))
    const check = () => {
      if (failure !== undefined) throw failure
    }
    try {
      for (const share of takeCalls(this.#kernel.run, part(0))) {
        check()
        await pause(share)
      }
      // What is not finished was taken by another thread, and lasts no longer than one call; unless that thread has to wait
      // for its core.
      const since = performance.now()
      let rests = 0
      while (Atomics.load(counters, finished) < total) {
        check()
        if (++rests > LOST_RESTS) throw workerLost(UNKNOWN)
        if (performance.now() - since < SPIN_MS) await nextTurn()
        else await new Promise((resolve) => setTimeout(resolve, 1))
      }
    } catch (error) {
      Atomics.store(counters, next, STOPPED)
      throw error
    }
  }
}

/** A thread has ended in the midst of its calls: nobody knows how far it came with what it writes into shared memory. */
export function workerLost(reason: string): InputError {
  return new InputError(
    'WORKER_LOST',
    `A worker thread ended during its work: ${reason}.`,
    'Use fewer threads (with threads: 1 there is none to lose), or a machine with more memory.'
  )
}

/** The last kernel that this thread joined: phases of one work come one after another. */
let last: { id: number; run: Promise<KernelExports> } | undefined

export function joined(kernel: CallsInput['kernel']): Promise<KernelExports> {
  if (last?.id !== kernel.id) last = { id: kernel.id, run: joinKernel(kernel) }
  return last.run
}
