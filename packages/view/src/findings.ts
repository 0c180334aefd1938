import { countOf, formatBucket, formatDuration, formatNumber, formatShare, formatShareFine } from './format.js'
import type { Model } from './model.js'
import type { IconName } from './parts/icon.js'

/** A sentence about the log, with the figures it rests on and the process that shows them. */
export interface Finding {
  icon: IconName
  tone?: 'bad' | 'warn'
  /** What it is about, set bold. */
  lead: string
  rest: string
  body: string
  processes: number[]
  /** The bucket of the timeline that it speaks of. */
  at?: number
}

/** How many standard errors a share lies from an expected one. */
function deviation(count: number, of: number, expected: number): number {
  const error = Math.sqrt((expected * (1 - expected)) / of)
  return of > 0 && error > 0 ? (count / of - expected) / error : 0
}

const fewRuns = 30

function leastCompleted(model: Model): Finding | null {
  const { runs, completed } = model.totals
  const groups = model.grouped
    ? model.families.map((family) => ({
        name: family.name,
        runs: family.runs,
        completed: family.completed,
        processes: family.processes,
        many: true
      }))
    : model.processes.map((p) => ({
        name: model.processLabels[p.id],
        runs: p.runs,
        completed: p.completed.count,
        processes: [p.id],
        many: false
      }))
  if (groups.length < 3 || runs === 0) return null
  const overall = completed / runs
  const worst = groups
    .filter(
      (group) =>
        group.runs >= Math.max(fewRuns, 0.01 * runs) &&
        group.completed / group.runs < overall - 0.1 &&
        deviation(group.completed, group.runs, overall) < -3
    )
    .sort((a, b) => a.completed / a.runs - b.completed / b.runs)[0]
  if (!worst) return null
  const below = worst.processes.filter(
    (id) => model.processes[id].completed.count < overall * model.processes[id].runs
  ).length
  return {
    icon: 'down',
    lead: worst.name,
    rest: ` ${worst.many ? 'are' : 'is'} completed least: ${formatShare(worst.completed, worst.runs)} of ${countOf(worst.runs, 'run')}`,
    body: `All runs together: ${formatShare(completed, runs)}, ${formatNumber(completed)} of ${formatNumber(runs)}.${worst.many && worst.processes.length > 1 ? ` ${formatNumber(below)} of its ${worst.processes.length} processes lie below that.` : ''}`,
    processes: worst.processes
  }
}

function steepestLoss(model: Model): Finding | null {
  let best: { process: number; step: number; left: number; reached: number; score: number } | null = null
  for (const process of model.processes) {
    if (process.runs < fewRuns) continue
    process.steps.forEach((step, index) => {
      if (process.terminalSteps.includes(index) || step.reached < fewRuns) return
      const score = (step.leaveAfter / step.reached) * Math.sqrt(step.leaveAfter)
      if (step.leaveAfter >= 10 && step.leaveAfter >= 0.05 * step.reached && (!best || score > best.score))
        best = { process: process.id, step: index, left: step.leaveAfter, reached: step.reached, score }
    })
  }
  const found = best as { process: number; step: number; left: number; reached: number } | null
  if (!found) return null
  const process = model.processes[found.process]
  const stopped = process.completed.of - process.completed.count
  return {
    icon: 'leave',
    lead: model.processLabels[found.process],
    rest: ` loses ${formatShare(found.left, found.reached)} of its runs after step ${found.step + 1}`,
    body: `${formatNumber(found.left)} of the ${countOf(found.reached, 'run')} that reach it end there, of ${formatNumber(stopped)} that end early.`,
    processes: [found.process]
  }
}

function mostErrors(model: Model): Finding | null {
  const { errors } = model.totals
  const events = model.processes.reduce((sum, process) => sum + process.events, 0)
  if (!errors || events === 0) return null
  const overall = errors / events
  const worst = model.processes
    .filter(
      (process) =>
        process.errors !== null && process.errors >= 5 && deviation(process.errors, process.events, overall) > 3
    )
    .sort((a, b) => b.errors! / b.events - a.errors! / a.events)[0]
  if (!worst) return null
  return {
    icon: 'bad',
    tone: 'bad',
    lead: model.processLabels[worst.id],
    rest: ` fails most: ${formatShareFine(worst.errors!, worst.events)} of its events`,
    body: `${formatNumber(worst.errors!)} of ${countOf(worst.events, 'event')} are errors; ${formatShareFine(errors, events)} in all processes.`,
    processes: [worst.id]
  }
}

/** How far, in standard errors, a share must move to be told: 100 processes at 100 days are looked at, two in a million each. */
const FAR = 5

