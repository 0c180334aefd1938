import type { Agreement } from './metrics.js'

/** One contender on one log. */
export interface Row extends Agreement {
  family: string
  target: number | null
  seed: number
  contender: string
  /** ARI where activities that only noise brought in are judged too, by the process that they were made for. */
  ariWithNoise: number
  hubsFound: number | null
  sharedFound: number | null
  falseHubs: number
  milliseconds: number
  events: number
  activities: number
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

/**
 * Mean and worst ARI by family and contender with the target; the same with what only noise brought in for families that
 * have any; then noise, clusters, hubs and runtime.
 */
export function tableText(rows: readonly Row[], contenders: readonly { name: string; note: string }[]): string {
  const families = [...new Set(rows.map((row) => row.family))]
  const of = (family: string | null, contender: string) =>
    rows.filter((row) => (family === null || row.family === family) && row.contender === contender)
  const width = Math.max(20, ...families.map((family) => family.length)) + 2
  const cell = (text: string) => text.padStart(17)
  const head =
    'ARI: mean / worst'.padEnd(width) + contenders.map((one) => cell(one.name)).join('') + cell('asked of ours')
  const line = (family: string, figure: (row: Row) => number) =>
    family.padEnd(width) +
    contenders
      .map((one) => {
        const values = of(family, one.name).map(figure)
        return cell(`${mean(values).toFixed(3)} / ${Math.min(...values).toFixed(3)}`)
      })
      .join('')
  const lines = families.map((family) => {
    const target = rows.find((row) => row.family === family)?.target
    return line(family, (row) => row.ari) + cell(target ? target.toFixed(3) : '-')
  })
  const noisy = families
    .filter((family) => of(family, contenders[0]?.name ?? '').some((row) => row.ariWithNoise !== row.ari))
    .map((family) => line(family, (row) => row.ariWithNoise))
  const withNoise =
    noisy.length > 0 ? ['', 'The same, with activities that no process ever took, but only noise:', ...noisy] : []
  const overall = contenders.map((one) => {
    const means = families.map((family) => mean(of(family, one.name).map((row) => row.ari)))
    return cell(`${mean(means).toFixed(3)} / ${Math.min(...means).toFixed(3)}`)
  })
  const more = contenders.map((one) => {
    const all = of(null, one.name)
    const off = mean(all.map((row) => Math.abs(row.clusters - row.processes) / row.processes))
    const hubs = all.flatMap((row) => (row.hubsFound === null ? [] : [row.hubsFound]))
    const shared = all.flatMap((row) => (row.sharedFound === null ? [] : [row.sharedFound]))
    const seconds = all.map((row) => row.milliseconds / 1000)
    return `${one.name}: NMI ${mean(all.map((row) => row.nmi)).toFixed(3)}, noise ${percent(mean(all.map((row) => row.noise)))}, number of processes off by ${percent(off)}, hubs found ${percent(mean(hubs))} (with steps of shared subroutines ${percent(mean(shared))}), steps taken for hubs ${percent(mean(all.map((row) => row.falseHubs)))}; ${mean(seconds).toFixed(2)} s a log, at most ${Math.max(...seconds).toFixed(2)} s (${one.note})`
  })
  return [head, ...lines, 'mean of families'.padEnd(width) + overall.join(''), ...withNoise, '', ...more].join('\n')
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`
