import { InputError } from '../errors.js'
import type { TaskMessage, WorkerMessage } from './messages.js'
import { handedOver, runTask } from './thread-tasks.js'

/** A worker's first message. */
export const started: WorkerMessage = { id: 0, kind: 'progress', done: 0 }

type Answer = (message: WorkerMessage, handOver?: ArrayBuffer[]) => void

/** Ends with all that was given until now. */
let atWork: Promise<unknown> = Promise.resolve()

/** The worker's side: runs one task message and answers with progress, then a result or an error. */
export function serve(message: TaskMessage, answer: Answer): void {
  const before = atWork
  const run = message.inTurn ? before.then(() => serveOne(message, answer)) : serveOne(message, answer)
  atWork = Promise.all([before, run])
}

async function serveOne({ id, name, input }: TaskMessage, answer: Answer): Promise<void> {
  try {
    const output = await runTask(name, input, { onProgress: ({ done }) => answer({ id, kind: 'progress', done }) })
    answer({ id, kind: 'result', output }, await handedOver(name, output))
  } catch (error) {
    const known = error instanceof InputError
    answer({
      id,
      kind: 'error',
      code: known ? error.code : null,
      message: error instanceof Error ? error.message : String(error),
      hint: known ? error.hint : ''
    })
  }
}
