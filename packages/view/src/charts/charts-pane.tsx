import type { ChartGroup } from '@desirepath/core'
import { useEffect } from 'preact/hooks'
import { useJourneys } from '../journey/context.js'
import { sayRange } from '../journey/facts.js'
import { fieldTime, hasConditions } from '../journey/form.js'
import { PaneSwitch } from '../journey/pane-switch.js'
import { Icon, Segmented, useStore } from '../journey/shared.js'
import { BeforeContactCard } from './before-contact.js'
import { GroupsCard } from './groups.js'
import { HeatMapCard } from './heat-map.js'
import { OutagesCard } from './outages.js'
import { TimeCard } from './time-card.js'
import { TopErrorsCard } from './top-errors.js'

/** Charts over all customers; a time chosen in the first filters all others, and leads to the customers of that time. */
export function ChartsPane() {
  const state = useJourneys()
  const { chart, answer, chartProblem, facts, form } = state
  const { filters } = useStore()
  useEffect(() => {
    if (answer.value === null) void state.draw()
  }, [])
  const known = facts.value
  if (known === null) return null
  const { by, range } = chart.value
  const groups: { value: ChartGroup; label: string }[] = [
    { value: 'all', label: 'Everything' },
    { value: 'activity', label: 'Activities' },
    { value: 'process', label: 'Processes' },
    ...(known.has.channel ? [{ value: 'channel' as const, label: 'Channels' }] : [])
  ]
  const got = answer.value
  return (
    <div class="charts">
      <div class="charts-head">
        <PaneSwitch state={state} />
        {known.timeKind === 'timestamp' && (
          <Segmented label="By" choices={groups} value={by} onChange={(value) => void state.draw({ by: value })} />
        )}
        {range !== null && (
          <>
            <span class="chip strong-edge">
              Time <b class="cut">{sayRange(range.from, range.to, known.timeKind, known.timeZone)}</b>
              <button type="button" aria-label="Remove the time" onClick={() => void state.draw({ range: null })}>
                <Icon name="close" size={12} />
              </button>
            </span>
            <button
              type="button"
              class="button small"
              onClick={() => {
                state.pane.value = 'find'
                state.look({ time: 'own', from: fieldTime(range.from, known), to: fieldTime(range.to, known) })
              }}
            >
              Customers of this time
            </button>
          </>
        )}
        {filters.value.some(({ kind }) => kind !== 'hide') && (
          <span class="note">In the sessions that the filters above leave.</span>
        )}
        {hasConditions(form.value) && <span class="note">Conditions of the search do not filter charts.</span>}
      </div>
      {chartProblem.value !== null ? (
        <div class="empty" role="alert">
          <p>
            <bdi>{chartProblem.value.text}</bdi>
          </p>
          <p class="soft">{chartProblem.value.hint}</p>
        </div>
      ) : got === null ? (
        <p class="empty">Counting ...</p>
      ) : (
        <div class="charts-grid">
          <TimeCard charts={got.all} known={known} />
          {got.groups !== null && <GroupsCard charts={got.groups} by={by} known={known} />}
          <HeatMapCard week={got.week} known={known} />
          <TopErrorsCard top={got.top} known={known} />
          <OutagesCard known={known} />
          <BeforeContactCard />
        </div>
      )}
    </div>
  )
}
