import type { Measured } from './measure.js'

/** One comparison as it is stored in results/speed.json. */
export interface Stored {
  key: string
  stage: string
  name: string
  date: string
  machine: string
  settings: { size: string; rounds: number; threads: number }
  /** Of the machine over the last minute, ours included: above 1 a neighbour took part of the time. */
  load: number
  versions: Record<string, string>
  amount?: { unit: string; count: number }
  targets: Readonly<Record<string, number>>
  measured: Measured[]
}

/** benchmarks/README.md: how to run, and all stored comparisons. */
export function markdown(stored: readonly Stored[]): string {
  return `# Benchmarks

\`npm run bench -- speed [--stage reading|skipgram|kmeans|map|pipeline|journeys|scoring] [--size 1m|10m|100m|10m20k] [--rounds 5] [--threads 1]\`
measures the speed of each stage against other libraries ([what single changes gave](speed/README.md));
\`npm run bench -- discovery\` how well processes are found ([table](training/README.md#against-the-other-methods));
\`npm run bench -- training\` trains the weights ([how](training/README.md)); \`npm run bench -- size\` tells what is fetched
and how soon the page answers ([SIZE.md](SIZE.md)).

Logs are generated from a seed, with the truth, once, into \`benchmarks/.cache\`. Each contender runs in a process of its
own, in turn with the others (\`rounds\` times), and its result is checked before it is timed. Times are medians, ± half
the distance between the quartiles; "x ours" is the median of the ratios within each round, in brackets that of
processor time. Memory is the largest of the whole process. Peers from npm are installed on demand from
\`benchmarks/peers\`; those in Python come from the system (Debian: python3-gensim, python3-sklearn, python3-pandas, python3-faiss; the program fasttext).

The load tells how busy the machine was: above the threads in use, neighbours took part of the time, and only ratios
mean something. This file is written by the benchmark.
${stored.map(section).join('')}`
}

function section({ stage, name, date, machine, settings, load, versions, amount, targets, measured }: Stored): string {
  const versionText = Object.entries(versions)
    .map(([peer, version]) => `${peer} ${version}`)
    .join(', ')
  const rows = measured.map((one) => row(one, amount, targets[one.contender]))
  return `
## ${stage}: ${name}${settings.threads === 1 ? '' : `, ${settings.threads} threads`}

${date}, ${machine}; ${settings.rounds} round${settings.rounds === 1 ? '' : 's'}, ${settings.threads} thread${settings.threads === 1 ? '' : 's'}, load ${load.toFixed(1)}; ${versionText}.

| contender | time | memory | x ours (CPU) | target | result |
|---|---:|---:|---:|---:|---|
${rows.join('\n')}
`
}

function row(one: Measured, amount: Stored['amount'], target: number | undefined): string {
  if (one.missing) return `| ${one.contender} | - | - | - | - | ${one.missing} |`
  const rate = amount ? ` (${(amount.count / (one.medianMs / 1000)).toPrecision(3)} ${amount.unit}/s)` : ''
  const time = `${one.medianMs.toFixed(one.medianMs < 100 ? 1 : 0)} ms ±${(one.spread * 100).toFixed(0)} %${rate}`
  const ratio = one.ours ? '' : `${one.ratio.toFixed(2)} (${one.cpuRatio.toFixed(2)})`
  const verdict = target === undefined ? '' : `${target} ${one.ratio >= target ? 'met' : '**missed**'}`
  const result = Object.entries(one.result)
    .filter(([key]) => !key.endsWith('Sum'))
    .map(
      ([key, value]) => `${key} ${typeof value === 'number' && !Number.isInteger(value) ? value.toPrecision(5) : value}`
    )
    .join(', ')
  return `| ${one.contender} | ${time} | ${(one.peakBytes / 1e6).toFixed(0)} MB | ${ratio} | ${verdict} | ${result} |`
}
