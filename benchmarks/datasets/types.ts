/**
 * The truth of an activity that only ever occurred as noise or as a stray, at a random place: nothing in the log says
 * which process it was made for, so it is neither trained on nor judged.
 */
export const ONLY_NOISE = -2

/** A generated log with the truth about it. Sessions stand in chronological order. */
export interface TruthLog {
  /** The shape that it came from, for tables by family. */
  family: string
  seed: number
  /** [sessions + 1] CSR offsets into `tokens`. */
  sessions: Int32Array
  /** [events] activity ids. */
  tokens: Int32Array
  /** [activities], distinct. */
  names: string[]
  /** [activities] process of each activity; -1: a hub or a shared step; {@link ONLY_NOISE}: in no run of its process. */
  truth: Int32Array
  /** [activities] the process that each was made for, {@link ONLY_NOISE} or not; -1: a hub or a shared step. */
  madeFor: Int32Array
  /** [sessions] ascending, ms since 1970 UTC. */
  sessionStartMs: Float64Array
  /** [sessions] index of the customer whose session it is. */
  sessionCustomer: Int32Array
  customers: number
  /** [activities] channel of each activity and their names, where the log has more than one. */
  channel: Uint8Array | null
  channelNames: string[]
}

/** Collects sessions and activities while a log is generated. */
export class LogBuilder {
  readonly names: string[] = []
  readonly truth: number[] = []
  readonly channel: number[] = []
  private readonly taken = new Map<string, number>()
  private readonly tokens: number[] = []
  private readonly offsets: number[] = [0]
  private readonly starts: number[] = []
  private readonly customers: number[] = []
  private readonly ran = new Set<number>()

  get events(): number {
    return this.tokens.length
  }

  get sessions(): number {
    return this.starts.length
  }

  /** A new activity; a name that is taken gets a number. */
  activity(name: string, process: number, channel = 0): number {
    const before = this.taken.get(name)
    this.taken.set(name, (before ?? 0) + 1)
    if (before !== undefined) return this.activity(`${name}-${before + 1}`, process, channel)
    this.names.push(name)
    this.truth.push(process)
    this.channel.push(channel)
    return this.names.length - 1
  }

  /**
   * Tells which steps were taken by runs of processes, before noise came in. A generator that tells none has no noise;
   * otherwise activities of a process that no run took are {@link ONLY_NOISE}.
   */
  runs(runs: readonly (readonly number[])[]): void {
    for (const run of runs) for (const step of run) this.ran.add(step)
  }

  session(steps: readonly number[], startMs: number, customer: number): void {
    if (steps.length === 0) return
    for (const step of steps) this.tokens.push(step)
    this.offsets.push(this.tokens.length)
    this.starts.push(startMs)
    this.customers.push(customer)
  }

  /** Sorts the sessions by time and leaves out activities that never happened. */
  finish(family: string, seed: number, channelNames: readonly string[] = []): TruthLog {
    const order = Array.from(this.starts, (_, session) => session)
    order.sort((a, b) => this.starts[a]! - this.starts[b]! || a - b)
    const compact = new Int32Array(this.names.length).fill(-1)
    for (const token of this.tokens) compact[token] = 0
    const names: string[] = []
    const truth: number[] = []
    const madeFor: number[] = []
    const channel: number[] = []
    for (let old = 0; old < compact.length; old++) {
      if (compact[old] !== 0) continue
      compact[old] = names.length
      names.push(this.names[old]!)
      const process = this.truth[old]!
      madeFor.push(process)
      truth.push(process >= 0 && this.ran.size > 0 && !this.ran.has(old) ? ONLY_NOISE : process)
      channel.push(this.channel[old]!)
    }
    const sessions = new Int32Array(order.length + 1)
    const tokens = new Int32Array(this.tokens.length)
    let at = 0
    order.forEach((session, rank) => {
      for (let i = this.offsets[session]!; i < this.offsets[session + 1]!; i++) tokens[at++] = compact[this.tokens[i]!]!
      sessions[rank + 1] = at
    })
    let customers = 0
    for (const customer of this.customers) customers = Math.max(customers, customer + 1)
    return {
      family,
      seed,
      sessions,
      tokens,
      names,
      truth: Int32Array.from(truth),
      madeFor: Int32Array.from(madeFor),
      sessionStartMs: Float64Array.from(order, (session) => this.starts[session]!),
      sessionCustomer: Int32Array.from(order, (session) => this.customers[session]!),
      customers,
      channel: channelNames.length > 1 ? Uint8Array.from(channel) : null,
      channelNames: [...channelNames]
    }
  }
}
