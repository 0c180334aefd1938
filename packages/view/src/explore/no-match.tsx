import { useStore } from '../context.js'
import { sayFilter } from '../filters.js'
import { countOf, formatNumber } from '../format.js'

/** No session meets the filters: which one is to blame, and what dropping it gives. */
export function NoMatch() {
  const store = useStore()
  const { filters, left, whole } = store
  // The answers of the worker are for the filters that it was asked.
  const asked = filters.value.flatMap((filter, index) => (filter.kind === 'hide' ? [] : [{ filter, index }]))
  const gains = (left.value?.without ?? asked.map(() => 0)).map((sessions, i) => ({ sessions, ...asked[i] }))
  // Of equals the last one made is named.
  const best = gains.filter((one) => one.filter).sort((a, b) => b.sessions - a.sessions || b.index - a.index)[0]
  const said = best && sayFilter(best.filter, whole)
  return (
    <div class="no-match" role="status">
      <h2>
        No session meets{' '}
        {asked.length === 1
          ? 'this filter'
          : asked.length === 2
            ? 'both filters'
            : `all ${formatNumber(asked.length)} filters`}
      </h2>
      {best && said && (
        <p>
          {best.sessions > 0 ? (
            <>
              Without{' '}
              <b>
                {said.what} <bdi>{said.to}</bdi>
              </b>{' '}
              there {best.sessions === 1 ? 'is' : 'are'} {countOf(best.sessions, 'session')}.
            </>
          ) : (
            'No single one of them is to blame: dropping one still leaves none.'
          )}
        </p>
      )}
      <p class="actions">
        {best && said && best.sessions > 0 && (
          <button type="button" class="button primary" onClick={() => store.dropFilter(best.index)}>
            Drop the filter {said.what}
          </button>
        )}
        <button type="button" class="button" onClick={() => store.clearFilters()}>
          Clear all
        </button>
      </p>
    </div>
  )
}
