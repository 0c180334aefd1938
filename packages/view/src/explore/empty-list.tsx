import { useStore } from '../context.js'
import { countOf } from '../format.js'

/** Why the list of processes is empty, and what to do. */
export function EmptyList() {
  const { model, query } = useStore()
  const { shown } = model
  const all = model.processes.length
  const { log } = model.discovery
  return (
    <div class="empty">
      {all === 0 ? (
        <>
          <p>No process was found in this log.</p>
          <p class="soft">
            A process is a group of activities that many sessions share. Perhaps another column says who is followed
            {log.timeKind === 'timestamp' && log.sessions === log.cases
              ? ', or long cases are to be cut into sessions at their pauses'
              : ''}
            .
          </p>
        </>
      ) : shown.length === 0 ? (
        <p>No process is left in sight.</p>
      ) : (
        <>
          <p>
            No process has{' '}
            <b>
              <bdi>{query.value.trim().slice(0, 60)}</bdi>
            </b>{' '}
            in its name or steps.
          </p>
          <button
            type="button"
            class="button small"
            onClick={() => {
              query.value = ''
            }}
          >
            Clear the search: {countOf(shown.length, 'process', 'processes')}
          </button>
        </>
      )}
    </div>
  )
}
