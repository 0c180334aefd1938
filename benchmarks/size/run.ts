/**
 * What is carried and fetched, and how soon the page answers: `npm run bench -- size [--rounds 5]`. Bytes are those of
 * gzip -9; times are the browser's own marks, medians.
 */
import { writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { type CoreSize, type Sized, sizesOfCore } from './core.js'
import { absent, fetchedUntilResult, type Opening, openings, type PageSize } from './page.js'

const results = new URL('../../results/size.json', import.meta.url)
const table = new URL('../../SIZE.md', import.meta.url)

export async function runSize(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { rounds: { type: 'string', default: '5' } } })
  const core = await sizesOfCore()
  for (const { imported, fetched, later } of core) {
    say(`@desirepath/core, ${imported}: ${kilobytes(sum(fetched))} (target 90 kB), later ${kilobytes(sum(later))}`)
    list(fetched)
  }
  const why = absent()
  if (why !== null) {
    say(`The page is not measured: ${why}.`)
    return
  }
  const pages = []
  for (const sample of ['ecom.csv.gz', 'bank.csv.gz']) {
    const page = await fetchedUntilResult(sample)
    pages.push(page)
    const { toOpen, toColumns, toResult, after } = page
    const all = [...toOpen, ...toColumns, ...toResult]
    say(
      `The page, scripts and wasm: ${kilobytes(sum(toOpen))} to open, ${kilobytes(sum(all))} to the processes of ${sample} (target 150 kB)`
    )
    list(all)
    say(`  by itself after that ${kilobytes(sum(after))}`)
    list(after)
  }
  const opened = await openings(Number(values.rounds))
  const openingsMs = Object.entries(opened).map(([how, rounds]) => {
    const median = (of: (one: Opening) => number) => rounds.map(of).sort((a, b) => a - b)[rounds.length >> 1]!
    const figures = {
      how,
      painted: median((one) => one.painted),
      interactive: median((one) => one.interactive),
      firstInputDelay: median((one) => one.firstInputDelay),
      longestTask: median((one) => one.longestTask)
    }
    say(
      `Opening, ${how}: painted after ${figures.painted.toFixed(0)} ms, answers after ${figures.interactive.toFixed(0)} ms (target 1000 ms); a first click waits ${figures.firstInputDelay.toFixed(1)} ms; longest task ${figures.longestTask.toFixed(0)} ms`
    )
    return figures
  })
  const load = loadavg()[0]!
  say(`${cpus().length} cores, load ${load.toFixed(1)}`)
  const date = new Date().toISOString().slice(0, 10)
  const found = { date, cores: cpus().length, load, core, pages, openingsMs }
  writeFileSync(results, `${JSON.stringify(found, null, 1)}\n`)
  writeFileSync(table, markdown(found))
}

interface Found {
  date: string
  cores: number
  load: number
  core: readonly CoreSize[]
  pages: readonly PageSize[]
  openingsMs: readonly (Opening & { how: string })[]
}

function markdown({ date, cores, load, core, pages, openingsMs }: Found): string {
  const rows: string[] = []
  for (const { imported, fetched, later } of core)
    rows.push(
      `| @desirepath/core, ${imported} | ${kilobytes(sum(fetched))} | 90 kB | and ${kilobytes(sum(later))} later |`
    )
  for (const { sample, toOpen, toColumns, toResult, after } of pages) {
    const all = [...toOpen, ...toColumns, ...toResult]
    const parts = all.map(({ name, bytes }) => `${name} ${kilobytes(bytes)}`).join(', ')
    rows.push(
      `| the page, until the processes of ${sample} | ${kilobytes(sum(all))} | 150 kB | ${parts}; by itself after that ${kilobytes(sum(after))} |`
    )
  }
  const times = openingsMs.map(
    ({ how, painted, interactive, firstInputDelay, longestTask }) =>
      `| ${how} | ${interactive.toFixed(0)} ms | 1000 ms | painted after ${painted.toFixed(0)} ms, a first click waits ${firstInputDelay.toFixed(1)} ms, longest task ${longestTask.toFixed(0)} ms |`
  )
  return `# Size and start

Written by \`npm run bench -- size\`. Bytes are those of gzip -9, scripts and wasm together. Core is bundled, tree-shaken
and minified by Vite, its wasm and weights within; fetched is what Node loads of it to read a CSV (ecom.csv.gz) and to find
its processes (one thread, stability not checked, which loads .8 kB more), later come other formats and methods, worker
threads, and what odd rows, unusual stamps and activities of few steps need.
The page is what Chromium fetches from opening it to the map of a log. What it fetches by itself in the ten seconds after,
to answer to pointer and keys and for the first click, is told apart; views that are asked for are in neither.

| what | fetched | aim | |
|---|---:|---:|---|
${rows.join('\n')}

Opening the page, by the browser's own marks (medians; ${date}, ${cores} cores, load ${load.toFixed(1)}): it answers from the
moment that its script has run.

| page | answers after | aim | |
|---|---:|---:|---|
${times.join('\n')}
`
}

const sum = (files: readonly Sized[]) => files.reduce((total, { bytes }) => total + bytes, 0)
const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`

function list(files: readonly Sized[]): void {
  for (const { name, bytes } of files) say(`  ${kilobytes(bytes).padStart(9)}  ${name}`)
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
