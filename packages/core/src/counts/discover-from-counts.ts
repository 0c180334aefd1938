import { InputError } from '../errors.js'
import { newKernel } from '../kernel/load.js'
import { drive, type WorkOptions } from '../kernel/work.js'
import { describeProcesses, partsOfDescription } from '../processes/describe-log.js'
import type { Description } from '../processes/describe-processes.js'
import { learnedLinks } from '../processes/learned-links-steps.js'
import type { LinksResult } from '../processes/links-result.js'
import type { FlowEdge, Share } from '../processes/types.js'
import { checkOptionNames } from '../suggest.js'
import type { Counts } from './counts.js'
import { sampleLog } from './sample-log.js'

export interface CountedOptions extends WorkOptions {
  /** The user's names: any activity of a process (or the name it would get) -> its name. */
  names?: Record<string, string>
  /** Activities that complete the process they belong to. Default: learned. */
  terminal?: string[]
}

/** An activity, by counts of the whole log. */
export interface CountedActivity {
  id: number
  name: string
  /** Process id, or -1 for hubs and noise. */
  process: number
  hub: boolean
  /** For hubs: the processes it serves, by share of its events in the sample that stand next to them. */
  serves?: { process: number; share: number }[]
  events: number
  sessions: number
  cases: number
  /** Sessions that begin and that end with it. */
  starts: number
  ends: number
}

/** A process, as far as counts tell of it. */
export interface CountedProcess {
  id: number
  name: string
  named: 'words' | 'steps' | 'user'
  /** A shared subroutine (e-sign, step-up). */
  subroutine: boolean
  /** Activity ids in usual order, by the sample. */
  steps: number[]
  /** Indices into `steps` that complete the process, by the sample. */
  terminalSteps: number[]
  /** Events of its activities. */
  events: number
  /** How often it is entered at each activity: from outside, or as the first step of a session. Most frequent first. */
  entries: { activity: number; count: number }[]
  /** The same of leaving it. */
  exits: { activity: number; count: number }[]
  /** Steps within it, most frequent first, by activity ids. */
  flow: FlowEdge[]
  /** Counted in the even sample of sessions only. */
  sampled: {
    /** Sessions with a run of it, of all in the even sample. */
    sessions: Share
    /** Runs that reach a terminal step, of all. */
    completed: Share
  }
}

/** The processes of a log that is not there any more: what its {@link Counts} tell, and nothing else. */
export interface CountedDiscovery {
  format: 'desirepath/counted'
  version: 1
  log: {
    events: number
    cases: number
    sessions: number
    activities: number
    /** ISO 8601 UTC, or the number as text where the log is ordered by numbers. */
    first: string
    last: string
    timeKind: 'timestamp' | 'number'
  }
  /** Sessions that the links rest on, and those of the even sample that shares are told by, of all. */
  sample: { sessions: Share; even: Share }
  method: { chosen: string[]; warnings: string[] }
  quality: {
    /** Activities in no process and not hubs, of all. */
    noise: Share
    hubs: Share
    /** Events of activities that belong to a process, of all events. */
    coverage: Share
  }
  activities: CountedActivity[]
  /** By runs in the sample, largest first. */
  processes: CountedProcess[]
  /** Steps that lead from a process straight into another, most frequent first. */
  handovers: FlowEdge[]
  /** What counts cannot tell, and so is not here. */
  untold: string[]
}

/**
 * Finds the processes of a log by its counts alone: those of many days or machines added up, of a log that was never in
 * memory. Events, sessions, entries, exits and flows are those of all events; links, usual order and completion rest on
 * the sample of sessions that the counts hold, which is all of them in logs of up to a million events.
 *
 * @throws InputError TOO_FEW_SESSIONS with fewer than two sessions, TOO_FEW_ACTIVITIES with fewer than three
 *   activities, UNKNOWN_OPTION, UNKNOWN_ACTIVITY, UNKNOWN_PROCESS, ABORTED
 */
export async function discoverFromCounts(counts: Counts, options: CountedOptions = {}): Promise<CountedDiscovery> {
  checkOptionNames(options, ['names', 'terminal', 'signal', 'onProgress'], 'discoverFromCounts')
  const { sample, activityNames } = counts
  const sampled = sample.times.length
  if (sampled < 2 || counts.timeKind === null) {
    throw new InputError(
      'TOO_FEW_SESSIONS',
      `The counts hold ${sampled} session${sampled === 1 ? '' : 's'}; at least 2 are needed to see what happens together.`,
      'Check which column is the case, or cut cases into sessions before counting.'
    )
  }
  const work = { signal: options.signal, onProgress: options.onProgress }
  const log = sampleLog(counts, sampled)
  const kernel = await newKernel()
  const found = await drive('finding processes', learnedLinks(kernel, log), work)
  const { names, terminal } = options
  const describing = { ...(names && { names }), ...(terminal && { terminal }), mixBy: [] }
  const parts = await partsOfDescription()
  const steps = describeProcesses(kernel, log, found, describing, parts)
  const described = await drive('describing processes', steps, work)
  const even =
    sample.even === sampled
      ? described
      : await drive(
          'describing the even sample',
          describeProcesses(
            kernel,
            sampleLog(counts, sample.even),
            { labels: described.labels, hubs: found.hubs },
            { terminal: terminalNames(described, activityNames), mixBy: [] },
            parts
          ),
          work
        )
  return assemble(counts, found, described, even)
}

