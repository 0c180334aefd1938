// The few members of Node's worker_threads that spawn.node.ts and entry.node.ts use: core itself has no Node types.
declare module 'node:worker_threads' {
  export class Worker {
    constructor(url: URL)
    postMessage(message: unknown): void
    on(event: string, listener: (value: never) => void): void
    terminate(): Promise<number>
    ref(): void
    unref(): void
  }
  export const parentPort: {
    postMessage(message: unknown, handOver?: ArrayBuffer[]): void
    on(event: 'message', listener: (message: never) => void): void
  } | null
}
