import { useRef } from 'preact/hooks'
import { useStore } from '../context.js'
import { countOf } from '../format.js'
import { Icon } from './icon.js'
import { saveBlob, svgOfElement, svgToPng } from './picture-file.js'
import { savedAs, withCaption } from './saved-as.js'
import { type Column, copyText, csvOf, jsonOf, saveText } from './table.js'

/** A view's numbers as CSV or JSON, and its picture as SVG or PNG: one small menu. */
export function SaveTools<Row>({
  file: plainFile,
  columns,
  rows,
  all = async () => rows,
  svg,
  picture: pictured = true
}: {
  /** Name of the file without its ending; what is filtered is added to it. */
  file: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  /** Every row, where only the first ones are at hand. */
  all?: () => Promise<readonly Row[]>
  /** The picture; that of the card around the menu by default. */
  svg?: () => string | null
  /** There is nothing to draw: a list of rows. */
  picture?: boolean
}) {
  const store = useStore()
  const { announcement } = store
  const { name: file, caption } = savedAs(store, plainFile)
  const menu = useRef<HTMLDetailsElement>(null)
  const close = () => {
    if (!menu.current?.open) return
    menu.current.open = false
    menu.current.querySelector('summary')?.focus()
  }
  const picture = () => {
    const drawn = svg ? svg() : svgOfElement(menu.current!.closest('.card')!)
    const { surface, bg, ink2 } = store.colours.value
    return drawn === null ? null : withCaption(drawn, caption, svg ? bg : surface, ink2)
  }
  const copy = async (textOf: typeof csvOf) => {
    const every = await all()
    announcement.value = (await copyText(textOf(present, every)))
      ? `Copied ${countOf(every.length, 'row')}`
      : 'The browser does not allow copying here'
  }
  const present = columns.filter((column) => !column.absent)
  const choices: [string, () => unknown][] = [
    ['Copy as CSV', () => copy(csvOf)],
    ['Copy as JSON', () => copy(jsonOf)],
    ['Save CSV', async () => saveText(`${file}.csv`, csvOf(present, await all()), 'text/csv;charset=utf-8')],
    ['Save JSON', async () => saveText(`${file}.json`, jsonOf(present, await all()), 'application/json')],
    [
      'Save SVG',
      () => {
        const text = picture()
        if (text !== null) saveText(`${file}.svg`, text, 'image/svg+xml')
      }
    ],
    [
      'Save PNG',
      async () => {
        const text = picture()
        const blob = text === null ? null : await svgToPng(text)
        if (blob) saveBlob(`${file}.png`, blob)
        else announcement.value = 'This browser does not make the picture; save it as SVG'
      }
    ]
  ]
  return (
    <details
      class="popover save-tools no-print"
      ref={menu}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !menu.current?.open) return
        event.stopPropagation()
        close()
      }}
      onFocusOut={(event) => {
        const to = event.relatedTarget as Node | null
        if (to !== null && menu.current && !menu.current.contains(to)) menu.current.open = false
      }}
    >
      <summary class="button small icon-only" aria-label="Copy or save" title="Copy or save">
        <Icon name="download" />
      </summary>
      <div class="popover-body">
        {(pictured ? choices : choices.slice(0, 4)).map(([label, act]) => (
          <button
            type="button"
            class="value-row"
            key={label}
            onClick={() => {
              // The picture is taken without its menu.
              void (async () => act())().catch((error: Error) => {
                announcement.value = `That could not be saved: ${error.message}`
              })
              close()
            }}
          >
            {label}
          </button>
        ))}
      </div>
    </details>
  )
}
