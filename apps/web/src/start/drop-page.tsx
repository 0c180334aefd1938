import { countOf, formatNumber, plainName } from '@desirepath/view/page'
import { useState } from 'preact/hooks'
import { continueKept, forgetKept, openFile } from '../actions.js'
import type { KeptHead } from '../kept.js'
import * as page from '../page-state.js'
import { openSample, type Sample, samples } from '../samples.js'
import { ChooseFile } from './choose-file.js'
import { ProblemCard } from './problem-card.js'

/** Nothing is open: a place to drop a log, a button for those who do not drag, and two samples. */
export function DropPage() {
  const [over, setOver] = useState(false)
  return (
    <main class="drop-page" id="main" tabIndex={-1}>
      {page.problem.value !== null && (
        <ProblemCard problem={page.problem.value}>
          <ChooseFile label="Choose another file" primary={page.problem.value.kind === 'error'} />
        </ProblemCard>
      )}
      {page.kept.value !== null && page.problem.value === null && <KeptCard head={page.kept.value} />}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a second way to what the button does */}
      <div
        class={`drop-zone${over ? ' over' : ''}`}
        onDragEnter={() => setOver(true)}
        onDragOver={() => setOver(true)}
        onDragLeave={() => setOver(false)}
        onDrop={() => setOver(false)}
      >
        <h1>Drop a log here</h1>
        <p>
          CSV, JSON lines, XES or Parquet; zipped is fine.
          <br />
          Needed: who, what, when. It stays in this browser.
        </p>
        {location.hash !== '' && (
          <p class="note">This address leads to a view of a log: give that log, and it opens there.</p>
        )}
        <div class="buttons">
          {page.problem.value === null && <ChooseFile label="Choose a file" primary={page.kept.value === null} />}
          {samples.map((sample) => (
            <SampleButton key={sample.name} sample={sample} />
          ))}
        </div>
        {page.file.value === null && (
          <p class="note">
            The shop: {formatNumber(31_106)} clicks of {formatNumber(600)} users. The bank: {formatNumber(100_022)}{' '}
            events in web, app and telephone. Both are made up.
          </p>
        )}
      </div>
      <p class="soft drop-note">
        An activity log in, the processes that people really follow out: which steps belong together, their usual order,
        who completes them and who leaves. A result of the command line (processes.json) opens here too.
      </p>
    </main>
  )
}

/** The log of the last visit: to go on with it, or to take it out of this browser. */
function KeptCard({ head }: { head: KeptHead }) {
  return (
    <section class="card kept" aria-label="The last log">
      <p>
        <b>The last log</b>
        <span class="soft">
          {countOf(head.events, 'event')}, {countOf(head.processes, 'process', 'processes')}. Kept in this browser only.
        </span>
      </p>
      <div class="buttons">
        <button type="button" class="button primary" onClick={() => void continueKept()}>
          Continue with {plainName(head.name, 32)}
        </button>
        <button
          type="button"
          class="button"
          title="Takes the log, its result and its edits out of this browser"
          onClick={() => void forgetKept()}
        >
          Forget it
        </button>
      </div>
    </section>
  )
}

function SampleButton({ sample }: { sample: Sample }) {
  return (
    <button
      type="button"
      class="button"
      onClick={async () => {
        try {
          await openFile(await openSample(sample), sample.file)
        } catch (error) {
          page.problem.value = {
            kind: 'error',
            title: 'The sample could not be loaded',
            text: `${(error as Error).message} It comes from the same place as this page: check the connection.`,
            lines: [],
            code: 'SAMPLE'
          }
        }
      }}
    >
      {sample.label}
    </button>
  )
}
