import type { LogRuns } from './runs-of-discovery.js'

/** Sessions by the processes that they run, in order. Shared subroutines are left out, as of the hand-overs. */
export interface SessionPatterns {
  /** Most frequent first (ties: shorter, then first seen). An empty list of processes: sessions without a run. */
  patterns: { processes: number[]; sessions: number }[]
  /** What is not listed: patterns + other = all, and so for the sessions. */
  other: { patterns: number; sessions: number }
}

const MOST_PATTERNS = 40

/** Counts the sequences of processes in sessions. */
export function sessionPatterns({ log, runs, subroutine }: LogRuns, most = MOST_PATTERNS): SessionPatterns {
  const counts = new Map<string, { processes: number[]; sessions: number }>()
  const count = (processes: number[]) => {
    const key = processes.join()
    const known = counts.get(key)
    if (known) known.sessions++
    else counts.set(key, { processes, sessions: 1 })
  }
  const sessions = log.sessionCase.length
  for (let s = 0, r = 0; s < sessions; s++) {
    const processes: number[] = []
    for (; r < runs.count && runs.session[r] === s; r++)
      if (!subroutine[runs.process[r]]) processes.push(runs.process[r])
    count(processes)
  }
  const all = [...counts.values()].sort((a, b) => b.sessions - a.sessions || a.processes.length - b.processes.length)
  const patterns = all.slice(0, most)
  const shown = patterns.reduce((sum, pattern) => sum + pattern.sessions, 0)
  return { patterns, other: { patterns: all.length - patterns.length, sessions: sessions - shown } }
}
