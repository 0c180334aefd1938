import type { ProcessResult } from '@desirepath/core'
import type { ComponentChildren } from 'preact'
import { useStore } from '../context.js'
import { countOf, formatDuration, formatNumber, formatShare, formatShareFine, listOf } from '../format.js'
import { channelName } from '../names.js'
import { Behind } from '../parts/behind.js'

export function SixFigures({ process }: { process: ProcessResult }) {
  const { model } = useStore()
  const { completed } = process
  const abandoned = completed.of - completed.count
  const label = model.processLabels[process.id]
  const events = model.processes.reduce((sum, other) => sum + other.events, 0)
  const terminal = process.terminalSteps
  const figures: { name: string; value: ComponentChildren; note: ComponentChildren }[] = [
    {
      name: 'Runs',
      value: (
        <Behind figure={{ kind: 'runs', process: process.id }} title={`Runs of ${label}`} count={process.runs}>
          {formatNumber(process.runs)}
        </Behind>
      ),
      note: `by ${countOf(process.cases, model.who.one, model.who.many)} in ${countOf(process.sessions, 'session')}`
    },
    {
      name: 'Completed',
      value: (
        <Behind
          figure={{ kind: 'runs', process: process.id, completed: true }}
          title={`Completed runs of ${label}`}
          count={completed.count}
        >
          {formatShare(completed.count, completed.of) || 'none'}
        </Behind>
      ),
      note: (
        <>
          {formatNumber(completed.count)} of {formatNumber(completed.of)} reach{' '}
          {terminal.length === 1
            ? `step ${terminal[0] + 1}`
            : terminal.length === 0
              ? 'an end: none is known'
              : `one of ${terminal.length} last steps`}
          ;{' '}
          <Behind
            figure={{ kind: 'runs', process: process.id, completed: false }}
            title={`Abandoned runs of ${label}`}
            count={abandoned}
          >
            {formatNumber(abandoned)} abandoned
          </Behind>
        </>
      )
    },
    {
      name: 'Median duration',
      value: process.medianMs === null ? 'unknown' : formatDuration(process.medianMs),
      note:
        process.medianMs === null
          ? 'the log has no times'
          : process.completedMedianMs === null
            ? 'from first to last step'
            : `${formatDuration(process.completedMedianMs)} when completed`
    },
    {
      name: '95th percentile',
      value: process.p95Ms === null ? 'unknown' : formatDuration(process.p95Ms),
      note: process.p95Ms === null ? 'the log has no times' : 'one run in twenty takes longer'
    },
    {
      name: 'Errors',
      value:
        process.errors === null ? (
          'unknown'
        ) : (
          <Behind figure={{ kind: 'errors', process: process.id }} title={`Errors in ${label}`} count={process.errors}>
            {formatNumber(process.errors)}
          </Behind>
        ),
      note:
        process.errors === null
          ? 'the log has no status'
          : `${formatShareFine(process.errors, process.events)} of its ${countOf(process.events, 'event')}${model.totals.errors === null ? '' : `, ${formatShareFine(model.totals.errors, events)} overall`}`
    },
    {
      name: 'Stability',
      value: process.stability === null ? 'not computed' : formatNumber(process.stability, 2),
      note:
        process.stability === null
          ? '0 to 1, over resampled cases'
          : process.tentative
            ? 'tentative: below 0.60 over resamples'
            : process.stability >= 0.85
              ? 'steady over resamples'
              : 'fair over resamples'
    }
  ]
  return (
    <dl class="six">
      {figures.map((figure) => (
        <div key={figure.name}>
          <dt>{figure.name}</dt>
          <dd class="value">{figure.value}</dd>
          <dd class="note">{figure.note}</dd>
        </div>
      ))}
    </dl>
  )
}

/** What the six figures do not say: few runs, a mix of channels, who calls a shared subroutine. */
export function Remarks({ process }: { process: ProcessResult }) {
  const { model } = useStore()
  const sentences: string[] = []
  if (process.runs > 0 && process.runs < 30)
    sentences.push(`${countOf(process.runs, 'run')} only: shares of so few say little.`)
  if (process.channel === null && process.channels && process.channels.length > 1) {
    const parts = process.channels
      .slice(0, 4)
      .map((item) => `${channelName(item.channel)} ${formatShare(item.runs, process.runs)}`)
    sentences.push(`Runs by channel: ${parts.join(', ')}.`)
  }
  const serves = process.serves?.filter((item) => model.processes[item.process]) ?? []
  if (serves.length > 0) {
    const parts = serves.slice(0, 5).map((item) => `${model.processLabels[item.process]} ${formatShare(item.share, 1)}`)
    sentences.push(`Shared by other processes, which call it and go on: ${listOf(parts)}.`)
  }
  return sentences.length > 0 ? (
    <p class="remarks">
      <bdi>{sentences.join(' ')}</bdi>
    </p>
  ) : null
}
