import type { Discovery, Progress } from '@desirepath/core'

/** What a log needs besides itself; the column names are guessed where they are not given. */
export interface LogChoices {
  case?: string
  activity?: string
  timestamp?: string
  session?: string
}

/** Finds the processes of a log for an element. The one-script build brings one that works in a worker. */
export type DiscoverLog = (
  log: Blob,
  name: string,
  choices: LogChoices,
  work: { signal: AbortSignal; onProgress: (progress: Progress) => void }
) => Promise<Discovery>

/** `detail` of the events `process-select` and `activity-select`. */
export interface ProcessSelectDetail {
  processes: { id: number; name: string }[]
}
export interface ActivitySelectDetail {
  id: number
  name: string
  process: number
}
