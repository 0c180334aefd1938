import { useStore } from '../context.js'
import { MarkedDetails } from './marked-details.js'
import { Overview } from './overview.js'
import { ProcessDetails } from './process-details.js'
import { SeveralDetails } from './several-details.js'

/** The panel at the right: the whole log, one process, or several. */
export function Details() {
  const { selected, marked } = useStore()
  return (
    <aside class="details" aria-label="Details" tabIndex={-1}>
      {marked.value.length > 0 ? (
        <MarkedDetails activities={marked.value} />
      ) : selected.value.length === 0 ? (
        <Overview />
      ) : selected.value.length === 1 ? (
        <ProcessDetails process={selected.value[0]} />
      ) : (
        <SeveralDetails processes={selected.value} />
      )}
    </aside>
  )
}
