import type {
  ActivityResult,
  Discovery,
  FlowEdge,
  Histogram,
  ProcessResult,
  Step,
  StoredMix,
  Variant
} from '@desirepath/core'

/** A small seeded generator (mulberry32), so that every test sees the same log. */
function randomStream(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const catalogue: [family: string, names: string[]][] = [
  ['Bills & payees', ['Pay bill', 'Add payee', 'Setup autopay', 'Stop payment']],
  ['Transfers', ['Transfer funds', 'External transfer', 'Wire transfer', 'Link external account']],
  [
    'Cards',
    ['Card activation', 'Apply credit card', 'Rewards redeem', 'Travel notice', 'Balance transfer', 'Report lost card']
  ],
  ['Profile & security', ['Reset password', 'Manage alerts', 'Update contact', 'Update address', 'Biometrics enroll']],
  ['Deposits', ['Check deposit', 'Order checks']],
  ['Accounts', ['Open savings', 'Open checking', 'Open IRA', 'Close account', 'Add authorized user']],
  ['Person to person', ['P2P send', 'P2P request']],
  ['Documents', ['Statements download', 'Tax documents']],
  ['Fraud & disputes', ['Dispute charge', 'Fraud alert response']],
  ['Loans', ['Mortgage application', 'Auto loan', 'Personal loan', 'Refinance mortgage']]
]
const words = [
  'start',
  'select-account',
  'personal-info',
  'income',
  'employment',
  'preferences',
  'review',
  'consent',
  'documents',
  'amount',
  'schedule',
  'verify',
  'confirm',
  'receipt'
]
const hubNames = [
  '/login',
  '/home',
  '/accounts',
  '/search',
  '/help',
  '/logout',
  'Home',
  'Login',
  'MoreMenu',
  'ErrorDialog',
  'IVR_MainMenu',
  'IVR_Identify'
]

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

const hostileNames = [
  '<script>window.pwned=1</script>',
  '</script><img src=x onerror="window.pwned=1">',
  "=cmd()|' /C calc'!A0",
  '\u202Egnirts desrever\u202C',
  '\u05E9\u05DC\u05D5\u05DD / \u0645\u0631\u062D\u0628\u0627',
  '👩‍👩‍👧‍👦 family 🏦',
  'long '.repeat(2000),
  '@SUM(1+1)',
  '-2+3',
  '+1',
  '\ttabbed',
  '"quoted", with comma\nand newline',
  '&amp; &lt;b&gt;',
  '\u0000\u0007control',
  '$' + '{window.pwned=1}',
  'javascript:window.pwned=1',
  '<!-- comment',
  '\u2028line separator'
]

/** Steps of one simulated run: mostly in order, with skips, steps back, early ends. */
function simulateRun(
  random: () => number,
  skip: number[],
  leave: number[],
  back: number
): { path: number[]; completed: boolean } {
  const steps = skip.length
  const path: number[] = []
  let at = random() < 0.85 ? 0 : Math.floor(random() * Math.min(4, steps))
  for (;;) {
    path.push(at)
    if (path.length > 60) return { path, completed: false }
    if (at === steps - 1) return { path, completed: true }
    if (path.length > 1 && random() < leave[at]) return { path, completed: false }
    if (at > 0 && random() < back) {
      at--
      continue
    }
    do at++
    while (at < steps - 1 && random() < skip[at])
  }
}

function increment(map: Map<string, number>, key: string): void {
  map.set(key, (map.get(key) ?? 0) + 1)
}

function edges(map: Map<string, number>): FlowEdge[] {
  return [...map]
    .map(([key, count]) => {
      const [from, to] = key.split(',').map(Number)
      return { from, to, count }
    })
    .sort((a, b) => b.count - a.count || a.from - b.from || a.to - b.to)
}

function quantile(sorted: number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]
}

