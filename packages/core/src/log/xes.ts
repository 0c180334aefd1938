import { InputError } from '../errors.js'
import { decodeText } from './cells.js'
import { GrowingColumns } from './growing-columns.js'
import { type RowReader, type RowReceiver, SAMPLE_BYTES, SAMPLE_ROWS } from './rows.js'
import type { Peekable } from './source.js'
import { transcoded } from './transcode.js'
import { XesEvents } from './xes-events.js'
import { XmlError } from './xml-scanner.js'

/**
 * Opens an XES log (IEEE 1849). Attributes of an event are columns by their key, those of its trace by `case:` and their
 * key. Attributes inside attributes are passed over; every lifecycle event is kept as it stands. A trace without a name
 * is called by its number.
 *
 * @throws InputError BROKEN_FILE for XML that is not well-formed
 */
export async function xesRows(text: Peekable, encoding: string | null): Promise<RowReader> {
  const head = await text.peek(SAMPLE_BYTES)
  // A text that came in another encoding is UTF-8 by now, whatever its declaration says.
  const declared = encoding === null ? declaredEncoding(head) : 'utf-8'
  const columns = new GrowingColumns()
  const sample: string[][] = []
  const notes: string[] = []
  const utf8 = (chunks: AsyncIterable<Uint8Array>) => (declared === 'utf-8' ? chunks : transcoded(chunks, declared))
  const reader = new XesEvents(columns, (cells) => {
    sample.push(cells.texts())
    return sample.length < SAMPLE_ROWS
  })
  try {
    for await (const bytes of utf8(only(head))) reader.write(bytes, false)
    reader.endTrace()
  } catch {
    // What is wrong is said when the whole file is read.
  }
  return {
    format: 'xes',
    delimiter: null,
    encoding: encoding ?? declared,
    columns: columns.names,
    width: 0,
    sample,
    notes,
    declare: (options) => columns.declare(options),
    unseen: () => columns.unseen(),
    read
  }

  async function read(to: RowReceiver): Promise<void> {
    columns.want(to.columns, (name, index) => to.column(name, index))
    const reader = new XesEvents(columns, (cells) => to.row(cells))
    try {
      for await (const bytes of utf8(text.chunks())) {
        reader.write(bytes, false)
        if (reader.stopped) return
      }
      reader.write(new Uint8Array(0), true)
    } catch (error) {
      if (error instanceof InputError) throw error
      if (!(error instanceof XmlError)) throw error
      throw new InputError(
        'BROKEN_FILE',
        `The XES file is not well-formed XML: ${error.message} (after ${reader.events} events).`,
        'It may be cut off: fetch or export it again.'
      )
    }
    if (reader.unnamedTraces > 0) {
      notes.push(`${reader.unnamedTraces} traces have no concept:name: they are called by their number.`)
    }
  }
}

function declaredEncoding(head: Uint8Array): string {
  const label = /^\s*<\?xml[^>]*encoding=["']([\w.:-]+)["']/i.exec(decodeText(head, 0, Math.min(head.length, 200)))?.[1]
  try {
    return new TextDecoder(label ?? 'utf-8').encoding
  } catch {
    return 'utf-8'
  }
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