/** The process and the day that part the share of all runs most clearly into a before and an after. */
function strongestChange(model: Model): Finding | null {
  const { timeline, log } = model.discovery
  const end = timeline?.starts.length ?? 0
  if (!timeline || end < 6) return null
  const margin = Math.ceil(end / 20)
  const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0)
  const all = timeline.starts.map((_, at) => sum(model.processes.map(({ runsOverTime }) => runsOverTime[at] ?? 0)))
  const allRuns = sum(all)
  let best = { process: -1, at: 0, z: FAR, runs: 0, before: 0, allBefore: 0 }
  for (const { id, runsOverTime } of model.processes) {
    const runs = sum(runsOverTime)
    const expected = runs / allRuns
    if (runs < fewRuns || expected === 1) continue
    let before = 0
    let allBefore = 0
    for (let at = 0; at <= end - margin; at++) {
      const allAfter = allRuns - allBefore
      if (at >= margin && allBefore > 0 && allAfter > 0) {
        const error = Math.sqrt(expected * (1 - expected) * (1 / allBefore + 1 / allAfter))
        const z = Math.abs(before / allBefore - (runs - before) / allAfter) / error
        if (z > best.z) best = { process: id, at, z, runs, before, allBefore }
      }
      before += runsOverTime[at] ?? 0
      allBefore += all[at]
    }
  }
  const { process, at, runs, before, allBefore } = best
  if (process < 0) return null
  const [after, allAfter] = [runs - before, allRuns - allBefore]
  return {
    icon: 'change',
    lead: model.processLabels[process],
    rest: `${after / allAfter > before / allBefore ? ' grew' : ' shrank'} on ${formatBucket(timeline.starts[at], timeline.unit, log.timeZone, model.manyYears)}`,
    body: `${formatShareFine(before, allBefore)} of all runs before (${formatNumber(before)}), ${formatShareFine(after, allAfter)} from then on (${formatNumber(after)}).`,
    processes: [process],
    at
  }
}

function longestWait(model: Model): Finding | null {
  let best: { process: number; step: number; ratio: number; median: number; p95: number } | null = null
  for (const process of model.processes) {
    if (process.runs < 2 * fewRuns) continue
    process.steps.forEach((step, index) => {
      if (
        step.nextMedianMs === null ||
        step.nextP95Ms === null ||
        step.nextMedianMs < 1000 ||
        step.nextP95Ms < 60_000 ||
        step.reached < 2 * fewRuns
      )
        return
      const ratio = step.nextP95Ms / step.nextMedianMs
      if (ratio >= 8 && (!best || ratio > best.ratio))
        best = { process: process.id, step: index, ratio, median: step.nextMedianMs, p95: step.nextP95Ms }
    })
  }
  const found = best as { process: number; step: number; median: number; p95: number } | null
  if (!found) return null
  return {
    icon: 'wait',
    tone: 'warn',
    lead: model.processLabels[found.process],
    rest: ` waits long after step ${found.step + 1}`,
    body: `One run in twenty takes ${formatDuration(found.p95)} or more to the next step; the median is ${formatDuration(found.median)}.`,
    processes: [found.process]
  }
}

function tentativeOnes(model: Model): Finding | null {
  const tentative = model.processes.filter((process) => process.tentative)
  if (tentative.length === 0) return null
  const runs = tentative.reduce((sum, process) => sum + process.runs, 0)
  return {
    icon: 'dashed',
    lead: countOf(tentative.length, 'process is', 'processes are'),
    rest: ' tentative',
    body: `When cases are resampled, fewer than 60% of their activities stay together. They hold ${formatNumber(runs)} of ${countOf(model.totals.runs, 'run')} and have a dashed edge.`,
    processes: tentative.map((process) => process.id)
  }
}

function thinCoverage(model: Model): Finding | null {
  const { coverage, noise } = model.discovery.quality
  if (coverage.of === 0 || coverage.count >= 0.5 * coverage.of) return null
  return {
    icon: 'info',
    lead: `${formatShare(coverage.count, coverage.of)} of events`,
    rest: ' belong to a process',
    body: `${formatNumber(coverage.count)} of ${formatNumber(coverage.of)}. The rest are hubs and ${countOf(noise.count, 'activity', 'activities')} of no process.`,
    processes: []
  }
}

/** At most five sentences, the most telling kinds first; empty for a log that shows nothing unusual. */
export function findings(model: Model): Finding[] {
  const warnings = model.discovery.method.warnings
    .slice(0, 1)
    .map((warning): Finding => ({ icon: 'info', lead: '', rest: warning, body: '', processes: [] }))
  const found = [strongestChange, mostErrors, steepestLoss, leastCompleted, longestWait, thinCoverage, tentativeOnes]
    .map((rule) => rule(model))
    .filter((finding) => finding !== null)
  return [...found.slice(0, 5 - warnings.length), ...warnings]
}
