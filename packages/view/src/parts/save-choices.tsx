import { useStore } from '../context.js'
import { countOf } from '../format.js'
import { svgOfElement, svgToPng } from './picture-file.js'
import { copyText, saveBlob, saveText } from './save-text.js'
import { savedAs, withCaption } from './saved-as.js'
import { type Column, csvOf, jsonOf } from './table.js'

/** What of a view is saved. */
export interface Saved<Row> {
  /** Name of the file without its ending; what is filtered is added to it. */
  file: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  /** Every row, where only the first ones are at hand. */
  all?: (() => Promise<readonly Row[]>) | undefined
  /** What is saved as JSON; the rows by default. */
  json?: (() => unknown) | undefined
  /** The element around the menu of which the picture is taken: `.card` by default. */
  within?: string | undefined
  /** The picture, where it is not that of an element. */
  svg?: (() => string | null | Promise<string | null>) | undefined
  /** There is nothing to draw: a list of rows. */
  picture?: boolean | undefined
}

/** The entries of the menu. `card`: of which the picture is taken; `onChosen`: closes the menu. */
export function SaveChoices<Row>({
  file: plainFile,
  columns,
  rows,
  all = async () => rows,
  json,
  svg,
  within,
  picture: pictured = true,
  card,
  onChosen
}: Saved<Row> & { card: () => Element; onChosen: () => void }) {
  const store = useStore()
  const { announcement } = store
  const { name: file, caption } = savedAs(store, plainFile)
  const picture = async () => {
    const drawn = svg ? await svg() : svgOfElement(card())
    const { surface, bg, ink2 } = store.colours.value
    return drawn === null ? null : withCaption(drawn, caption, svg || within ? bg : surface, ink2)
  }
  const jsonText: typeof jsonOf = (columns, rows) =>
    json === undefined ? jsonOf(columns, rows) : `${JSON.stringify(json(), null, 1)}\n`
  const copy = async (textOf: typeof csvOf) => {
    const every = await all()
    announcement.value = (await copyText(textOf(present, every)))
      ? `Copied ${countOf(every.length, 'row')}`
      : 'The browser does not allow copying here'
  }
  const present = columns.filter((column) => !column.absent)
  const choices: [string, () => unknown][] = [
    ['Copy as CSV', () => copy(csvOf)],
    ['Copy as JSON', () => copy(jsonText)],
    ['Save CSV', async () => saveText(`${file}.csv`, csvOf(present, await all()), 'text/csv;charset=utf-8')],
    ['Save JSON', async () => saveText(`${file}.json`, jsonText(present, await all()), 'application/json')],
    [
      'Save SVG',
      async () => {
        const text = await picture()
        if (text !== null) saveText(`${file}.svg`, text, 'image/svg+xml')
      }
    ],
    [
      'Save PNG',
      async () => {
        const text = await picture()
        const blob = text === null ? null : await svgToPng(text)
        if (blob) saveBlob(`${file}.png`, blob)
        else announcement.value = 'This browser does not make the picture; save it as SVG'
      }
    ]
  ]
  return (
    <>
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
            onChosen()
          }}
        >
          {label}
        </button>
      ))}
    </>
  )
}
