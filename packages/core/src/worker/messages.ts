import type { ErrorCode } from '../errors.js'

/** What the host sends to a worker. */
export interface TaskMessage {
  id: number
  name: string
  input: unknown
  /** Begun when all that the worker was given before has ended; else at once, in a pause of what is at work. */
  inTurn: boolean
}

/**
 * What a worker sends back. Errors cross whole: code, message and hint. The first message is progress of no task: the
 * worker has started.
 */
export type WorkerMessage =
  | { id: number; kind: 'progress'; done: number }
  | { id: number; kind: 'result'; output: unknown }
  | { id: number; kind: 'error'; code: ErrorCode | null; message: string; hint: string }

/** The one thing that differs between Node and browsers: how a worker is started and spoken to. */
export interface WorkerPort {
  post(message: TaskMessage): void
  /** Whoever listens last is told. */
  listen(onMessage: (message: WorkerMessage) => void, onFailure: (reason: string) => void): void
  /** Whether the program goes on for the worker's sake; missing where that is no question. */
  hold?(on: boolean): void
  terminate(): void
}
