import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { digest } from './contender.js'
import type { Outcome } from './measure.js'
import { CACHE, type LogSize, plantedLog } from './planted-log.js'

/** A planted log in another format, and what any reader must make of it. */
export interface FormattedLog {
  title: string
  path: string
  bytes: number
  result: Outcome['result']
}

interface Rows {
  session: string[]
  activity: string[]
  /** `YYYY-MM-DD hh:mm:ss` */
  stamp: string[]
}

interface Format {
  title: string
  file: string
  /** Traces hold the events of one session together. */
  grouped?: boolean
  write(rows: Rows, path: string): void | Promise<void>
}

const FORMATS: readonly Format[] = [
  {
    title: 'gzipped CSV',
    file: 'csv.gz',
    write: (rows, path) => writeFileSync(path, gzipSync([...csv(rows)].join('')))
  },
  { title: 'JSON Lines', file: 'jsonl', write: (rows, path) => writePieces(path, jsonLines(rows)) },
  { title: 'XES', file: 'xes', grouped: true, write: (rows, path) => writePieces(path, xes(rows)) },
  { title: 'Parquet', file: 'parquet', write: writeParquet }
]

/** A planted CSV in the other formats that are read; written once, with what was written. */
export async function formattedLogs(size: LogSize): Promise<FormattedLog[]> {
  const source = plantedLog(size).path
  const logs: FormattedLog[] = []
  let rows: Rows | undefined
  for (const { title, file, grouped, write } of FORMATS) {
    const path = new URL(`planted-${size.name}-1.${file}`, CACHE).pathname
    const truth = `${path}.digest.json`
    if (!existsSync(truth)) {
      process.stderr.write(`Writing ${path} (once)...\n`)
      rows ??= readRows(source)
      const written = grouped ? bySession(rows) : rows
      await write(written, `${path}.part`)
      renameSync(`${path}.part`, path)
      writeFileSync(truth, JSON.stringify(digestOf(written)))
    }
    logs.push({ title, path, bytes: statSync(path).size, result: JSON.parse(readFileSync(truth, 'utf8')) })
  }
  return logs
}

function readRows(path: string): Rows {
  const rows: Rows = { session: [], activity: [], stamp: [] }
  for (const line of readFileSync(path, 'latin1').split('\n').slice(1)) {
    const [session, activity, stamp] = line.split(',')
    if (stamp === undefined) continue
    rows.session.push(session!)
    rows.activity.push(activity!)
    rows.stamp.push(stamp)
  }
  return rows
}

/** The rows of one session after the other, in the order in which these begin. */
function bySession({ session, activity, stamp }: Rows): Rows {
  const places = new Map<string, number[]>()
  session.forEach((id, row) => {
    const own = places.get(id)
    if (own) own.push(row)
    else places.set(id, [row])
  })
  const order = [...places.values()].flat()
  const of = (column: string[]) => order.map((row) => column[row]!)
  return { session: of(session), activity: of(activity), stamp: of(stamp) }
}

function digestOf({ session, activity, stamp }: Rows): Outcome['result'] {
  const coded = (texts: string[]) => {
    const codes = new Map<string, number>()
    return texts.map((text) => {
      const code = codes.get(text) ?? codes.size
      codes.set(text, code)
      return code
    })
  }
  return digest(
    coded(session),
    coded(activity),
    stamp.map((text) => Date.parse(`${text}Z`))
  )
}

function* csv({ session, activity, stamp }: Rows): Generator<string> {
  yield 'session_id,activity,timestamp\n'
  for (let i = 0; i < session.length; i++) yield `${session[i]},${activity[i]},${stamp[i]}\n`
}

function* jsonLines({ session, activity, stamp }: Rows): Generator<string> {
  for (let i = 0; i < session.length; i++) {
    yield `${JSON.stringify({ session_id: session[i], activity: activity[i], timestamp: stamp[i] })}\n`
  }
}

function* xes({ session, activity, stamp }: Rows): Generator<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0">\n'
  for (let i = 0; i < session.length; i++) {
    if (session[i] !== session[i - 1]) {
      yield `${i === 0 ? '' : '</trace>\n'}<trace><string key="concept:name" value="${session[i]}"/>\n`
    }
    yield `<event><string key="concept:name" value="${activity[i]}"/><date key="time:timestamp" value="${stamp[i]!.replace(' ', 'T')}Z"/></event>\n`
  }
  yield '</trace>\n</log>\n'
}

async function writeParquet({ session, activity, stamp }: Rows, path: string): Promise<void> {
  // What core's own tests write with.
  const find = createRequire(new URL('../../../packages/core/package.json', import.meta.url))
  const { parquetWriteBuffer } = (await import(pathToFileURL(find.resolve('hyparquet-writer')).href)) as {
    parquetWriteBuffer(options: { columnData: { name: string; data: unknown[]; type: string }[] }): ArrayBuffer
  }
  const columnData = [
    { name: 'session_id', data: session, type: 'STRING' },
    { name: 'activity', data: activity, type: 'STRING' },
    { name: 'timestamp', data: stamp.map((text) => new Date(`${text}Z`)), type: 'TIMESTAMP' }
  ]
  writeFileSync(path, new Uint8Array(parquetWriteBuffer({ columnData })))
}

function writePieces(path: string, pieces: Iterable<string>): void {
  const file = openSync(path, 'w')
  let waiting: string[] = []
  for (const piece of pieces) {
    waiting.push(piece)
    if (waiting.length < 10_000) continue
    writeSync(file, waiting.join(''))
    waiting = []
  }
  writeSync(file, waiting.join(''))
  closeSync(file)
}
