import type { ProcessResult } from '@desirepath/core'
import { useState } from 'preact/hooks'
import { useStore } from '../context.js'
import { NoMatch } from '../explore/no-match.js'
import { Partners } from '../explore/partners.js'
import { countOf, formatNumber } from '../format.js'
import { partnersOf } from '../model.js'
import { channelName } from '../names.js'
import { Icon } from '../parts/icon.js'
import { Swatch } from '../parts/marks.js'
import { SaveTools } from '../parts/save-tools.js'
import { Card, Segmented } from '../parts/ui.js'
import { Durations } from './durations.js'
import { Remarks, SixFigures } from './figures.js'
import { FlowGraph, useMoves } from './flow-graph.js'
import { Ladder, ladderNote, NarrowLadder } from './ladder.js'
import { RunsOverTime } from './over-time.js'
import { FrequentPaths } from './paths.js'
import { StepTable, useSteps } from './step-table.js'

type Form = 'ladder' | 'graph' | 'table'

function StepTools({ process }: { process: ProcessResult }) {
  return <SaveTools file="steps" {...useSteps(process)} />
}

function MoveTools({ process }: { process: ProcessResult }) {
  return <SaveTools file="moves" {...useMoves(process)} />
}

/** Who ran before and after, as rows. */
function PartnerTools({ process }: { process: ProcessResult }) {
  const { model } = useStore()
  const rows = (['before', 'after'] as const).flatMap((side) =>
    partnersOf(process[side]).partners.map((partner) => ({ side, ...partner }))
  )
  return (
    <SaveTools
      file="before-and-after"
      columns={[
        { label: 'Side', value: (row) => row.side },
        { label: 'Process', value: (row) => model.processLabels[row.process] },
        { label: 'Runs', value: (row) => row.count }
      ]}
      rows={rows}
    />
  )
}

/** One process: six figures, how it goes, how long it takes, its paths, what comes before and after. */
export function ProcessPage() {
  const store = useStore()
  const { model, selected, width, left } = store
  // Where only some days are chosen and the log is not at hand, one process is told of all days.
  const process = (model.partial ? store.whole : model).processes[selected.value[0] ?? model.shown[0] ?? 0]
  const [form, setForm] = useState<Form>('ladder')
  if (left.value?.count === 0) {
    return (
      <main class="page" id="main" tabIndex={-1}>
        <NoMatch />
      </main>
    )
  }
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
  const { shown } = model
  // Filtered, they are no longer in the order of their numbers.
  const byRuns = [...shown].sort((a, b) => model.processes[b].runs - model.processes[a].runs || a - b)
  const rank = byRuns.indexOf(process.id)
  const step = (by: number) => store.open(byRuns[(rank + by + byRuns.length) % byRuns.length])
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
        {model.partial && <span class="pill">of all days</span>}
        <span class="spacer" />
        {store.slots.journeys !== undefined && (
          <button
            type="button"
            class="button small no-print"
            onClick={() => store.slots.journeys?.ofProcess(process.id)}
          >
            Journeys
          </button>
        )}
        {store.log !== null && process.runs > 0 && (
          <button
            type="button"
            class="button primary small no-print"
            aria-haspopup="dialog"
            onClick={() => {
              store.behind.value = {
                figure: { kind: 'runs', process: process.id },
                title: `Runs of ${model.processLabels[process.id]}`
              }
            }}
          >
            {countOf(process.sessions, 'session')}
          </button>
        )}
        {store.slots.process && <span class="no-print">{store.slots.process(process.id)}</span>}
        <span class="pager no-print">
          <span class="note">
            {formatNumber(rank + 1)} of {formatNumber(shown.length)} by runs
          </span>
          <button
            type="button"
            class="button icon-only"
            aria-label="Process before"
            disabled={shown.length < 2}
            onClick={() => step(-1)}
          >
            <Icon name="left" />
          </button>
          <button
            type="button"
            class="button icon-only"
            aria-label="Next process"
            disabled={shown.length < 2}
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
            <>
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
              {form === 'graph' ? <MoveTools process={process} /> : <StepTools process={process} />}
            </>
          }
        >
          {process.runs === 0 && model !== store.whole ? (
            <p class="empty">No run of this process is left by the filters.</p>
          ) : process.steps.length === 0 ? (
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
          <Card
            title="Before and after"
            className="partners-card"
            note="in the same session"
            tools={<PartnerTools process={process} />}
          >
            <div class="two-columns">
              <Partners title="Before" process={process.id} before list={process.before} most={5} />
              <Partners title="After" process={process.id} list={process.after} most={5} />
            </div>
          </Card>
          <RunsOverTime process={process} />
        </div>
      </div>
    </main>
  )
}
