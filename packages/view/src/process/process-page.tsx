import { useState } from 'preact/hooks'
import { useStore } from '../context.js'
import { Partners } from '../explore/partners.js'
import { formatNumber } from '../format.js'
import { channelName } from '../names.js'
import { Icon } from '../parts/icon.js'
import { Swatch } from '../parts/marks.js'
import { Card, Segmented } from '../parts/ui.js'
import { Durations } from './durations.js'
import { Remarks, SixFigures } from './figures.js'
import { FlowGraph } from './flow-graph.js'
import { Ladder, ladderNote, NarrowLadder } from './ladder.js'
import { RunsOverTime } from './over-time.js'
import { FrequentPaths } from './paths.js'
import { StepTable } from './step-table.js'

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
