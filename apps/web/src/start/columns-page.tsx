import { countOf, formatNumber, ScrollArea } from '@desirepath/view/page'
import { rolesOf } from '../columns.js'
import { estimateSeconds } from '../estimate.js'
import * as page from '../page-state.js'
import { ordinal } from '../problem.js'
import { BadRows } from './bad-rows.js'
import { ChooseFile } from './choose-file.js'
import { ColumnProblem } from './column-problem.js'
import { ColumnTable } from './column-table.js'
import { Profiles } from './profiles.js'
import { Quality } from './quality.js'
import { SettingsCard } from './settings-card.js'
import { formatSeconds } from './working-page.js'

/** The log is open: what its columns mean, what it holds, what is left out, and the way on. */
export function ColumnsPage({ onFind }: { onFind: () => void }) {
  const table = page.preview.value
  if (table === null) return null
  const overview = page.prepared.value?.overview ?? null
  // Where a column is missing, those that were found stand in their menus.
  const roles = rolesOf(
    table.columns,
    overview?.read.schema ?? { ...page.problem.value?.details?.found, ...page.columns.value.given }
  )
  // Lines are those of a text with a header; records of other formats have no line.
  const badTimes =
    table.format === 'csv' ? (overview?.read.bad.find((bad) => bad.reason === 'unreadable timestamp')?.lines ?? []) : []
  const used = [...roles.values()].filter((role) => role !== 'none').length
  return (
    <main class="columns-page" id="main" tabIndex={-1}>
      <div class="columns-scroll">
        <div class="columns-main">
          <div class="page-title">
            <h1>Check the columns</h1>
            <span class="spacer" />
            <ChooseFile label="Another file" />
          </div>
          <p class="lead">
            {overview === null ? (
              'Who, What and When are needed; the rest adds detail.'
            ) : (
              <>
                {used === table.columns.length
                  ? table.columns.length === 1
                    ? 'The one column'
                    : `All ${countOf(table.columns.length, 'column')}`
                  : `${formatNumber(used)} of ${countOf(table.columns.length, 'column')}`}{' '}
                of{' '}
                <b>
                  <bdi>{page.file.value?.name}</bdi>
                </b>{' '}
                {used === 1 ? 'was' : 'were'} recognised by name and content. Who, What and When are needed; the rest
                adds detail.
              </>
            )}{' '}
            {page.form.value.everyNth !== undefined && `Every ${ordinal(page.form.value.everyNth)} customer is used. `}
            {overview !== null && table.rows.length < overview.read.rows
              ? `First ${table.rows.length} of ${formatNumber(overview.read.rows)} rows:`
              : ''}
          </p>
          {page.problem.value !== null && <ColumnProblem problem={page.problem.value} />}
          {overview !== null && overview.read.badRows > 0 && <BadRows read={overview.read} />}
          <ScrollArea name="First rows" className="card table-card">
            <ColumnTable table={table} roles={roles} failed={page.prepared.value?.failed ?? []} badTimes={badTimes} />
          </ScrollArea>
          {overview !== null && <Profiles overview={overview} />}
        </div>
        <div class="columns-side">
          <h2>Quality of the data</h2>
          {overview === null ? (
            <div class="card waiting">
              {page.reading.value === null ? (
                <p class="soft">Not read yet: the message says why.</p>
              ) : (
                <>
                  <p>Reading the whole file, {Math.floor(page.reading.value * 100)}%.</p>
                  <div
                    class="progress"
                    role="progressbar"
                    aria-label="Reading the file"
                    aria-valuemin={0}
                    aria-valuemax={100}
                    aria-valuenow={Math.floor(page.reading.value * 100)}
                  >
                    <span style={{ width: `${page.reading.value * 100}%` }} />
                  </div>
                </>
              )}
            </div>
          ) : (
            <Quality overview={overview} />
          )}
          <h2>
            Settings <span class="soft">all have good defaults</span>
          </h2>
          <SettingsCard timed={overview?.description.timeKind !== 'number'} />
        </div>
      </div>
      <Foot onFind={onFind} />
    </main>
  )
}

function Foot({ onFind }: { onFind: () => void }) {
  const overview = page.prepared.value?.overview ?? null
  const seconds = overview === null ? null : estimateSeconds(overview, page.readMs.value)
  const blocked =
    overview === null || page.reading.value !== null || (overview.read.badRows > 0 && !page.acceptedBad.value)
  return (
    <footer class="foot">
      <p>
        {overview === null
          ? page.reading.value === null
            ? 'Not read yet.'
            : 'Reading the file.'
          : `${countOf(overview.description.events, 'event')}, ${countOf(overview.description.activities, 'activity', 'activities')}, ${countOf(overview.description.sessions, 'session')}.`}
        {seconds === null ? '' : ` About ${formatSeconds(seconds)} on this machine; you can stop at any time.`}
      </p>
      <button type="button" class="button primary large" disabled={blocked} onClick={onFind}>
        Find processes
      </button>
    </footer>
  )
}
