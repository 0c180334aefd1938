import { useStore } from '../context.js'
import { ProcessTable } from '../data/tables.js'
import { MapPane } from '../map/map-pane.js'
import { Segmented } from '../parts/ui.js'
import type { Pane } from '../state.js'
import { Details } from './details.js'
import { Handovers } from './handovers.js'
import { MixOverTime } from './mix.js'
import { ProcessList } from './process-list.js'
import { Sheet } from './sheet.js'
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
  const overlay = width.value === 'narrow' && selected.value.length > 0
  const columns = overlay || width.value !== 'narrow' ? '' : ' without-details'
  return (
    <main class={`explore${columns}${model.discovery.timeline ? '' : ' without-strip'}`} id="main" tabIndex={-1}>
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
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          <div
            class="pane-scroll"
            tabIndex={0}
            role="region"
            aria-label={panes.find((choice) => choice.value === pane.value)?.label}
          >
            {pane.value === 'handovers' && <Handovers />}
            {pane.value === 'time' && <MixOverTime />}
            {pane.value === 'table' && <ProcessTable />}
          </div>
        )}
      </section>
      {!phone && (width.value !== 'narrow' || overlay) && <Details />}
      {!phone && <TimeStrip />}
      {phone && <Sheet />}
    </main>
  )
}
