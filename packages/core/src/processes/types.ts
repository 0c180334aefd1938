import type { ReadReport } from '../log/types.js'

/** Dense vectors, one row per activity. */
export interface Embedding {
  /** [activities x dimensions], row-major, not padded. */
  vectors: Float32Array
  dimensions: number
  activities: number
  /** Which solver ran and why, for people: "from counts (estimated 0.1 s against 2.3 s stochastic)". */
  solver: 'counts' | 'stochastic'
  why: string
}

/** One label per item; -1 is noise. Labels are 0.. in order of first appearance. */
export interface Clustering {
  labels: Int32Array
  clusters: number
  /** Mean silhouette over clustered items, or null where fewer than two clusters exist. */
  silhouette: number | null
  /** Sum of squared distances to centroids; k-means only. */
  inertia?: number
  /** [clusters x dimensions]; k-means only. */
  centroids?: Float32Array
  chosen: string[]
}

export type Method = 'auto' | 'kmeans' | 'hdbscan' | 'dbscan' | 'leiden'

/** A share with its denominator: `count` of `of`. */
export interface Share {
  count: number
  of: number
}

export interface ActivityResult {
  id: number
  name: string
  /** Process id, or -1 for hubs and noise. */
  process: number
  hub: boolean
  /** For hubs: the processes it serves, by share of its events that stand next to them, largest first. */
  serves?: { process: number; share: number }[]
  events: number
  /** Distinct sessions and cases in which it occurs. */
  sessions: number
  cases: number
  /** Percentile rank (average ties) of distinct cases x 100, as in the reference method. */
  volumePercentile: number
  /** Position on the map, [0, 1] of its longer side. */
  x: number
  y: number
  /** Most frequent value of the channel column, or null. */
  channel: string | null
  /** How often this activity fell into its process over bootstrap resamples (0 to 1), or null where not computed. */
  certainty: number | null
  errors: number | null
  /** Median and 95th percentile of the event's own duration, or null where the log has none. */
  waitMedianMs: number | null
  waitP95Ms: number | null
}

/** One step of a process' backbone: its activities in typical order. Counts are runs unless said otherwise. */
export interface Step {
  activity: number
  /** Runs that reach it, enter with it, and end with it without completing. */
  reached: number
  startHere: number
  leaveAfter: number
  /** Runs whose last event it is, completed or not. */
  endHere?: number
  /** Reached by fewer than 40 % of runs. */
  optional: boolean
  /** From arriving at it to the next other step of the run, repeats included; null where unknown. */
  nextMedianMs: number | null
  nextP95Ms: number | null
  /** Events with an error; null where the log has no status. */
  errors: number | null
}

export interface Variant {
  /** Indices into the process' steps, in the order taken. */
  path: number[]
  runs: number
  completed: boolean
}

export interface FlowEdge {
  from: number
  to: number
  count: number
}

export interface Histogram {
  /** [bins + 1] ascending edges, in ms, log spaced. */
  edgesMs: number[]
  completed: number[]
  abandoned: number[]
}

export interface ProcessResult {
  id: number
  name: string
  /** Where the name came from: the activities' own words, entry and exit steps, or the user. */
  named: 'words' | 'steps' | 'user'
  /** Index into {@link Discovery.families}. */
  family: number
  /** The channel of at least four in five of its runs, or null. */
  channel: string | null
  /** Runs by channel (of their first event), most frequent first; missing where the log has no channel. */
  channels?: { channel: string; runs: number }[]
  /** A shared subroutine (e-sign, step-up): its visits mostly return to the process they came from. */
  subroutine: boolean
  /** Of a subroutine: the processes that it was called from and went back to, by share of these calls, largest first. */
  serves?: { process: number; share: number }[]
  /** Events of its activities, in runs or alone. */
  events: number
  /** Distinct sessions and cases with a run of it. */
  sessions: number
  cases: number
  /**
   * Runs: two or more of its events in a session, hubs skipped; an interruption of up to two events does not split it,
   * starting over after completing does.
   */
  runs: number
  /** Runs with a step back, with a step repeated at once, and with a step of the usual order left out. */
  shape?: { backSteps: number; repeats: number; skips: number }
  /** Runs that reached a terminal step, of all runs. */
  completed: Share
  /** Indices into `steps` that complete the process. */
  terminalSteps: number[]
  /** Indices into `steps` at which a run begins anew after a terminal step. Results of older releases lack them. */
  entrySteps?: number[]
  /** Jaccard stability over bootstrap resamples of cases, 0 to 1; null where not computed. */
  stability: number | null
  tentative: boolean
  silhouette: number | null
  /** Events with an error, of `events`; null where the log has no status. */
  errors: number | null
  /** First to last event of a run; null where the log is ordered by numbers or no run exists. */
  medianMs: number | null
  p95Ms: number | null
  completedMedianMs: number | null
  steps: Step[]
  /** Directly-follows within runs, indices into `steps`; loops are from === to, back-steps have from > to. */
  flow: FlowEdge[]
  /** What is left of `flow` where only the most frequent edges are kept. */
  otherFlow?: { edges: number; count: number }
  /** Frequent variants, and what is left of them. */
  variants: Variant[]
  otherVariants: { variants: number; runs: number }
  /** Runs by the buckets of {@link Discovery.timeline}. */
  runsOverTime: number[]
  completedOverTime: number[]
  duration: Histogram | null
  /** The process of the run before and after in the same session; `process` -1 = none. */
  before: { process: number; count: number }[]
  after: { process: number; count: number }[]
}

