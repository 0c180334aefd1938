import { InputError } from '../errors.js'

/**
 * Long work as a generator: it yields the share done (0 to 1) after every slice of some milliseconds and returns its
 * result. V8 has no on-stack replacement for wasm, so short calls also run faster than one long one. How often the
 * driver pauses never changes the result.
 */
export type Steps<Result> = Generator<number, Result, void>

/** What a caller may say about any long work. */
export interface WorkOptions {
  /** Stops the work: the promise rejects with an InputError of code ABORTED. */
  signal?: AbortSignal
  /** Called at most every 50 ms with the stage's name and the share of it that is done (0 to 1). */
  onProgress?: (progress: Progress) => void
}

export interface Progress {
  stage: string
  /** 0 to 1, of this stage. */
  done: number
}

const PAUSE_AFTER_MS = 12
const REPORT_EVERY_MS = 50

/** The error for work that the caller stopped. */
export function stopped(stage: string): InputError {
  return new InputError('ABORTED', `Stopped during: ${stage}.`, 'Nothing was written. Run it again when you want.')
}

/** A part that whoever began the work had to fetch before, because the work itself cannot wait. */
export function fetched<Part>(part: Part | null | undefined, module: string): Part {
  if (part == null) throw new Error(`'${module}' was to be fetched before.`)
  return part
}

/** Runs `steps` to its end, pausing for the event loop now and then, so that timers, input and abort get their turn. */
export async function drive<Result>(stage: string, steps: Steps<Result>, options: WorkOptions = {}): Promise<Result> {
  let sliceStart = performance.now()
  let lastReport = Number.NEGATIVE_INFINITY
  for (;;) {
    if (options.signal?.aborted) {
      steps.return(undefined as never)
      throw stopped(stage)
    }
    const { done, value } = steps.next()
    if (done) {
      options.onProgress?.({ stage, done: 1 })
      return value
    }
    const now = performance.now()
    if (now - lastReport >= REPORT_EVERY_MS) {
      lastReport = now
      options.onProgress?.({ stage, done: value })
    }
    if (now - sliceStart >= PAUSE_AFTER_MS) {
      await nextTurn()
      sliceStart = performance.now()
    }
  }
}

/** Work that makes up the part from `from` to `to` of a longer one. */
export function* part<Result>(from: number, to: number, work: Steps<Result>): Steps<Result> {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
    yield from + (to - from) * value
  }
}

/** Runs `steps` to its end without a pause. */
export function runNow<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

/** What Node has for that. */
const { setImmediate } = globalThis as { setImmediate?: (then: () => void) => unknown }

/**
 * Lets the event loop have a turn. In browsers a message is a task of its own and is not clamped to 4 ms as nested
 * timeouts are; in Node a channel of messages costs some 20 times as much as its own way.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (setImmediate !== undefined) {
      setImmediate(resolve)
      return
    }
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(0)
  })
}
