import { Icon, Popover, useStore } from '@desirepath/view/page'
import { backToColumns, backToStart } from '../actions.js'
import * as page from '../page-state.js'
import { ExportChoices } from './export-choices.js'

/** Export, and the way back, in the header of the views. */
export function HeaderTools() {
  const { width, low } = useStore()
  const short = width.value === 'phone' || low.value === 2
  return (
    <Popover
      menu
      className="menu"
      button="button"
      label="Export and files"
      summary={
        <>
          {short ? <Icon name="download" /> : 'Export'} <Icon name="chevron" size={12} />
        </>
      }
    >
      {(close) => (
        <>
          <ExportChoices onChosen={close} />
          <hr />
          {page.preview.value !== null && (
            <button type="button" onClick={backToColumns}>
              Columns and settings
              <span class="soft">of this log</span>
            </button>
          )}
          <button type="button" onClick={backToStart}>
            Another log
          </button>
        </>
      )}
    </Popover>
  )
}
