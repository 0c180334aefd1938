import { useStore } from '../context.js'
import { SaveTools } from '../parts/save-tools.js'
import type { ColourBy } from '../state.js'
import type { MapPainter } from './painter.js'

/** By what the points are coloured, and the map as a picture: at the right, above the map. */
export function MapColours({ painter }: { painter: () => MapPainter | null }) {
  const { colourBy, model } = useStore()
  const choices: { value: ColourBy; label: string }[] = [
    { value: 'process', label: 'Process' },
    ...(model.channels.length > 1 ? [{ value: 'channel' as const, label: 'Channel' }] : []),
    { value: 'volume', label: 'Volume' },
    ...(model.totals.errors === null ? [] : [{ value: 'errors' as const, label: 'Error rate' }])
  ]
  return (
    <div class="map-tools no-print">
      <label class="select small">
        <span class="hidden-text">Colour by</span>
        <select
          value={colourBy.value}
          onChange={(event) => {
            colourBy.value = event.currentTarget.value as ColourBy
          }}
        >
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              Colour: {choice.label}
            </option>
          ))}
        </select>
      </label>
      <SaveTools
        file="map"
        svg={async () => (await painter()?.svg()) ?? null}
        columns={[
          { label: 'Activity', value: (row) => row.name },
          { label: 'Process', value: (row) => model.processLabels[row.process] ?? '' },
          { label: 'x', value: (row) => row.x },
          { label: 'y', value: (row) => row.y },
          { label: 'Cases', value: (row) => row.cases },
          { label: 'Events', value: (row) => row.events },
          { label: 'Errors', value: (row) => row.errors }
        ]}
        rows={model.activities}
      />
    </div>
  )
}
