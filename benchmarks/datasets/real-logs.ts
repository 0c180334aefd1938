import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

/** One real or simulated log of the reference material: cases as lists of activity names. */
export interface RealLog {
  name: string
  cases: string[][]
}

interface Source {
  name: string
  path: string
  /** Columns of a CSV; XES needs none. */
  columns?: { case: string; activity: string; time: string; delimiter?: string }
}

const PM4PY = { case: 'case:concept:name', activity: 'concept:name', time: 'time:timestamp' }
const EVENT_DATA = { case: 'case_id', activity: 'activity', time: 'timestamp' }
const SOURCES: readonly Source[] = [
  {
    name: 'sepsis',
    path: 'sepsis/sepsis.csv.gz',
    columns: { case: 'Case ID', activity: 'Activity', time: 'Complete Timestamp', delimiter: ';' }
  },
  { name: 'traffic fines', path: 'sepsis/traffic_fines.csv.gz', columns: EVENT_DATA },
  { name: 'hospital billing', path: 'sepsis/hospital_billing.csv.gz', columns: EVENT_DATA },
  {
    name: 'e-commerce',
    path: 'rete_ecom/ecom.csv.gz',
    columns: { case: 'session_id', activity: 'event', time: 'timestamp' }
  },
  { name: 'receipt', path: 'pm4py_small/receipt.csv', columns: PM4PY },
  { name: 'helpdesk', path: 'pm4py_small/helpdesk.xes.gz' },
  { name: 'teleclaims', path: 'pm4py_small/02_teleclaims.xes.gz' },
  { name: 'repair', path: 'pm4py_small/03_repairExample.xes.gz' },
  { name: 'reviewing', path: 'pm4py_small/04_reviewing.xes.gz' }
]

let loaded: { logs: RealLog[]; absent: string[] } | null = null

/** The real logs that stand beside the checkout, and the names of those that do not. Read once. */
export function realLogs(): { logs: RealLog[]; absent: string[] } {
  if (loaded) return loaded
  const logs: RealLog[] = []
  const absent: string[] = []
  for (const source of SOURCES) {
    const path = sharedData(source.path)
    if (path === null) {
      absent.push(source.name)
      continue
    }
    const bytes = readFileSync(path)
    const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
    logs.push({ name: source.name, cases: source.columns ? readCsvCases(text, source.columns) : readXesCases(text) })
  }
  loaded = { logs, absent }
  return loaded
}

/** Path of `../shared/data/NAME` beside the checkout, from wherever this file runs; null where absent. */
function sharedData(name: string): string | null {
  for (const up of ['../../../', '../../../../']) {
    const path = fileURLToPath(new URL(`${up}shared/data/${name}`, import.meta.url))
    if (existsSync(path)) return path
  }
  const besideWorkingDirectory = `${process.cwd()}/../shared/data/${name}`
  return existsSync(besideWorkingDirectory) ? besideWorkingDirectory : null
}

function readCsvCases(text: string, columns: NonNullable<Source['columns']>): string[][] {
  const delimiter = columns.delimiter ?? ','
  const lines = text.split(/\r?\n/)
  const header = splitLine(lines[0]!, delimiter)
  const [c, a, t] = [columns.case, columns.activity, columns.time].map((name) => header.indexOf(name)) as [
    number,
    number,
    number
  ]
  const cases = new Map<string, { activity: string; time: string }[]>()
  for (const line of lines.slice(1)) {
    if (line === '') continue
    const fields = splitLine(line, delimiter)
    const steps = cases.get(fields[c]!) ?? []
    steps.push({ activity: fields[a]!, time: fields[t]! })
    cases.set(fields[c]!, steps)
  }
  // All stamps of one file have one format that sorts as text; ties keep the order of the file.
  return [...cases.values()].map((steps) =>
    steps.sort((x, y) => (x.time < y.time ? -1 : x.time > y.time ? 1 : 0)).map((step) => step.activity)
  )
}

function splitLine(line: string, delimiter: string): string[] {
  if (!line.includes('"')) return line.split(delimiter)
  const fields: string[] = []
  let field = ''
  let quoted = false
  for (let i = 0; i < line.length; i++) {
    const letter = line[i]!
    if (letter === '"') {
      if (quoted && line[i + 1] === '"') field += line[++i]!
      else quoted = !quoted
    } else if (letter === delimiter && !quoted) {
      fields.push(field)
      field = ''
    } else field += letter
  }
  fields.push(field)
  return fields
}

function readXesCases(text: string): string[][] {
  return [...text.matchAll(/<trace>([\s\S]*?)<\/trace>/g)].map((trace) =>
    [...trace[1]!.matchAll(/<event>([\s\S]*?)<\/event>/g)].flatMap((event) => {
      const name = /key="concept:name"\s+value="([^"]*)"/.exec(event[1]!)
      return name ? [name[1]!] : []
    })
  )
}
