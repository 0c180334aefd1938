import { useSignalEffect } from '@preact/signals'
import { useStore } from '../context.js'
import { Details } from './details.js'
import { useKeptFocus } from './kept-focus.js'
import { ProcessList } from './process-list.js'

export type SheetHeight = 'peek' | 'half' | 'full'

/** On a phone, list and details lie in a sheet over the map, of three heights; of two on a low one. */
export function Sheet({ height, onHeight }: { height: SheetHeight; onHeight: (height: SheetHeight) => void }) {
  const { selected, marked, query, low } = useStore()
  const next = height === 'half' || (height === 'peek' && low.value > 0) ? 'full' : height === 'peek' ? 'half' : 'peek'
  const chosen = selected.value.length + marked.value.length > 0
  const root = useKeptFocus<HTMLDivElement>(chosen)
  useSignalEffect(() => {
    if (query.value !== '') onHeight('full')
  })
  return (
    <div class={`sheet sheet-${height}`} ref={root}>
      <button
        type="button"
        class="sheet-handle"
        aria-label={`Sheet: ${height}. Make it ${next}`}
        onClick={() => onHeight(next)}
      >
        <span />
      </button>
      {chosen ? <Details /> : <ProcessList />}
    </div>
  )
}
