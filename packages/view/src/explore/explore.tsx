import { useState } from 'preact/hooks'
import { useStore } from '../context.js'
import { ProcessTable } from '../data/tables.js'
import { MapPane } from '../map/map-pane.js'
import { plainName } from '../names.js'
import { ScrollArea, Segmented } from '../parts/ui.js'
import type { Pane } from '../state.js'
import { Details } from './details.js'
import { Handovers } from './handovers.js'
import { MixOverTime } from './mix.js'
import { ProcessList } from './process-list.js'
import { Sheet, type SheetHeight } from './sheet.js'
import { TimeStrip } from './strip.js'

export const panes: { value: Pane; label: string }[] = [
  { value: 'map', label: 'Map' },
  { value: 'handovers', label: 'Hand-overs' },
  { value: 'time', label: 'Over time' },
  { value: 'table', label: 'Table' }
]

/** List, map (or one of its alternatives) and details side by side; one below the other on a phone. */
export function Explore() {
  const { pane, width, selected, model } = useStore()
  const phone = width.value === 'phone'
  const [sheet, setSheet] = useState<SheetHeight>('half')
  const overlay = width.value === 'narrow' && selected.value.length > 0
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
            choices={panes}
            value={pane.value}
            onChange={(value) => {
              pane.value = value
            }}
          />
        </div>
        {pane.value === 'map' && <MapPane />}
        {pane.value !== 'map' && (
          <ScrollArea name={panes.find((choice) => choice.value === pane.value)?.label ?? ''} className="pane-scroll">
            {pane.value === 'handovers' && <Handovers />}
            {pane.value === 'time' && <MixOverTime />}
            {pane.value === 'table' && <ProcessTable />}
          </ScrollArea>
        )}
      </section>
      {!phone && (width.value !== 'narrow' || overlay) && <Details />}
      {!phone && <TimeStrip />}
      {phone && <Sheet height={sheet} onHeight={setSheet} />}
    </main>
  )
}
