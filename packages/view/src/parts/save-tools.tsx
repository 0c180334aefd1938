import { useRef } from 'preact/hooks'
import { useStore } from '../context.js'
import { countOf } from '../format.js'
import { Icon } from './icon.js'
import { saveBlob, svgOfElement, svgToPng } from './picture-file.js'
import { type Column, copyText, csvOf, jsonOf, saveText } from './table.js'

/** A view's numbers as CSV or JSON, and its picture as SVG or PNG: one small menu. */
export function SaveTools<Row>({
  file,
  columns,
  rows,
  svg
}: {
  file: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  /** The picture; that of the card around the menu by default. */
  svg?: () => string | null
}) {
  const { announcement } = useStore()
  const menu = useRef<HTMLDetailsElement>(null)
  const close = () => {
    if (!menu.current?.open) return
    menu.current.open = false
    menu.current.querySelector('summary')?.focus()
  }
  const picture = () => (svg ? svg() : svgOfElement(menu.current!.closest('.card')!))
  const copy = async (text: string) => {
    announcement.value = (await copyText(text))
      ? `Copied ${countOf(rows.length, 'row')}`
      : 'The browser does not allow copying here'
  }
  const present = columns.filter((column) => !column.absent)
  const choices: [string, () => unknown][] = [
    ['Copy as CSV', () => copy(csvOf(present, rows))],
    ['Copy as JSON', () => copy(jsonOf(present, rows))],
    ['Save CSV', () => saveText(`${file}.csv`, csvOf(present, rows), 'text/csv;charset=utf-8')],
    ['Save JSON', () => saveText(`${file}.json`, jsonOf(present, rows), 'application/json')],
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
        {choices.map(([label, act]) => (
          <button
            type="button"
            class="value-row"
            key={label}
            onClick={() => {
              // The picture is taken without its menu.
              void act()
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
