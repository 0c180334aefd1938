import type { JourneyState } from './journey-state.js'
import { Segmented } from './shared.js'

/** Between the customers and the charts over all of them. */
export function PaneSwitch({ state }: { state: JourneyState }) {
  return (
    <Segmented
      label="Journeys"
      choices={[
        { value: 'find', label: 'Customers' },
        { value: 'charts', label: 'Charts' }
      ]}
      value={state.pane.value}
      onChange={(value) => {
        state.pane.value = value
      }}
    />
  )
}
