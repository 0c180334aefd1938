import { countOf, formatNumber, Segmented, useStore } from '@desirepath/view/page'
import { useState } from 'preact/hooks'
import * as page from '../page-state.js'
import { type Extent, exports, hiddenOf } from './exports.js'

/** What can be saved of the result; the entries of the menu in the header. */
export function ExportChoices({ onChosen }: { onChosen: () => void }) {
  const store = useStore()
  const [extent, setExtent] = useState<Extent>('shown')
  const { filters, left, counting } = store
  const filtered = filters.value.length > 0
  const hidden = hiddenOf(filters.value).size
  return (
    <>
      {filtered && (
        <div class="menu-extent">
          <Segmented
            label="What is saved"
            choices={[
              { value: 'shown', label: 'What is shown' },
              { value: 'all', label: 'Everything' }
            ]}
            value={extent}
            onChange={setExtent}
          />
          <p class="note">
            {extent === 'all'
              ? 'Of all sessions, whatever is filtered.'
              : [
                  left.value !== null &&
                    `Counted for ${formatNumber(left.value.count)} of ${countOf(left.value.of, 'session')}; the file names the filters.`,
                  hidden > 0 &&
                    `Without the ${countOf(hidden, 'hidden process', 'hidden processes')}; the report and the result say how many.`
                ]
                  .filter(Boolean)
                  .join(' ')}
          </p>
        </div>
      )}
      {exports.map((item) => (
        <button
          type="button"
          key={item.label}
          disabled={counting.value || (item.needsModel && page.shown.value?.model.vectors === '')}
          onClick={async () => {
            onChosen()
            store.announcement.value = await item.save(store, extent)
          }}
        >
          {item.label}
          <span class="soft">
            {item.note}
            {filtered && extent === 'shown' && item.needsModel && '; of everything'}
          </span>
        </button>
      ))}
    </>
  )
}
