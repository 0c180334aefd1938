import { useSignalEffect } from '@preact/signals'
import { useState } from 'preact/hooks'
import { useStore } from '../context.js'
import { Details } from './details.js'
import { ProcessList } from './process-list.js'

type Height = 'peek' | 'half' | 'full'
const next: Record<Height, Height> = { peek: 'half', half: 'full', full: 'peek' }

/** On a phone, list and details lie in a sheet over the map, of three heights. */
export function Sheet() {
  const { selected, query } = useStore()
  const [height, setHeight] = useState<Height>('half')
  useSignalEffect(() => {
    if (query.value !== '') setHeight('full')
  })
  return (
    <div class={`sheet sheet-${height}`}>
      <button
        type="button"
        class="sheet-handle"
        aria-label={`Sheet: ${height}. Make it ${next[height]}`}
        onClick={() => setHeight(next[height])}
      >
        <span />
      </button>
      {selected.value.length > 0 ? <Details /> : <ProcessList />}
    </div>
  )
}
