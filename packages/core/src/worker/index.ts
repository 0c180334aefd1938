/**
 * For programs that run the package in a worker of their own: the same verbs over messages, with progress and abort, and
 * the tasks of the package's own worker threads. Not needed otherwise.
 * @module
 */
export type { TaskMessage, WorkerMessage, WorkerPort } from './messages.js'
export { connectVerbs, type RemoteVerbs, serveVerbs, type Verb, type Verbs } from './remote.js'
export { serve, started } from './serve.js'
