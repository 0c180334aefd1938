import type { ProcessResult } from '@desirepath/core'
import { useStore } from '../context.js'
import { formatDuration, formatNumber, formatShareFine } from '../format.js'
import { type Column, Table } from '../parts/table.js'
import { ActivityName } from '../parts/ui.js'

type StepRow = ProcessResult['steps'][number] & { index: number }

/** The steps with their figures: what is shown as a table, and saved from every form of the process. */
export function useSteps(process: ProcessResult): { columns: Column<StepRow>[]; rows: StepRow[] } {
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
  return { columns, rows }
}

export function StepTable({ process }: { process: ProcessResult }) {
  return <Table caption="Steps in usual order" quietCaption bare file="steps" {...useSteps(process)} />
}
