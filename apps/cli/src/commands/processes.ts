import type { Command } from 'commander'
import { type DiscoverFlags, withDiscoverOptions } from '../discover-options.js'
import { processesCsv, processesTable } from '../discovery-text.js'
import { positionals } from '../input.js'
import { type LogFlags, withLogOptions, withOutputOptions } from '../options.js'
import { json, writeOut } from '../output.js'
import { Session } from '../session.js'
import { type FilterFlags, filteredDiscovery, withSessionFilters } from '../session-filters.js'

/** `desirepath processes LOG|RESULT` */
export function addProcesses(program: Command): void {
  const command = program
    .command('processes')
    .usage('[options] <log or result>')
    .summary('list the processes of a log or of a saved result')
    .description('List the processes of a log, or of what discover --out wrote.')
    .argument('[log]', 'a log, - for stdin, or the folder that discover --out wrote')
    .addHelpText(
      'after',
      `
Examples:
  $ desirepath processes result/
  $ desirepath processes clicks.csv --session-timeout 30m --format csv
  $ desirepath processes clicks.csv --session-timeout 30m --with-process "pay bill" --where device=phone`
    )
    .action(async (log: string | undefined, flags: LogFlags & DiscoverFlags & FilterFlags) => {
      const [path] = positionals([log], ['LOG'])
      const found = await filteredDiscovery(path, flags, new Session(flags))
      // Of a part of the sessions, those that have no run in it are not listed.
      const discovery = found.filtered ? { ...found, processes: found.processes.filter(({ runs }) => runs > 0) } : found
      const { processes, families, filtered } = discovery
      await writeOut(
        flags.format === 'json'
          ? json({ processes, families, ...(filtered && { filtered }) })
          : flags.format === 'csv'
            ? processesCsv(discovery)
            : processesTable(discovery)
      )
    })
  withOutputOptions(command, ['table', 'json', 'csv'])
  withSessionFilters(command)
  withLogOptions(command)
  withDiscoverOptions(command)
}
