import { useState } from 'preact/hooks'
import { useStore } from '../context.js'
import { ProcessTable } from '../data/tables.js'
import { MapPane } from '../map/map-pane.js'
import { plainName } from '../names.js'
import { Later } from '../parts/later.js'
import { ScrollArea, Segmented } from '../parts/ui.js'
import type { Pane, Store } from '../state.js'
import { Details } from './details.js'
import { Handovers } from './handovers.js'
import { useKeptFocus } from './kept-focus.js'
import { MixOverTime } from './mix.js'
import { NoMatch } from './no-match.js'
import { ProcessList } from './process-list.js'
import { Ribbons } from './ribbons.js'
import { Sheet, type SheetHeight } from './sheet.js'
import { TimeStrip } from './strip.js'

const panes: { value: Pane; label: string }[] = [
  { value: 'map', label: 'Map' },
  { value: 'handovers', label: 'Hand-overs' },
  { value: 'time', label: 'Over time' },
  { value: 'table', label: 'Table' }
]
const sessions = { value: 'sessions' as const, label: 'Sessions' }

/** Single sessions can be shown only where the log is at hand. */
export const panesOf = (store: Store): typeof panes => (store.log === null ? panes : [...panes, sessions])

/**
 * List, map (or one of its alternatives) and details side by side; one below the other on a phone. Where there is room for
 * two columns only, the details of what is selected take the place of the list.
 */
export function Explore() {
  const store = useStore()
  const { pane, width, low, selected, marked, model, left } = store
  const choices = panesOf(store)
  const phone = width.value === 'phone'
  const [sheet, setSheet] = useState<SheetHeight>('half')
  const chosen = selected.value.length + marked.value.length > 0
  const root = useKeptFocus<HTMLElement>(chosen)
  const two = low.value === 2
  const details = width.value !== 'narrow' || (chosen && !two)
  // A sheet of half the height would leave nothing of a low map.
  const height = low.value > 0 && sheet === 'half' ? 'peek' : sheet
  return (
    <main
      class={`explore over-${height}${details ? '' : ' without-details'}${model.discovery.timeline ? '' : ' without-strip'}`}
      id="main"
      ref={root}
      tabIndex={-1}
    >
      <h1 class="hidden-text">Processes of {plainName(model.discovery.source.name ?? 'the log', 60)}</h1>
      {!phone && (two && chosen ? <Details /> : <ProcessList />)}
      {/* What a full sheet covers takes no focus. */}
      <section class="pane" aria-label="Views of the whole log" inert={phone && height === 'full'}>
        <div class="pane-switch no-print">
          <Segmented
            label="View"
            choices={choices}
            value={pane.value}
            onChange={(value) => {
              pane.value = value
            }}
          />
        </div>
        {left.value?.count === 0 ? (
          <NoMatch />
        ) : pane.value === 'map' ? (
          <Later>
            <MapPane />
          </Later>
        ) : (
          <ScrollArea name={choices.find((choice) => choice.value === pane.value)?.label ?? ''} className="pane-scroll">
            {pane.value === 'handovers' && <Handovers />}
            {pane.value === 'time' && <MixOverTime />}
            {pane.value === 'table' && <ProcessTable />}
            {pane.value === 'sessions' && <Ribbons />}
          </ScrollArea>
        )}
      </section>
      {!phone && details && <Details />}
      {!phone && low.value === 0 && (
        <Later>
          <TimeStrip />
        </Later>
      )}
      {phone && <Sheet height={height} onHeight={setSheet} />}
    </main>
  )
}
