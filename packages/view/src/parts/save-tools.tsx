import { Icon } from './icon.js'
import { Popover } from './popover.js'
import { SaveChoices, type Saved } from './save-choices.js'

/** A view's numbers as CSV or JSON, and its picture as SVG or PNG: one small menu. */
export function SaveTools<Row>(saved: Saved<Row>) {
  return (
    <Popover
      className="popover save-tools no-print"
      button="button small icon-only"
      label="Copy or save"
      summary={<Icon name="download" />}
    >
      {(close, element) => (
        <SaveChoices
          {...saved}
          card={() => element().closest(saved.within ?? '.card, .table-block')!}
          onChosen={close}
        />
      )}
    </Popover>
  )
}
