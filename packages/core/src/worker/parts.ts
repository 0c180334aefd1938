import { newKernel } from '../kernel/load.js'
import type { Steps, WorkOptions } from '../kernel/work.js'
import { hasNames, nameAll } from '../processes/describe-names.js'
import type { HandOut, Parts } from '../processes/hand-out.js'
import { ordersOfRange } from '../processes/orders.js'
import { outcomesOfRange } from '../processes/outcomes.js'
import { countSessions } from '../processes/session-counts.js'
import { separation } from '../processes/silhouette-steps.js'
import { timesToNext } from '../processes/step-counts.js'
import type { Pool } from './pool.js'

/** A part as a worker is told of it. */
export interface TakenPart {
  name: keyof Parts
  input: unknown
  /** One shared i32: 1 as soon as a thread has taken the part. */
  taken: Int32Array
}

const works: {
  [Name in keyof Parts]: (
    input: Parts[Name]['input']
  ) => Steps<Parts[Name]['output']> | Promise<Steps<Parts[Name]['output']>>
} = {
  sessions: countSessions,
  orders: async (input) => ordersOfRange(await newKernel(), input),
  outcomes: async (input) => outcomesOfRange(await newKernel(), input),
  times: async (input) => timesToNext(await newKernel(), input),
  names: async (input) => nameAll(input, hasNames(input) ? await import('../processes/unusual.js') : null),
  separation: async (input) => separation(await newKernel(), input)
}

/** A worker's side: the work of a part, or null where another thread has taken it. */
export async function takePart({ name, input, taken }: TakenPart): Promise<Steps<unknown> | null> {
  return Atomics.exchange(taken, 0, 1) === 0 ? works[name](input as never) : null
}

/**
 * Hands parts out to the workers of a pool that have nothing else to do. Who asks for a result takes the part himself where
 * none of them has begun: so the works that only workers do are not held up by parts, and end with those of this thread.
 */
export function toWorkers(pool: Pool, { signal }: WorkOptions): HandOut {
  return (name, input, work) => {
    const taken = new Int32Array(new SharedArrayBuffer(4))
    let told: { output: unknown } | { error: unknown } | undefined
    pool.run('part', { name, input, taken }, { signal, elsewhere: true }).then(
      (output) => {
        told = { output }
      },
      (error) => {
        told = { error }
      }
    )
    return function* () {
      if (Atomics.exchange(taken, 0, 1) === 0) return yield* work(input)
      while (!told) {
        rest()
        yield 0
      }
      if ('error' in told) throw told.error
      // Null: the worker that had taken it has ended.
      return (told.output as Parts[typeof name]['output'] | null) ?? (yield* work(input))
    }
  }
}

/** Leaves the core to the other thread for a moment. The main thread of a page may not: it looks again. */
function rest(): void {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
  } catch {}
}
