import { availableParallelism } from 'node:os'
import type { DiscoverOptions } from '@desirepath/core'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { UsageError } from './failure.js'
import { anyNumber, each, wholeNumber } from './options.js'
import type { Session } from './session.js'

/** How processes are found; all have defaults. */
export interface DiscoverFlags {
  method?: DiscoverOptions['method']
  clusters?: number
  clustersBy?: 'silhouette' | 'elbow'
  dimensions?: number
  window?: number
  epochs?: number
  negative?: number
  minCount?: number
  sample?: number
  learningRate?: number
  solver?: 'auto' | 'counts' | 'stochastic'
  perplexity?: number
  mapIterations?: number
  eps?: number
  minPoints?: number
  on?: 'vectors' | 'map'
  resolution?: number
  stability?: number | false
  seed?: number
  threads?: number
  terminal?: string[]
  name?: Record<string, string>
  mixBy?: string[] | false
  timeZone?: string
}

/** Adds the options of `discover`. */
export function withDiscoverOptions(command: Command): Command {
  return command
    .hook('preAction', (_, called) => checkMethodOptions(called.opts()))
    .optionsGroup('How processes are found (the defaults need no thought):')
    .addOption(
      new Option('-m, --method <method>', 'auto needs no number of processes')
        .choices(['auto', 'kmeans', 'hdbscan', 'dbscan', 'leiden'])
        .default('auto')
    )
    .option('--clusters <k>', 'kmeans: how many (default: chosen)', wholeNumber(2))
    .addOption(new Option('--clusters-by <measure>', 'kmeans without --clusters').choices(['silhouette', 'elbow']))
    .option('--eps <radius>', 'dbscan: radius (default: 5 on the map, 0.5 on vectors)', anyNumber(0))
    .option('--min-points <n>', 'dbscan, hdbscan: points of a dense place (default: 3)', wholeNumber(1))
    .addOption(new Option('--on <space>', 'dbscan: what it runs on (default: map)').choices(['map', 'vectors']))
    .option('--resolution <r>', 'leiden: larger finds more (default: chosen)', anyNumber(0))
    .option('--dimensions <n>', 'length of the vectors (default: 100)', wholeNumber(2))
    .option('--window <n>', 'steps to each side that count as context (default: 4)', wholeNumber(1))
    .option('--epochs <n>', 'passes of the stochastic solver (default: 5)', wholeNumber(1))
    .option('--negative <n>', 'negative samples for each pair (default: 5)', wholeNumber(1))
    .option('--min-count <n>', 'activities with fewer events get no vector (default: 0)', wholeNumber(0))
    .option('--sample <share>', 'subsampling of frequent activities (default: 1e-3; 0 = off)', anyNumber(0))
    .option('--learning-rate <rate>', 'start of the stochastic solver (default: 0.025)', anyNumber(0))
    .addOption(
      new Option('--solver <solver>', 'of the vectors (default: auto)').choices(['auto', 'counts', 'stochastic'])
    )
    .option('--perplexity <n>', 'of the map (default: by the number of activities)', anyNumber(1))
    .option('--map-iterations <n>', 'of the map (default: by the number of activities)', wholeNumber(1))
    .option('--stability <n>', 'bootstrap resamples; 0 = off (default: by the size of the log)', wholeNumber(0))
    .option('--no-stability', 'the same as --stability 0')
    .option('--terminal <activity>', 'one that completes a process; again for more (default: learned)', each)
    .option('--name <activity=name>', 'your name for the process that holds this activity; again for more', ownName)
    .option('--seed <n>', 'same log, options and seed: same bytes (default: 1)', wholeNumber(0))
    .option('--threads <n>', 'changes the time only, never the result (default: all cores)', wholeNumber(1))
}

function ownName(text: string, before: Record<string, string> | undefined): Record<string, string> {
  const at = text.lastIndexOf('=')
  if (at > 0 && at < text.length - 1) return { ...before, [text.slice(0, at)]: text.slice(at + 1) }
  throw new InvalidArgumentError("Write it as 'activity=name'.")
}

/** Options that only some methods have. */
const OF_METHODS: [flag: keyof DiscoverFlags, option: string, methods: readonly string[]][] = [
  ['clusters', '--clusters', ['kmeans']],
  ['clustersBy', '--clusters-by', ['kmeans']],
  ['eps', '--eps', ['dbscan']],
  ['on', '--on', ['dbscan']],
  ['minPoints', '--min-points', ['dbscan', 'hdbscan']],
  ['resolution', '--resolution', ['leiden']]
]

/** @throws UsageError where an option is given that the method has not: it would silently do nothing */
function checkMethodOptions(flags: DiscoverFlags): void {
  for (const [flag, option, methods] of OF_METHODS) {
    if (flags[flag] === undefined || methods.includes(flags.method ?? 'auto')) continue
    throw new UsageError(
      `${option} is an option of the method ${methods.join(' and ')}; the method is ${flags.method ?? 'auto'}.`,
      `Add ${methods.map((method) => `--method ${method}`).join(' or ')}, or leave ${option} out.`
    )
  }
}

/** The options as the core package takes them. */
export function discoverOptions(flags: DiscoverFlags, session: Session): DiscoverOptions {
  const same = [
    'method',
    'clusters',
    'clustersBy',
    'eps',
    'minPoints',
    'on',
    'resolution',
    'dimensions',
    'window',
    'epochs',
    'negative',
    'minCount',
    'sample',
    'learningRate',
    'solver',
    'perplexity',
    'mapIterations',
    'seed',
    'terminal',
    'timeZone'
  ] as const
  const given = Object.fromEntries(same.filter((name) => flags[name] !== undefined).map((name) => [name, flags[name]]))
  const { stability, name, mixBy, threads = availableParallelism() } = flags
  return {
    ...given,
    ...(stability === false ? { stability: 0 } : typeof stability === 'number' && { stability }),
    ...(name !== undefined && { names: name }),
    ...(mixBy !== undefined && { mixBy: mixBy === false ? [] : mixBy }),
    threads,
    onProgress: session.progress.report
  }
}
