import type { ActivityResult, Discovery } from '@desirepath/core'
import { addHubsAndNoise, finishActivities, type Making } from './fixture/activities.js'
import { randomStream } from './fixture/figures.js'
import { mixOf } from './fixture/mix.js'
import { catalogue, hubNames } from './fixture/names.js'
import { processesOf } from './fixture/processes.js'
import { simulateProcess } from './fixture/runs.js'

export interface FixtureOptions {
  activities?: number
  channels?: string[]
  families?: boolean
  /** 'number': a log without times. */
  timeKind?: 'timestamp' | 'number'
  /** Without bootstrap, status and duration columns. */
  bare?: boolean
  processes?: number
  seed?: number
  /** Names that attack: markup, formulas, direction marks, very long ones. */
  hostile?: boolean
}

/** A plausible discovery of any size, simulated run by run, so that all of its figures agree with one another. */
export function fixture(options: FixtureOptions = {}): Discovery {
  const {
    activities: wanted = 800,
    channels = ['web', 'app', 'ivr'],
    families: withFamilies = true,
    timeKind = 'timestamp',
    bare = false,
    seed = 7,
    hostile = false
  } = options
  const random = randomStream(seed)
  const days = 90
  const timed = timeKind === 'timestamp'
  const hubCount = wanted >= 12 ? Math.max(1, Math.min(hubNames.length * 2, Math.round(wanted * 0.035))) : 0
  const noiseCount = wanted >= 12 ? Math.max(1, Math.round(wanted * 0.015)) : 0
  const inProcesses = options.processes === 0 ? 0 : wanted - hubCount - noiseCount

  // How many steps each process has, until the activities are used up.
  const sizes: number[] = []
  for (let left = inProcesses; left > 0; ) {
    const drawn = options.processes === 1 ? left : Math.min(left, wanted < 40 ? 4 : 4 + Math.floor(random() ** 3 * 30))
    const size = left - drawn === 1 ? left : drawn
    sizes.push(size)
    left -= size
  }
  const kinds = catalogue.flatMap(([family, names], familyIndex) =>
    names.map((name) => ({ family, familyIndex, name }))
  )
  const drafts = sizes.map((size, index) => {
    const kind = kinds[(Math.floor(index / channels.length) * 5) % kinds.length]
    return {
      size,
      kind,
      channel: channels[index % channels.length],
      round: Math.floor(index / (channels.length * kinds.length)),
      runs: Math.max(6, Math.round(900 / (index + 1) ** 0.62))
    }
  })

  const activities: ActivityResult[] = []
  const making: Making = { random, channels, timed, days, bare, hostile, activities }
  const placed = new Map<string, number>()
  const simulated = drafts.map((draft, process) => {
    const order = (placed.get(draft.channel) ?? 0) + 1
    placed.set(draft.channel, order)
    return simulateProcess(making, draft, process, order)
  })
  addHubsAndNoise(making, hubCount, noiseCount, simulated)
  finishActivities(activities)
  const { processes, handovers, familyNames, totalRuns } = processesOf(making, simulated, withFamilies)

  const start = Date.UTC(2024, 0, 1)
  const events = activities.reduce((sum, a) => sum + a.events, 0)
  const sessions = Math.round(totalRuns * 0.65) + 40
  const hubs = activities.filter((a) => a.hub).length
  const noise = activities.filter((a) => !a.hub && a.process < 0).length
  const covered = activities.filter((a) => a.process >= 0).reduce((sum, a) => sum + a.events, 0)
  const runsPerDay = Array.from({ length: days }, (_, day) =>
    processes.reduce((sum, p) => sum + (p.runsOverTime[day] ?? 0), 0)
  )
  const flowEdges = processes
    .flatMap((p) => p.flow.map((e) => ({ from: p.steps[e.from].activity, to: p.steps[e.to].activity, count: e.count })))
    .sort((a, b) => b.count - a.count)
  return {
    format: 'desirepath/discovery',
    version: 1,
    fingerprint: '3f8a1c0de5b94f7e',
    source: {
      name: hostile ? '<script>window.pwned=1</script>.csv' : 'bank_100k.csv',
      read: {
        format: 'csv',
        gzip: false,
        encoding: 'utf-8',
        delimiter: ',',
        columns: ['customer_id', 'activity', 'timestamp', 'channel', 'duration_ms', 'status'],
        schema: {
          case: 'customer_id',
          activity: 'activity',
          timestamp: 'timestamp',
          channel: 'channel',
          duration: 'duration_ms',
          status: 'status'
        },
        guessed: ['case', 'activity', 'timestamp'],
        timestampFormat: timed ? 'ISO 8601' : 'number',
        timeZone: 'UTC',
        rows: events + 23,
        badRows: 23,
        bad: [
          {
            reason: 'missing activity',
            count: 14,
            lines: [102, 4817, 5003, 7120, 9001],
            sample: 'C100411,,2024-02-28 14:04'
          },
          {
            reason: 'unreadable timestamp',
            count: 9,
            lines: [77, 4818],
            sample: hostile ? '<img src=x onerror=window.pwned=1>' : '31/02/2024 14:05'
          }
        ],
        bytes: events * 62,
        notes: ['Two columns look alike: activity and activity_name. The first was used.']
      }
    },
    log: {
      events,
      cases: Math.round(sessions * 0.17) + 10,
      sessions,
      activities: activities.length,
      first: timed ? new Date(start + 3.7e6).toISOString() : '1',
      last: timed ? new Date(start + days * 864e5 - 5e6).toISOString() : String(events),
      timeKind,
      timeZone: 'UTC'
    },
    dropped: [
      { what: 'sessions shorter than 2 steps', events: 812, sessions: 812 },
      { what: 'dropped by --drop "heartbeat"', events: 3120, sessions: 0 }
    ],
    options: { seed: 1, method: 'auto', sessionTimeout: '30m', drop: ['heartbeat'], minSteps: 2, window: 4 },
    method: {
      name: 'auto',
      chosen: [
        `Learned links over ${activities.length} activities: ${hubs} hubs set aside, ${channels.length} separate parts, cut at probability 0.62.`,
        'Vectors from counts (estimated 0.1 s against 2.3 s stochastic).'
      ],
      warnings: bare
        ? []
        : ['C900000 looks like a bot: 500 events in one session. Its weight was capped when the processes were learnt.']
    },
    quality: {
      silhouette: processes.length > 1 ? 0.61 : null,
      stability: bare || processes.length === 0 ? null : 0.94,
      noise: { count: noise, of: activities.length },
      hubs: { count: hubs, of: activities.length },
      coverage: { count: covered, of: events }
    },
    activities,
    processes,
    families:
      processes.length === 0
        ? []
        : familyNames.map((name, id) => ({
            id,
            name,
            processes: processes.filter((p) => p.family === id).map((p) => p.id)
          })),
    flow: {
      edges: flowEdges.slice(0, 1000),
      otherEdges: {
        edges: Math.max(0, flowEdges.length - 1000),
        count: flowEdges.slice(1000).reduce((sum, e) => sum + e.count, 0)
      },
      start: [],
      end: []
    },
    handovers,
    sessionsByProcesses: [
      40,
      Math.round(sessions * 0.6),
      Math.round(sessions * 0.25),
      sessions - 40 - Math.round(sessions * 0.6) - Math.round(sessions * 0.25)
    ],
    mixes:
      bare || processes.length === 0 ? [] : [mixOf('platform', processes, hostile), mixOf('plan', processes, false)],
    timeline: timed
      ? {
          unit: 'day',
          starts: Array.from({ length: days }, (_, day) => new Date(start + day * 864e5).toISOString()),
          events: runsPerDay.map((n) => n * 9),
          sessions: runsPerDay.map((n) => Math.round(n * 0.7))
        }
      : null
  }
}
