import type { ProcessResult } from '@desirepath/core'
import { useStore } from '../context.js'
import { countOf, formatNumber } from '../format.js'
import { Behind } from '../parts/behind.js'
import { SaveTools } from '../parts/save-tools.js'
import { type Column, Table } from '../parts/table.js'
import { Card } from '../parts/ui.js'

/** The most frequent variants as barcodes: a block for each step taken, the last one full where it completed. */
export function FrequentPaths({ process }: { process: ProcessResult }) {
  const { model, colours, paints } = useStore()
  const colour = paints.value[process.id].base
  const c = colours.value
  const shown = process.variants.slice(0, 8)
  const shownRuns = shown.reduce((sum, variant) => sum + variant.runs, 0)
  const variants = process.variants.length + process.otherVariants.variants
  const restVariants = variants - shown.length
  const restRuns =
    process.variants.slice(shown.length).reduce((sum, variant) => sum + variant.runs, 0) + process.otherVariants.runs
  const steps = process.steps.length
  const pitch = Math.min(26, 266 / Math.max(1, steps))
  const name = (variant: ProcessResult['variants'][number]) =>
    variant.completed ? 'done' : `left at ${variant.path[variant.path.length - 1] + 1}`
  const columns: Column<ProcessResult['variants'][number]>[] = [
    {
      label: 'Path',
      value: (row) => row.path.map((step) => model.activities[process.steps[step].activity].name).join(' > '),
      show: (row) => row.path.map((step) => step + 1).join(', '),
      className: 'wrap-cell'
    },
    { label: 'Runs', value: (row) => row.runs, number: true },
    { label: 'End', value: (row) => name(row) }
  ]
  const repeats = (path: readonly number[]) => path.length - new Set(path).size
  return (
    <Card
      title="Most frequent paths"
      note={`${formatNumber(shown.length)} of ${countOf(variants, 'variant')}, ${formatNumber(shownRuns)} of ${countOf(process.runs, 'run')}`}
      tools={<SaveTools file="paths" columns={columns} rows={process.variants} />}
    >
      <ul class="paths">
        {shown.map((variant) => {
          const taken = new Set(variant.path)
          const last = variant.path[variant.path.length - 1]
          return (
            <li key={variant.path.join(' ')}>
              <svg
                viewBox={`0 0 ${Math.ceil(pitch * steps)} 14`}
                preserveAspectRatio="none"
                style={{ maxWidth: `${Math.ceil(pitch * steps)}px` }}
                height="14"
                role="img"
                aria-label={`Steps ${variant.path.map((step) => step + 1).join(', ')}`}
              >
                {process.steps.map((step, i) => {
                  const on = taken.has(i)
                  return (
                    <rect
                      key={step.activity}
                      x={i * pitch}
                      y={on ? 1 : 6}
                      width={Math.max(1, pitch - 2)}
                      height={on ? 12 : 2}
                      rx="1.5"
                      fill={on ? colour : c.line2}
                      opacity={on && !(variant.completed && i === last) ? 0.8 : 1}
                    />
                  )
                })}
              </svg>
              <span class="number">
                <Behind
                  figure={{ kind: 'path', process: process.id, path: variant.path }}
                  title={`Runs of ${model.processLabels[process.id]} by this path`}
                  count={variant.runs}
                >
                  {formatNumber(variant.runs)}
                </Behind>
              </span>
              <span class="soft">
                {name(variant)}
                {repeats(variant.path) > 0 ? `, ${formatNumber(repeats(variant.path))} again` : ''}
              </span>
            </li>
          )
        })}
        {restVariants > 0 && (
          <li class="soft">
            <span>other, {countOf(restVariants, 'variant')}</span>
            <span class="number">{formatNumber(restRuns)}</span>
            <span />
          </li>
        )}
      </ul>
      <details class="twin">
        <summary>As a table</summary>
        <Table caption="Most frequent paths" quietCaption file="paths" bare rows={process.variants} columns={columns} />
      </details>
    </Card>
  )
}
