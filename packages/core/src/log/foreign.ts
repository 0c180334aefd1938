import { InputError } from '../errors.js'
import { type Format, HINT } from './formats.js'
import { latin1, startsWith } from './sniff.js'

/** Files that are often met and are no log, by their first bytes. */
const FOREIGN: { name: string; magic: (number | string)[]; hint: string }[] = [
  {
    name: 'an old Excel workbook or other Office file',
    magic: [0xd0, 0xcf, 0x11, 0xe0],
    hint: 'Save the sheet as CSV (UTF-8).'
  },
  { name: 'a PDF', magic: ['%PDF'], hint: HINT },
  {
    name: 'an SQLite database',
    magic: ['SQLite format 3'],
    hint: 'Export the table as CSV: sqlite3 -csv -header FILE "select * from events".'
  },
  { name: 'bzip2-compressed', magic: ['BZh'], hint: 'Unpack it first (bunzip2), or compress with gzip.' },
  {
    name: 'zstd-compressed',
    magic: [0x28, 0xb5, 0x2f, 0xfd],
    hint: 'Unpack it first (unzstd), or compress with gzip.'
  },
  { name: 'xz-compressed', magic: [0xfd, '7zXZ'], hint: 'Unpack it first (unxz), or compress with gzip.' },
  { name: 'a 7z archive', magic: ['7z', 0xbc, 0xaf], hint: 'Unpack it first.' },
  { name: 'LZ4-compressed', magic: [0x04, 0x22, 0x4d, 0x18], hint: 'Unpack it first, or compress with gzip.' },
  { name: 'an Avro file', magic: ['Obj', 1], hint: 'Convert it to Parquet or JSON Lines.' },
  { name: 'an Arrow file', magic: ['ARROW1'], hint: 'Convert it to Parquet.' },
  { name: 'an ORC file', magic: ['ORC'], hint: 'Convert it to Parquet.' },
  { name: 'an image', magic: [0x89, 'PNG'], hint: HINT },
  { name: 'an image', magic: [0xff, 0xd8, 0xff], hint: HINT },
  { name: 'an image', magic: ['GIF8'], hint: HINT },
  { name: 'a program', magic: [0x7f, 'ELF'], hint: HINT }
]

/** @throws InputError UNKNOWN_FORMAT for files that are known and are no log. */
export function refuseKnown(head: Uint8Array): void {
  if (startsWith(head, ['PK', 3, 4]) || startsWith(head, ['PK', 5, 6])) {
    const names = latin1(head.subarray(0, 4096))
    const workbook = names.includes('xl/') || names.includes('[Content_Types].xml')
    throw new InputError(
      'UNKNOWN_FORMAT',
      workbook ? 'This is an Excel workbook, not a text log.' : 'This is a zip archive, not a log.',
      workbook ? 'Open it and save the sheet with the events as CSV (UTF-8).' : 'Unpack it and give the file inside.'
    )
  }
  for (const { name, magic, hint } of FOREIGN) {
    if (startsWith(head, magic)) throw new InputError('UNKNOWN_FORMAT', `This is ${name}, not a log.`, hint)
  }
}

/**
 * What a text is that begins with `<`.
 *
 * @throws InputError UNKNOWN_FORMAT for HTML, and for XML that is not XES
 */
export function formatOfMarkup(text: string): Format {
  if (/<log[\s>]/i.test(text)) return 'xes'
  if (/^<!doctype html|<html[\s>]|^<(head|body|div|table|script)[\s>]/i.test(text)) {
    throw new InputError(
      'UNKNOWN_FORMAT',
      'This is a web page (HTML), not a log.',
      'Perhaps a login or error page was saved in its place: open it in a browser. ' + HINT
    )
  }
  if (/^<\?xml|^<[a-z][\w:.-]*[\s/>]|^<!--/i.test(text)) {
    throw new InputError(
      'UNKNOWN_FORMAT',
      'This is XML, but not XES: it has no <log> element.',
      'Convert it to XES or CSV (MXML: with ProM or PM4Py).'
    )
  }
  return 'csv'
}
