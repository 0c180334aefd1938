import { spawn } from '#spawn'
import { InputError } from '../errors.js'
import type { WorkOptions } from '../kernel/work.js'
import type { WorkerPort } from './messages.js'
import { handled, inPlace } from './one-thread.js'
import type { Tasks } from './tasks.js'
import { runners, runTask } from './thread-tasks.js'

/** Runs named tasks, on worker threads where there are several threads, else in place. The result is the same. */
export interface Pool {
  readonly threads: number
  run<Name extends keyof Tasks>(
    name: Name,
    input: Tasks[Name]['input'],
    options?: TaskOptions
  ): Promise<Tasks[Name]['output']>
  /**
   * Ends the workers. Tasks under way are rejected with ABORTED.
   *
   * @param spare keeps those that have nothing to do for the next pool: what they have compiled is there
   */
  close(spare?: boolean): void
}

export interface TaskOptions extends WorkOptions {
  /** This thread has more urgent work: the task waits for a worker (at the worker where there can be only one). */
  elsewhere?: boolean
  /** The task is short: it may wait at a worker that is at work on one, which begins it in a pause of this or afterwards. */
  ahead?: boolean
  /** What a worker has begun of it cannot be begun anew: where that worker ends, it is rejected with WORKER_LOST. */
  once?: boolean
}

interface Job {
  id: number
  name: string
  input: unknown
  options: TaskOptions
  resolve(output: unknown): void
  reject(error: Error): void
}

const isInTurn = ({ options }: Job): boolean => options.elsewhere === true && !options.ahead

/** Workers that wait for a pool, and whether they have started. They keep no program alive, and end after some seconds. */
const spares = new Map<WorkerPort, boolean>()
const SPARE_MS = 5000

function keep(worker: WorkerPort, isStarted: boolean): void {
  const end = () => {
    if (spares.delete(worker)) worker.terminate()
  }
  spares.set(worker, isStarted)
  worker.listen(() => spares.has(worker) && spares.set(worker, true), end)
  worker.hold?.(false)
  ;(setTimeout(end, SPARE_MS) as { unref?(): void }).unref?.()
}

/** Starts the workers of a pool that is to come. */
export function startAhead(threads = 1): void {
  try {
    while (spares.size < threads - 1) keep(spawn(), false)
  } catch {
    // The pool will do without.
  }
}

/**
 * A pool of `threads` threads: this one, and workers for the others, started when first needed. This thread takes part
 * because a new worker compiles everything anew, and takes twice as long for its first tasks. A task gives the same bits
 * wherever it runs, so the number of threads changes only the time. With 1 thread, or where workers cannot be started,
 * tasks run in place.
 */
export function createPool(threads: number): Pool {
  if (threads <= 1) return inPlace(runners)
  const idle: WorkerPort[] = []
  const all = new Set<WorkerPort>()
  /** What each worker was given and has not answered: the task at work, and those that wait for it. */
  const busy = new Map<WorkerPort, Job[]>()
  const waiting: Job[] = []
  const ending = new AbortController()
  let nextId = 1
  let broken = false
  let here = false

  function start(): WorkerPort | undefined {
    let worker: WorkerPort
    let started: boolean
    try {
      const [spare] = spares
      ;[worker, started] = spare ?? [spawn(), false]
      if (spares.delete(worker)) worker.hold?.(true)
    } catch {
      return undefined
    }
    worker.listen(
      (message) => {
        started = true
        const given = busy.get(worker)
        const job = given?.find(({ id }) => id === message.id)
        if (!given || !job) return
        if (message.kind === 'progress') {
          job.options.onProgress?.({ stage: job.name, done: message.done })
          return
        }
        given.splice(given.indexOf(job), 1)
        if (given.length === 0) {
          busy.delete(worker)
          idle.push(worker)
        }
        if (message.kind === 'result') job.resolve(message.output)
        else if (message.code) job.reject(new InputError(message.code, message.message, message.hint))
        else job.reject(new Error(message.message))
        next()
      },
      (reason) => {
        // A worker that fails to start or dies: its task is run in place instead, and so is all that follows.
        all.delete(worker)
        broken = true
        if (idle.includes(worker)) idle.splice(idle.indexOf(worker), 1)
        const isLost = ({ options }: Job) => started && options.once
        const given = busy.get(worker) ?? []
        busy.delete(worker)
        waiting.unshift(...given.filter((job) => !isLost(job)))
        for (const job of given.filter(isLost)) {
          void import('./together.js').then(({ workerLost }) => job.reject(workerLost(reason)))
        }
        next()
      }
    )
    all.add(worker)
    return worker
  }

  async function runHere(job: Job): Promise<void> {
    here = true
    try {
      job.resolve(await runTask(job.name, job.input, { ...job.options, signal: ending.signal }))
    } catch (error) {
      job.reject(error as Error)
    }
    here = false
    next()
  }

  /** A worker at which none but tasks in turn wait, for one that it may begin in a pause. */
  function withRoom(): WorkerPort | undefined {
    for (const [worker, given] of busy) if (given.slice(1).every(isInTurn)) return worker
    return undefined
  }

  function next(): void {
    while (waiting.length > 0) {
      let worker = idle.pop() ?? (!broken && all.size < threads - 1 ? start() : undefined)
      // Where no worker could be started this thread does everything.
      let at = worker || all.size === 0 ? 0 : waiting.findIndex(({ options }) => options.ahead)
      if (!worker && all.size > 0) {
        if (at >= 0) worker = withRoom()
        if (!worker) at = waiting.findIndex(({ options }) => !options.elsewhere)
        // What only the one worker can do waits there: it goes on with it, however busy this thread is.
        if (!worker && at < 0 && threads === 2) {
          at = waiting.findIndex(isInTurn)
          if (at >= 0) worker = busy.keys().next().value
        }
      }
      if (!worker && (here || at < 0)) return
      const [job] = waiting.splice(at, 1)
      if (!worker) {
        void runHere(job)
        return
      }
      const given = busy.get(worker)
      if (given) given.push(job)
      else busy.set(worker, [job])
      worker.post({ id: job.id, name: job.name, input: job.input, inTurn: isInTurn(job) })
    }
  }

  function close(spare = false): void {
    ending.abort()
    for (const worker of all) {
      if (spare && idle.includes(worker)) keep(worker, true)
      else worker.terminate()
    }
    all.clear()
    const stopped = new InputError('ABORTED', 'Stopped.', 'Nothing was written. Run it again when you want.')
    for (const job of [...[...busy.values()].flat(), ...waiting.splice(0)]) job.reject(stopped)
    busy.clear()
  }

  return {
    threads,
    run(name, input, options = {}) {
      if (options.signal?.aborted) close()
      options.signal?.addEventListener('abort', () => close(), { once: true })
      const result = new Promise<never>((resolve, reject) => {
        waiting.push({ id: nextId++, name, input, options, resolve: resolve as (output: unknown) => void, reject })
        next()
      })
      return handled(result)
    },
    close
  }
}