function terminalNames({ processes }: Description, names: readonly string[]): string[] {
  return processes.flatMap(({ steps, terminalSteps }) => terminalSteps.map((step) => names[steps[step].activity]))
}

function assemble(counts: Counts, found: LinksResult, described: Description, even: Description): CountedDiscovery {
  const { activityNames, sample, sessions } = counts
  const { labels } = described
  const flows = flowsOf(counts, labels, described.processes.length)
  // The even sample's processes are numbered anew, and a rare one may have no run there.
  const inEven = new Map(even.processes.map((process, p) => [even === described ? p : even.previous[p], process]))
  const activities = activityNames.map(
    (name, id): CountedActivity => ({
      id,
      name,
      process: labels[id],
      hub: found.hubs[id] === 1,
      ...(found.hubs[id] === 1 ? { serves: described.serves.get(id) ?? [] } : {}),
      events: counts.activityEvents[id],
      sessions: counts.activitySessions[id],
      cases: counts.activityCases[id],
      starts: counts.starts[id],
      ends: counts.ends[id]
    })
  )
  const processes = described.processes.map((process, id): CountedProcess => {
    const runs = inEven.get(id)
    return {
      id,
      name: process.name,
      named: process.named,
      subroutine: process.subroutine,
      steps: process.steps.map(({ activity }) => activity),
      terminalSteps: process.terminalSteps,
      events: process.steps.reduce((sum, { activity }) => sum + counts.activityEvents[activity], 0),
      ...flows.of[id],
      sampled: {
        sessions: { count: runs?.sessions ?? 0, of: sample.even },
        completed: runs?.completed ?? { count: 0, of: 0 }
      }
    }
  })
  const of = activities.length
  const covered = activities.reduce((sum, { process, events }) => sum + (process >= 0 ? events : 0), 0)
  return {
    format: 'desirepath/counted',
    version: 1,
    log: extent(counts),
    sample: { sessions: { count: sample.times.length, of: sessions }, even: { count: sample.even, of: sessions } },
    method: {
      chosen: [...found.chosen.map(ofSample), ...sayWhence(counts)],
      warnings: [...found.warnings, ...described.notes]
    },
    quality: {
      noise: { count: activities.filter(({ process, hub }) => process < 0 && !hub).length, of },
      hubs: { count: activities.filter(({ hub }) => hub).length, of },
      coverage: { count: covered, of: counts.events }
    },
    activities,
    processes,
    handovers: flows.handovers,
    untold: [
      'Durations and waits, errors, channels and other columns, variants, days, stability and the map need the events.'
    ]
  }
}

function extent({ events, cases, sessions, activityNames, first, last, timeKind }: Counts): CountedDiscovery['log'] {
  const text = (time: number) => (timeKind === 'timestamp' ? new Date(time).toISOString() : String(time))
  return {
    events,
    cases,
    sessions,
    activities: activityNames.length,
    first: text(first ?? 0),
    last: text(last ?? 0),
    timeKind: timeKind ?? 'timestamp'
  }
}

/** What is true of a log that is thinned for its links is not of one that is known by a sample. */
const ofSample = (sentence: string): string => sentence.replace(' Every figure counts all sessions.', '')

function sayWhence({ sample, sessions, sessionsTooLong }: Counts): string[] {
  const kept = sample.times.length
  const said =
    kept === sessions
      ? 'From counts that hold every session: the links are those of the log itself.'
      : `From counts: links, usual order and completion rest on ${kept} of ${sessions} sessions (${sample.even} drawn evenly, the others for their rare activities); all other figures count every event.`
  const long = `${sessionsTooLong} sessions of more than 10,000 steps are counted, but not looked into.`
  return sessionsTooLong > 0 ? [said, long] : [said]
}

/** Directly-follows counts by process: inside, in, out, and from one to another. */
function flowsOf({ follows, starts, ends }: Counts, labels: Int32Array, processes: number) {
  const into = starts.slice()
  const out = ends.slice()
  const inside: FlowEdge[][] = Array.from({ length: processes }, () => [])
  const between = new Map<number, number>()
  for (let e = 0; e < follows.counts.length; e++) {
    const [from, to, count] = [follows.from[e], follows.to[e], follows.counts[e]]
    const [p, q] = [labels[from], labels[to]]
    if (p === q) {
      if (p >= 0) inside[p].push({ from, to, count })
      continue
    }
    out[from] += count
    into[to] += count
    if (p >= 0 && q >= 0) between.set(p * processes + q, (between.get(p * processes + q) ?? 0) + count)
  }
  const ranked = (counts: Float64Array, p: number) =>
    Array.from(counts, (count, activity) => ({ activity, count }))
      .filter(({ activity, count }) => labels[activity] === p && count > 0)
      .sort((a, b) => b.count - a.count || a.activity - b.activity)
  return {
    of: inside.map((edges, p) => ({ entries: ranked(into, p), exits: ranked(out, p), flow: edges.sort(mostFirst) })),
    handovers: Array.from(
      between,
      ([key, count]): FlowEdge => ({ from: Math.floor(key / processes), to: key % processes, count })
    ).sort(mostFirst)
  }
}

const mostFirst = (a: FlowEdge, b: FlowEdge) => b.count - a.count || a.from - b.from || a.to - b.to