function histogram(completed: number[], abandoned: number[]): Histogram {
  const all = [...completed, ...abandoned]
  const low = Math.log(Math.max(1000, Math.min(...all)))
  const high = Math.log(Math.max(...all) * 1.001)
  const bins = 22
  const edgesMs = Array.from({ length: bins + 1 }, (_, i) => Math.round(Math.exp(low + ((high - low) * i) / bins)))
  const count = (values: number[]) => {
    const out = new Array<number>(bins).fill(0)
    for (const value of values)
      out[Math.max(0, Math.min(bins - 1, Math.floor(((Math.log(value) - low) / (high - low)) * bins)))]++
    return out
  }
  return { edgesMs, completed: count(completed), abandoned: count(abandoned) }
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

  // Each process is a disc of points in a spiral; discs of one channel are packed around its own centre.
  const centres = channels.map((_, i) => ({ x: (i - (channels.length - 1) / 2) * 0.95, y: (i % 2) * 0.55 }))
  const placed = channels.map(() => 0)
  const activities: ActivityResult[] = []
  const addActivity = (name: string, process: number, hub: boolean, channel: string, x: number, y: number) => {
    const id = activities.length
    activities.push({
      id,
      name: hostile ? hostileNames[id % hostileNames.length] + (id >= hostileNames.length ? ` ${id}` : '') : name,
      process,
      hub,
      events: 0,
      sessions: 0,
      cases: 0,
      volumePercentile: 0,
      x,
      y,
      channel: channels.length > 1 || !bare ? channel : null,
      certainty: bare ? null : process < 0 ? null : Math.round((0.7 + 0.3 * random()) * 1000) / 1000,
      errors: bare ? null : 0,
      waitMedianMs: bare ? null : Math.round(120 + random() * 600),
      waitP95Ms: bare ? null : Math.round(900 + random() * 4000)
    })
    return id
  }

  const simulated = drafts.map((draft, process) => {
    const channelIndex = channels.indexOf(draft.channel)
    const order = ++placed[channelIndex]
    const radius = 0.055 * Math.sqrt(order * 1.35)
    const angle = order * 2.39996
    const cx = centres[channelIndex].x + radius * Math.cos(angle) * 1.55
    const cy = centres[channelIndex].y + radius * Math.sin(angle) * 1.55
    const slug = draft.kind.name.toLowerCase().replace(/[^a-z0-9]+/g, '-') + (draft.round ? `-${draft.round + 1}` : '')
    const ids = Array.from({ length: draft.size }, (_, step) => {
      const spread = 0.0125 * Math.sqrt(step + 0.6) * (1 + 0.15 * random())
      const word =
        step === draft.size - 1
          ? 'receipt'
          : `${words[step % words.length]}${step >= words.length ? `-${Math.floor(step / words.length) + 1}` : ''}`
      const roll = random()
      const name =
        draft.channel === 'app'
          ? `${slug
              .split('-')
              .map((w) => w[0].toUpperCase() + w.slice(1))
              .join('')}_${word}`
          : draft.channel === 'ivr'
            ? `IVR_${String(Math.floor(random() * 9000) + 1000)}_${word}`
            : roll < 0.3
              ? `/svc/p${1 + Math.floor(random() * 5)}/${1000 + Math.floor(random() * 9000)}-${activities.length}`
              : roll < 0.5
                ? `/service/legacy/${slug.slice(0, 6).toUpperCase()}${1000 + activities.length}.jsp`
                : `/service/${slug}/${word}`
      return addActivity(
        name,
        process,
        false,
        draft.channel,
        cx + spread * Math.cos(step * 2.39996),
        cy + spread * Math.sin(step * 2.39996)
      )
    })
    const skip = ids.map((_, i) => (i === 0 ? 0 : random() < 0.3 ? 0.25 + 0.4 * random() : 0.06 * random()))
    const leave = ids.map(() => 0.02 + 0.09 * random() ** 3)
    const back = 0.02 + 0.05 * random()
    const pace = ids.map(() => 4000 + random() ** 2 * 40000)
    const reached = ids.map(() => 0)
    const startHere = ids.map(() => 0)
    const leaveAfter = ids.map(() => 0)
    const flow = new Map<string, number>()
    const variants = new Map<string, number>()
    const gaps: number[][] = ids.map(() => [])
    const durations: { completed: number[]; abandoned: number[] } = { completed: [], abandoned: [] }
    const runsOverTime = new Array<number>(timed ? days : 0).fill(0)
    const completedOverTime = new Array<number>(timed ? days : 0).fill(0)
    let completed = 0
    let events = 0
    const errors = ids.map(() => 0)
    const drift = process % 9 === 4 ? 1.6 : 0
    for (let run = 0; run < draft.runs; run++) {
      const { path, completed: done } = simulateRun(random, skip, leave, back)
      let total = 0
      const seen = new Set(path)
      for (const step of seen) reached[step]++
      startHere[path[0]]++
      path.forEach((step, i) => {
        events++
        activities[ids[step]].events++
        if (random() < 0.01) errors[step]++
        if (i + 1 === path.length) return
        increment(flow, `${step},${path[i + 1]}`)
        const gap = pace[step] * (0.3 + -Math.log(1 - random() * 0.999))
        gaps[step].push(gap)
        total += gap
      })
      for (const step of seen) activities[ids[step]].sessions++
      if (done) completed++
      else leaveAfter[path[path.length - 1]]++
      durations[done ? 'completed' : 'abandoned'].push(Math.max(1000, total))
      increment(variants, `${path.join(' ')}${done ? '!' : ''}`)
      if (timed) {
        const share = drift ? random() ** (1 / (1 + drift)) : random()
        let day = Math.floor(share * days)
        if (day % 7 > 4 && random() < 0.6) day = Math.max(0, day - 2)
        runsOverTime[day]++
        if (done) completedOverTime[day]++
      }
    }
    ids.forEach((id, step) => {
      const activity = activities[id]
      activity.sessions = Math.max(activity.sessions, reached[step])
      activity.cases = Math.max(1, Math.round(activity.sessions * 0.62))
      if (!bare) activity.errors = errors[step]
    })
    const sorted = [...durations.completed, ...durations.abandoned].sort((a, b) => a - b)
    const sortedDone = [...durations.completed].sort((a, b) => a - b)
    const allVariants = [...variants].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    const listed: Variant[] = allVariants
      .slice(0, 8)
      .map(([key, runs]) => ({ path: key.replace('!', '').split(' ').map(Number), runs, completed: key.endsWith('!') }))
    const steps: Step[] = ids.map((activity, step) => {
      const gap = gaps[step].sort((a, b) => a - b)
      return {
        activity,
        reached: reached[step],
        startHere: startHere[step],
        leaveAfter: leaveAfter[step],
        optional: reached[step] < 0.4 * draft.runs,
        nextMedianMs: timed && gap.length > 0 && step < ids.length - 1 ? Math.round(quantile(gap, 0.5)) : null,
        nextP95Ms: timed && gap.length > 0 && step < ids.length - 1 ? Math.round(quantile(gap, 0.95)) : null,
        errors: bare ? null : errors[step]
      }
    })
    return {
      draft,
      process,
      events,
      completed,
      steps,
      flow: edges(flow),
      listed,
      otherVariants: {
        variants: allVariants.length - listed.length,
        runs: allVariants.slice(8).reduce((sum, [, runs]) => sum + runs, 0)
      },
      runsOverTime,
      completedOverTime,
      sorted,
      sortedDone,
      durations,
      errors: errors.reduce((a, b) => a + b, 0)
    }
  })

  // Hubs in the middle of each channel, noise at its rim.
  for (let i = 0; i < hubCount; i++) {
    const channel = i % channels.length
    const centre = centres[channel]
    const id = addActivity(
      hubNames[i % hubNames.length] + (i >= hubNames.length ? `/${i}` : ''),
      -1,
      true,
      channels[channel],
      centre.x + 0.03 * Math.sqrt(i) * Math.cos(i * 2.4),
      centre.y + 0.03 * Math.sqrt(i) * Math.sin(i * 2.4)
    )
    const hub = activities[id]
    hub.events = Math.round(4000 / (i + 1))
    hub.sessions = Math.round(hub.events * 0.7)
    hub.cases = Math.round(hub.events * 0.2)
    const served = simulated.filter((process) => process.draft.channel === channels[channel]).slice(0, 3)
    hub.serves = served.map((process, rank) => ({ process: process.process, share: 0.3 / (rank + 1) }))
  }
  for (let i = 0; i < noiseCount; i++) {
    const centre = centres[i % channels.length]
    const id = addActivity(
      `/misc/page-${i + 1}`,
      -1,
      false,
      channels[i % channels.length],
      centre.x + 0.5 * Math.cos(i * 1.7),
      centre.y + 0.5 * Math.sin(i * 1.7)
    )
    Object.assign(activities[id], { events: 3 + (i % 5), sessions: 3, cases: 2 })
  }

  // Positions as the map wants them: [0, 1] of the longer side.
  const minX = Math.min(...activities.map((a) => a.x))
  const minY = Math.min(...activities.map((a) => a.y))
  const side =
    Math.max(Math.max(...activities.map((a) => a.x)) - minX, Math.max(...activities.map((a) => a.y)) - minY) || 1
  const byCases = activities.map((a) => a.cases).sort((a, b) => a - b)
  for (const activity of activities) {
    activity.x = Math.round(((activity.x - minX) / side) * 1e5) / 1e5
    activity.y = Math.round(((activity.y - minY) / side) * 1e5) / 1e5
    activity.volumePercentile = Math.round((byCases.indexOf(activity.cases) / activities.length) * 1000) / 10
  }

  const order = simulated.map((_, i) => i).sort((a, b) => simulated[b].draft.runs - simulated[a].draft.runs || a - b)
  const rank = new Map(order.map((old, id) => [old, id]))
  const handoverMap = new Map<string, number>()
  const totalRuns = simulated.reduce((sum, p) => sum + p.draft.runs, 0)
  for (let i = 0; i < totalRuns * 0.4 && order.length > 1; i++) {
    const from = Math.floor(random() ** 2.5 * order.length)
    const to = Math.floor(random() ** 2.5 * order.length)
    if (simulated[order[from]].draft.channel === simulated[order[to]].draft.channel && from !== to)
      increment(handoverMap, `${from},${to}`)
  }
  const handovers = edges(handoverMap)
  const familyNames = withFamilies
    ? [...new Set(order.map((old) => simulated[old].draft.kind.family))]
    : ['All processes']
  const start = Date.UTC(2024, 0, 1)
  const processes: ProcessResult[] = order.map((old, id) => {
    const p = simulated[old]
    const partners = (list: { process: number; count: number }[], runs: number) => {
      const top = list.slice(0, 6)
      const none = runs - list.reduce((sum, item) => sum + item.count, 0)
      return [...top, { process: -1, count: Math.max(0, none) }]
    }
    return {
      id,
      name: hostile
        ? hostileNames[id % hostileNames.length]
        : p.draft.kind.name + (p.draft.round ? ` ${p.draft.round + 1}` : ''),
      named: 'words',
      family: withFamilies ? familyNames.indexOf(p.draft.kind.family) : 0,
      channel: channels.length > 1 || !bare ? p.draft.channel : null,
      subroutine: id % 31 === 17,
      events: p.events,
      sessions: Math.round(p.draft.runs * 0.88),
      cases: Math.round(p.draft.runs * 0.6),
      runs: p.draft.runs,
      completed: { count: p.completed, of: p.draft.runs },
      terminalSteps: [p.steps.length - 1],
      stability: bare ? null : id % 23 === 19 ? 0.52 : Math.round((0.9 + 0.09 * random()) * 100) / 100,
      tentative: !bare && id % 23 === 19,
      silhouette: bare ? null : 0.4,
      errors: bare ? null : p.errors,
      medianMs: timed ? Math.round(quantile(p.sorted, 0.5)) : null,
      p95Ms: timed ? Math.round(quantile(p.sorted, 0.95)) : null,
      completedMedianMs: timed && p.sortedDone.length > 0 ? Math.round(quantile(p.sortedDone, 0.5)) : null,
      steps: p.steps,
      flow: p.flow,
      variants: p.listed,
      otherVariants: p.otherVariants,
      runsOverTime: p.runsOverTime,
      completedOverTime: p.completedOverTime,
      duration: timed ? histogram(p.durations.completed, p.durations.abandoned) : null,
      before: partners(
        handovers.filter((h) => h.to === id).map((h) => ({ process: h.from, count: h.count })),
        p.draft.runs
      ),
      after: partners(
        handovers.filter((h) => h.from === id).map((h) => ({ process: h.to, count: h.count })),
        p.draft.runs
      )
    }
  })
  for (const activity of activities) {
    if (activity.process >= 0) activity.process = rank.get(activity.process)!
    activity.serves = activity.serves?.map((s) => ({ ...s, process: rank.get(s.process)! }))
  }
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

/** A mix by three groups, of which the first has more of every third process. */
function mixOf(by: string, processes: readonly ProcessResult[], hostile: boolean): StoredMix {
  const names = hostile
    ? hostileNames.slice(0, 3)
    : by === 'plan'
      ? ['basic', 'plus', 'other']
      : ['desktop', 'mobile', 'tablet']
  const first = processes.map(({ id, runs }) => Math.round(runs * (id % 3 === 0 ? 0.6 : 0.4)))
  const third = processes.map(({ runs }) => Math.round(runs * 0.1))
  const counts = [first, processes.map(({ runs }, p) => runs - first[p] - third[p]), third]
  return {
    by,
    groups: counts.map((ofProcess, group) => {
      const runs = ofProcess.reduce((sum, n) => sum + n, 0)
      const several = Math.floor(runs * 0.2)
      return {
        name: names[group],
        runs,
        sessions: runs - several,
        sessionsByProcesses: [runs - 2 * several, several, 0],
        ofProcess
      }
    }),
    otherValues: by === 'plan' ? 4 : 0,
    without: { runs: by === 'plan' ? 7 : 0 }
  }
}
