import { useSignalEffect } from '@preact/signals'
import { useStore } from '../context.js'
import { Details } from './details.js'
import { ProcessList } from './process-list.js'

export type SheetHeight = 'peek' | 'half' | 'full'
const next: Record<SheetHeight, SheetHeight> = { peek: 'half', half: 'full', full: 'peek' }

/** On a phone, list and details lie in a sheet over the map, of three heights. */
export function Sheet({ height, onHeight }: { height: SheetHeight; onHeight: (height: SheetHeight) => void }) {
  const { selected, marked, query } = useStore()
  useSignalEffect(() => {
    if (query.value !== '') onHeight('full')
  })
  return (
    <div class={`sheet sheet-${height}`}>
      <button
        type="button"
        class="sheet-handle"
        aria-label={`Sheet: ${height}. Make it ${next[height]}`}
        onClick={() => onHeight(next[height])}
      >
        <span />
      </button>
      {selected.value.length + marked.value.length > 0 ? <Details /> : <ProcessList />}
    </div>
  )
}
