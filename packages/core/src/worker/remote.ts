import { type ErrorCode, type ErrorDetails, InputError } from '../errors.js'
import type { Progress, WorkOptions } from '../kernel/work.js'

/** A long work: one plain-data input, progress and abort, one plain-data result. */
export type Verb = (input: never, work: WorkOptions) => Promise<unknown>
export type Verbs = Record<string, Verb>

/** The same verbs on the other side of a worker: same input, same result, same progress, abort and errors. */
export type RemoteVerbs<Known extends Verbs> = {
  [Name in keyof Known]: (
    input: Parameters<Known[Name]>[0],
    work?: WorkOptions
  ) => Promise<Awaited<ReturnType<Known[Name]>>>
}

type Request = { id: number; verb: string; input: unknown } | { id: number; abort: true }
type Answer =
  | { id: number; kind: 'progress'; progress: Progress }
  | { id: number; kind: 'result'; output: unknown }
  | { id: number; kind: 'error'; code: ErrorCode | null; message: string; hint: string; details?: ErrorDetails }

/** The worker's side. Errors cross whole: code, message, hint and details. */
export function serveVerbs(
  verbs: Verbs,
  port: { onmessage: ((event: MessageEvent) => void) | null; postMessage(message: unknown): void }
): void {
  const running = new Map<number, AbortController>()
  const answer = (message: Answer) => port.postMessage(message)
  port.onmessage = async ({ data }: MessageEvent<Request>) => {
    const { id } = data
    if ('abort' in data) {
      running.get(id)?.abort()
      return
    }
    const control = new AbortController()
    running.set(id, control)
    try {
      const output = await verbs[data.verb](data.input as never, {
        signal: control.signal,
        onProgress: (progress) => answer({ id, kind: 'progress', progress })
      })
      answer({ id, kind: 'result', output })
    } catch (error) {
      answer({ id, kind: 'error', ...told(error) })
    } finally {
      running.delete(id)
    }
  }
}

/** An error as plain data. What the engine says when no array of the asked size can be made is OUT_OF_MEMORY here. */
function told(error: unknown): { code: ErrorCode | null; message: string; hint: string; details?: ErrorDetails } {
  if (error instanceof InputError) {
    const { code, message, hint, details } = error
    return { code, message, hint, details }
  }
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof RangeError && /alloc|length|size|memory/i.test(message)) {
    return { code: 'OUT_OF_MEMORY', message, hint: 'Use a part of the log, or a machine with more memory.' }
  }
  return { code: null, message, hint: '' }
}

interface Call {
  resolve(output: never): void
  reject(error: Error): void
  onProgress: WorkOptions['onProgress']
  done(): void
}

/**
 * The page's side. Calls may overlap; the worker decides what that means. An abort reaches the work at its next pause.
 *
 * @returns the verbs, and `close`, which ends the worker and rejects what is under way with ABORTED
 */
export function connectVerbs<Known extends Verbs>(
  names: readonly (keyof Known & string)[],
  worker: Pick<Worker, 'onmessage' | 'onerror' | 'onmessageerror' | 'postMessage' | 'terminate'>
): { verbs: RemoteVerbs<Known>; close(): void } {
  const calls = new Map<number, Call>()
  let nextId = 1
  const fail = (error: Error) => {
    for (const call of calls.values()) {
      call.done()
      call.reject(error)
    }
    calls.clear()
  }
  worker.onmessage = ({ data }: MessageEvent<Answer>) => {
    const call = calls.get(data.id)
    if (call === undefined) return
    if (data.kind === 'progress') {
      call.onProgress?.(data.progress)
      return
    }
    calls.delete(data.id)
    call.done()
    if (data.kind === 'result') call.resolve(data.output as never)
    else
      call.reject(
        data.code ? new InputError(data.code, data.message, data.hint, data.details) : new Error(data.message)
      )
  }
  worker.onerror = (event) => {
    event.preventDefault()
    fail(new Error(event.message || 'The worker could not be started, or ended.'))
  }
  worker.onmessageerror = () => fail(new Error('A message of the worker could not be read.'))
  const call =
    (verb: string) =>
    (input: unknown, work: WorkOptions = {}) =>
      new Promise<never>((resolve, reject) => {
        const id = nextId++
        if (work.signal?.aborted) {
          reject(stopped())
          return
        }
        const onAbort = () => worker.postMessage({ id, abort: true } satisfies Request)
        work.signal?.addEventListener('abort', onAbort)
        const done = () => work.signal?.removeEventListener('abort', onAbort)
        calls.set(id, { resolve, reject, onProgress: work.onProgress, done })
        worker.postMessage({ id, verb, input } satisfies Request)
      })
  return {
    verbs: Object.fromEntries(names.map((name) => [name, call(name)])) as unknown as RemoteVerbs<Known>,
    close() {
      worker.terminate()
      fail(stopped())
    }
  }
}

const stopped = () => new InputError('ABORTED', 'Stopped.', 'Nothing was written. Run it again when you want.')
