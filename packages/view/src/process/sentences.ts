import type { ProcessResult } from '@desirepath/core'
import { countOf, formatNumber, listOf } from '../format.js'

/** The step after which most runs end without completing, or -1 where none does. */
export function worstStep(process: ProcessResult): number {
  let worst = -1
  process.steps.forEach((step, index) => {
    if (process.terminalSteps.includes(index) || step.leaveAfter === 0) return
    if (worst < 0 || step.leaveAfter > process.steps[worst].leaveAfter) worst = index
  })
  return worst
}

/** `3 to 5`, `3, 7 and 9`: step numbers as people say them. */
function stepNumbers(indices: readonly number[]): string {
  const parts: string[] = []
  for (let i = 0; i < indices.length; ) {
    let end = i
    while (end + 1 < indices.length && indices[end + 1] === indices[end] + 1) end++
    if (end - i >= 2) parts.push(`${indices[i] + 1} to ${indices[end] + 1}`)
    else for (let k = i; k <= end; k++) parts.push(String(indices[k] + 1))
    i = end + 1
  }
  return listOf(parts)
}

/** "Most leave after step 2: 11 of 89 runs. Steps 3 to 5 are optional: each is reached by fewer than 40% of runs." */
export function stepsSentence(process: ProcessResult): string {
  const sentences: string[] = []
  if (process.runs > 0 && process.runs < 30) sentences.push(`Few runs: ${formatNumber(process.runs)}.`)
  const worst = worstStep(process)
  const stopped = process.completed.of - process.completed.count
  if (worst >= 0 && process.runs >= 30 && stopped <= 0.02 * process.runs) {
    sentences.push(`Hardly any run ends early: ${formatNumber(stopped)} of ${formatNumber(process.runs)}.`)
  } else if (worst >= 0) {
    const { leaveAfter, reached } = process.steps[worst]
    sentences.push(`Most leave after step ${worst + 1}: ${formatNumber(leaveAfter)} of ${countOf(reached, 'run')}.`)
  } else if (process.runs > 0) {
    sentences.push('Every run ends at a step that completes it.')
  }
  const optional = process.steps.flatMap((step, index) => (step.optional ? [index] : []))
  if (optional.length === 1)
    sentences.push(`Step ${stepNumbers(optional)} is optional: it is reached by fewer than 40% of runs.`)
  else if (optional.length > 1 && optional.length <= 12)
    sentences.push(`Steps ${stepNumbers(optional)} are optional: each is reached by fewer than 40% of runs.`)
  else if (optional.length > 12)
    sentences.push(
      `${formatNumber(optional.length)} of ${formatNumber(process.steps.length)} steps are optional: each is reached by fewer than 40% of runs.`
    )
  return sentences.join(' ')
}

/** "12 of 114 runs step back, 5 repeat a step at once, 40 leave a usual step out." Empty where nothing is known. */
export function shapeSentence(process: ProcessResult): string {
  const { shape, runs } = process
  if (!shape || runs === 0) return ''
  const said = (count: number, verb: string, what: string) =>
    count > 0 ? [`${formatNumber(count)} ${verb}${count === 1 ? 's' : ''} ${what}`] : []
  const parts = [
    ...said(shape.skips, 'leave', 'a usual step out'),
    ...said(shape.backSteps, 'step', 'back'),
    ...said(shape.repeats, 'repeat', 'a step at once')
  ]
  return parts.length > 0 ? `Of ${countOf(runs, 'run')}, ${listOf(parts)}.` : ''
}