/**
 * The process mix by one column, at the first event of each run: counts only, from which shares, intervals and the
 * differences between groups follow.
 */
export interface StoredMix {
  /** Name of the column, or `channel`. */
  by: string
  groups: {
    name: string
    runs: number
    /** Distinct sessions with a run in the group, and those by distinct processes run: [one, two, three or more]. */
    sessions: number
    sessionsByProcesses: [number, number, number]
    /** [processes] runs of each */
    ofProcess: number[]
  }[]
  /** Values that the last group, "other", holds; 0 where each value has its own group. */
  otherValues: number
  /** Runs whose first event has no value. */
  without: { runs: number }
}

export interface Family {
  id: number
  name: string
  processes: number[]
}

/**
 * Everything that one run found, as plain, versioned, serialisable data: the report, the CLI and the page show this and
 * nothing else. The same input, options and seed give the same bytes: it holds no clock and no random id.
 */
export interface Discovery {
  format: 'desirepath/discovery'
  version: 1
  /** Hash of the columns read, the options and the version: same fingerprint, same result. */
  fingerprint: string
  source: { name: string | null; read: ReadReport }
  log: {
    events: number
    cases: number
    sessions: number
    activities: number
    /** ISO 8601 UTC, or the number as text where the log is ordered by numbers; null when empty. */
    first: string | null
    last: string | null
    timeKind: 'timestamp' | 'number'
    /** Zone used for day borders and shown times. */
    timeZone: string
  }
  /** What shaping and cleaning left out, each with its count: "dropped by --drop", "sessions shorter than 2 steps". */
  dropped: { what: string; events: number; sessions: number }[]
  options: Record<string, unknown>
  method: {
    name: Method
    /** Sentences: what was chosen and why. */
    chosen: string[]
    warnings: string[]
  }
  quality: {
    silhouette: number | null
    /** Mean stability over processes; null where not computed. */
    stability: number | null
    /** Activities in no process and not hubs, of all. */
    noise: Share
    hubs: Share
    /** Events of activities that belong to a process, of all events. */
    coverage: Share
  }
  activities: ActivityResult[]
  /** By runs, largest first; `id` is the index. */
  processes: ProcessResult[]
  families: Family[]
  /** Directly-follows graph over activities: the most frequent edges, and what is left. */
  flow: { edges: FlowEdge[]; otherEdges: { edges: number; count: number }; start: FlowEdge[]; end: FlowEdge[] }
  /** Directly-follows graph over processes: runs that followed one another in a session. */
  handovers: FlowEdge[]
  /** Sessions by number of distinct processes run in them: index 0 = none, 1 = one, 2 = two, 3 = three or more. */
  sessionsByProcesses: number[]
  /**
   * The process mix by channel and other columns of few values; missing in results of earlier releases, empty where the
   * log has no such column.
   */
  mixes?: StoredMix[]
  /** Equal buckets from `start`; null for logs ordered by numbers. */
  timeline: { unit: 'hour' | 'day' | 'week' | 'month'; starts: string[]; events: number[]; sessions: number[] } | null
  /**
   * Where this was counted for a part of the sessions only (see `refine`): by which filters, in words, and how many
   * sessions are left of how many. Missing: all of them.
   */
  filtered?: { filters: string[]; sessions: number; of: number }
}
