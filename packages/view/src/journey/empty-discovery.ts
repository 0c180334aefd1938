import type { Discovery, Journey, ProcessResult } from '@desirepath/core'
import type { Slot } from './shared.js'

/** What a journey that stands alone knows of a process. */
export interface NamedProcess {
  id: number
  name: string
  family: string
  channel: string | null
  /** Where it has its colour on the map, so that it keeps it; by its order where not given. */
  place?: Slot
}

/**
 * A discovery that holds nothing but processes with their names and families: so that a journey alone is shown by the
 * same components, in the same colours, as one beside its log.
 */
export function namesOnly(processes: readonly NamedProcess[], timeZone: string): Discovery {
  const none = { count: 0, of: 0 }
  const families = [...new Set(processes.map(({ family }) => family))]
  const known = new Map(processes.map((process) => [process.id, process]))
  const size = Math.max(-1, ...known.keys()) + 1
  const all = Array.from({ length: size }, (_, id): ProcessResult => {
    const { name = '', family = '', channel = null } = known.get(id) ?? {}
    return {
      id,
      name,
      named: 'words',
      family: Math.max(0, families.indexOf(family)),
      channel,
      subroutine: false,
      events: 0,
      sessions: 0,
      cases: 0,
      runs: 0,
      completed: none,
      terminalSteps: [],
      stability: null,
      tentative: false,
      silhouette: null,
      errors: null,
      medianMs: null,
      p95Ms: null,
      completedMedianMs: null,
      steps: [],
      flow: [],
      variants: [],
      otherVariants: { variants: 0, runs: 0 },
      runsOverTime: [],
      completedOverTime: [],
      duration: null,
      before: [],
      after: []
    }
  })
  return {
    format: 'desirepath/discovery',
    version: 1,
    fingerprint: '',
    source: {
      name: null,
      read: {
        format: 'memory',
        gzip: false,
        encoding: 'utf-8',
        delimiter: null,
        columns: [],
        schema: {},
        guessed: [],
        timestampFormat: null,
        timeZone,
        rows: 0,
        badRows: 0,
        bad: [],
        bytes: 0,
        notes: []
      }
    },
    log: {
      events: 0,
      cases: 0,
      sessions: 0,
      activities: 0,
      first: null,
      last: null,
      timeKind: 'timestamp',
      timeZone
    },
    dropped: [],
    options: {},
    method: { name: 'auto', chosen: [], warnings: [] },
    quality: { silhouette: null, stability: null, noise: none, hubs: none, coverage: none },
    activities: [],
    processes: all,
    families: families.map((name, id) => ({
      id,
      name,
      processes: all.filter((process) => process.family === id).map((process) => process.id)
    })),
    flow: { edges: [], otherEdges: { edges: 0, count: 0 }, start: [], end: [] },
    handovers: [],
    sessionsByProcesses: [],
    timeline: null
  }
}

/** Those of the processes that a journey has a stretch of. */
export function namedProcesses(journey: Journey, processes: readonly NamedProcess[]): NamedProcess[] {
  const wanted = new Set(journey.stretches.map(({ process }) => process))
  return processes.filter(({ id }) => wanted.has(id))
}
