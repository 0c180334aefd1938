import type { ProcessResult } from '@desirepath/core'
import { useState } from 'preact/hooks'
import { useStore } from '../context.js'
import { Partners } from '../explore/details.js'
import { countOf, formatDuration, formatNumber, formatShare, formatShareFine, listOf } from '../format.js'
import { channelName } from '../names.js'
import { Icon } from '../parts/icon.js'
import { Swatch } from '../parts/marks.js'
import { type Column, Table } from '../parts/table.js'
import { ActivityName, Card, Segmented } from '../parts/ui.js'
import { FlowGraph } from './flow-graph.js'
import { Ladder, ladderNote, NarrowLadder } from './ladder.js'
import { Durations, FrequentPaths, RunsOverTime } from './side-cards.js'

type Form = 'ladder' | 'graph' | 'table'

/** One process: six figures, how it goes, how long it takes, its paths, what comes before and after. */
export function ProcessPage() {
  const store = useStore()
  const { model, selected, width } = store
  const process = model.processes[selected.value[0] ?? 0]
  const [form, setForm] = useState<Form>('ladder')
  if (!process) {
    return (
      <main class="page" id="main" tabIndex={-1}>
        <p class="empty">No process was found in this log.</p>
      </main>
    )
  }
  const family = model.grouped
    ? model.families.find((candidate) => candidate.processes.includes(process.id))
    : undefined
  const step = (by: number) => store.open((process.id + by + model.processes.length) % model.processes.length)
  return (
    <main class="page" id="main" tabIndex={-1}>
      <div class="page-title">
        <button
          type="button"
          class="button ghost small no-print"
          onClick={() => {
            store.view.value = 'explore'
          }}
        >
          <Icon name="left" /> Map
        </button>
        <Swatch process={process.id} size={16} />
        <h1>
          <bdi>{model.processNames[process.id]}</bdi>
        </h1>
        {process.channel !== null && (
          <span class="pill">
            <bdi>{channelName(process.channel)}</bdi>
          </span>
        )}
        {family && (
          <span class="pill">
            <bdi>{family.name}</bdi>
          </span>
        )}
        {process.tentative && <span class="pill">tentative</span>}
        {process.subroutine && (
          <span class="pill" title="Its visits mostly return to the process they came from">
            shared by others
          </span>
        )}
        <span class="spacer" />
        <span class="pager no-print">
          <span class="note">
            {formatNumber(process.id + 1)} of {formatNumber(model.processes.length)} by runs
          </span>
          <button
            type="button"
            class="button icon-only"
            aria-label="Process before"
            disabled={model.processes.length < 2}
            onClick={() => step(-1)}
          >
            <Icon name="left" />
          </button>
          <button
            type="button"
            class="button icon-only"
            aria-label="Next process"
            disabled={model.processes.length < 2}
            onClick={() => step(1)}
          >
            <Icon name="right" />
          </button>
        </span>
      </div>
      <SixFigures process={process} />
      <Remarks process={process} />
      <div class="process-grid">
        <Card
          title="How it goes"
          note={
            form === 'ladder'
              ? ladderNote(process)
              : form === 'graph'
                ? 'Which step follows which. Width is the number of moves; dashed: back.'
                : undefined
          }
          className="main-card"
          tools={
            <Segmented
              label="Form"
              choices={[
                { value: 'ladder', label: 'Ladder' },
                { value: 'graph', label: 'Graph' },
                { value: 'table', label: 'Table' }
              ]}
              value={form}
              onChange={setForm}
            />
          }
        >
          {process.steps.length === 0 ? (
            <p class="empty">No step of this process has a run.</p>
          ) : form === 'ladder' ? (
            width.value === 'phone' ? (
              <NarrowLadder process={process} />
            ) : (
              <Ladder process={process} />
            )
          ) : form === 'graph' ? (
            <FlowGraph key={process.id} process={process} />
          ) : (
            <StepTable process={process} />
          )}
        </Card>
        <div class="side-cards">
          <Durations process={process} />
          <FrequentPaths process={process} />
          <Card title="Before and after" className="partners-card" note="in the same session">
            <div class="two-columns">
              <Partners title="Before" list={process.before} most={5} />
              <Partners title="After" list={process.after} most={5} />
            </div>
          </Card>
          <RunsOverTime process={process} />
        </div>
      </div>
    </main>
  )
}

function SixFigures({ process }: { process: ProcessResult }) {
  const { model } = useStore()
  const { completed } = process
  const events = model.processes.reduce((sum, other) => sum + other.events, 0)
  const terminal = process.terminalSteps
  const figures: { name: string; value: string; note: string }[] = [
    {
      name: 'Runs',
      value: formatNumber(process.runs),
      note: `by ${countOf(process.cases, model.who.one, model.who.many)} in ${countOf(process.sessions, 'session')}`
    },
    {
      name: 'Completed',
      value: formatShare(completed.count, completed.of) || 'none',
      note: `${formatNumber(completed.count)} of ${formatNumber(completed.of)} reach ${terminal.length === 1 ? `step ${terminal[0] + 1}` : terminal.length === 0 ? 'an end: none is known' : `one of ${terminal.length} last steps`}`
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
      value: process.errors === null ? 'unknown' : formatNumber(process.errors),
      note:
        process.errors === null
          ? 'the log has no status'
          : `${formatShareFine(process.errors, process.events)} of its ${countOf(process.events, 'event')}${model.totals.errors === null ? '' : `, ${formatShareFine(model.totals.errors, events)} overall`}`
    },
    {
      name: 'Stability',
      value: process.stability === null ? 'not computed' : process.stability.toFixed(2),
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
function Remarks({ process }: { process: ProcessResult }) {
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

type StepRow = ProcessResult['steps'][number] & { index: number }

function StepTable({ process }: { process: ProcessResult }) {
  const { model } = useStore()
  const rows: StepRow[] = process.steps.map((step, index) => ({ ...step, index }))
  const time = (ms: number | null) => (ms === null ? null : formatDuration(ms))
  const timed = rows.some((row) => row.nextMedianMs !== null)
  const columns: Column<StepRow>[] = [
    { label: 'Step', value: (row) => row.index + 1, number: true },
    {
      label: 'Activity',
      value: (row) => model.activities[row.activity].name,
      show: (row) => <ActivityName activity={row.activity} />,
      className: 'wide-cell'
    },
    { label: 'Runs that reach it', value: (row) => row.reached, number: true },
    {
      label: 'Share',
      value: (row) => row.reached / Math.max(1, process.runs),
      show: (row) => formatShareFine(row.reached, process.runs),
      number: true
    },
    { label: 'Start here', value: (row) => row.startHere, number: true },
    {
      label: 'Leave after',
      value: (row) => row.leaveAfter,
      show: (row) =>
        process.terminalSteps.includes(row.index) ? <span class="soft">done</span> : formatNumber(row.leaveAfter),
      number: true
    },
    { label: 'Optional', value: (row) => (row.optional ? 'yes' : 'no') },
    {
      label: 'To next, median',
      csvLabel: 'To next, median ms',
      value: (row) => row.nextMedianMs,
      show: (row) => time(row.nextMedianMs),
      number: true,
      absent: !timed
    },
    {
      label: 'p95',
      csvLabel: 'To next, p95 ms',
      value: (row) => row.nextP95Ms,
      show: (row) => time(row.nextP95Ms),
      number: true,
      absent: !timed
    },
    { label: 'Errors', value: (row) => row.errors, number: true, absent: rows.every((row) => row.errors === null) }
  ]
  return <Table caption="Steps in usual order" quietCaption file="steps" columns={columns} rows={rows} />
}
