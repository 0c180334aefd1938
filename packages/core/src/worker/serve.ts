import { InputError } from '../errors.js'
import type { TaskMessage, WorkerMessage } from './messages.js'
import { handedOver, runTask } from './thread-tasks.js'

/** A worker's first message. */
export const started: WorkerMessage = { id: 0, kind: 'progress', done: 0 }

/** The worker's side: runs one task message and answers with progress, then a result or an error. */
export async function serve(
  { id, name, input }: TaskMessage,
  answer: (message: WorkerMessage, handOver?: ArrayBuffer[]) => void
): Promise<void> {
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
