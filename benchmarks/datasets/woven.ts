import { HUB_WORDS } from './naming.js'
import { Random } from './random.js'
import { realLogs } from './real-logs.js'
import { LogBuilder, type TruthLog } from './types.js'

/**
 * Real logs woven into sessions: each session runs one case of one or of several of them, one after the other or in
 * turns, with hub pages and noise in between. The truth of an activity is the log it comes from; one that no case took,
 * but only noise, has none. Names carry no hint of the log. Null where fewer than four of the logs stand beside the checkout.
 */
export function wovenLog(family: string, seed: number): TruthLog | null {
  const { logs } = realLogs()
  if (logs.length < 4) return null
  const random = new Random(seed, 41)
  const build = new LogBuilder()
  const chosen = random.shuffle([...logs]).slice(0, random.between(Math.max(4, logs.length - 3), logs.length))
  const ids = chosen.map((log, l) => {
    const map = new Map<string, number>()
    for (const steps of log.cases) for (const step of steps) if (!map.has(step)) map.set(step, build.activity(step, l))
    return map
  })
  const hubs = HUB_WORDS.slice(0, random.between(2, 6)).map((name) => build.activity(name, -1))
  const everything = build.names.length
  const sessions = random.between(2500, 6000)
  const meanCases = random.uniform(1.4, 2.5)
  const weave = random.uniform(0.2, 0.9)
  const noise = random.uniform(0, 0.001)
  const popularity = chosen.map(() => random.uniform(0.3, 1.5))
  for (let s = 0; s < sessions; s++) {
    const runs: number[][] = []
    do {
      const l = random.weighted(popularity)
      runs.push(
        random
          .pick(chosen[l]!.cases)
          .slice(0, 60)
          .map((step) => ids[l]!.get(step)!)
      )
    } while (runs.length < 6 && random.chance(1 - 1 / meanCases))
    build.runs(runs)
    const steps = [hubs[0]!]
    const done = runs.map(() => 0)
    const woven = runs.length > 1 && random.chance(weave)
    let current = 0
    for (;;) {
      const live = runs.flatMap((run, i) => (done[i]! < run.length ? [i] : []))
      if (live.length === 0) break
      if (done[current]! >= runs[current]!.length || (woven && random.chance(0.25))) current = random.pick(live)
      if (random.chance(0.08)) steps.push(random.pick(hubs))
      if (random.chance(noise)) steps.push(random.below(everything))
      steps.push(runs[current]![done[current]!]!)
      done[current]!++
    }
    build.session(steps, 1_704_067_200_000 + s * 600_000, s)
  }
  return build.finish(family, seed)
}
