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

/** List, map (or one of its alternatives) and details side by side; one below the other on a phone. */
export function Explore() {
  const store = useStore()
  const { pane, width, selected, marked, model, left } = store
  const choices = panesOf(store)
  const phone = width.value === 'phone'
  const [sheet, setSheet] = useState<SheetHeight>('half')
  const overlay = width.value === 'narrow' && selected.value.length + marked.value.length > 0
  const columns = overlay || width.value !== 'narrow' ? '' : ' without-details'
  return (
    <main
      class={`explore over-${sheet}${columns}${model.discovery.timeline ? '' : ' without-strip'}`}
      id="main"
      tabIndex={-1}
    >
      <h1 class="hidden-text">Processes of {plainName(model.discovery.source.name ?? 'the log', 60)}</h1>
      {!phone && <ProcessList />}
      <section class="pane" aria-label="Views of the whole log">
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
      {!phone && (width.value !== 'narrow' || overlay) && <Details />}
      {!phone && (
        <Later>
          <TimeStrip />
        </Later>
      )}
      {phone && <Sheet height={sheet} onHeight={setSheet} />}
    </main>
  )
}
