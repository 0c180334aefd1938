import type { Command } from 'commander'
import { type DiscoverFlags, withDiscoverOptions } from '../discover-options.js'
import { processesCsv, processesTable } from '../discovery-text.js'
import { positionals } from '../input.js'
import { type LogFlags, withLogOptions, withOutputOptions } from '../options.js'
import { json, writeOut } from '../output.js'
import { discoveryOf } from '../result.js'
import { Session } from '../session.js'

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
  $ desirepath processes clicks.csv --session-timeout 30m --format csv`
    )
    .action(async (log: string | undefined, flags: LogFlags & DiscoverFlags) => {
      const [path] = positionals([log], ['LOG'], flags)
      const discovery = await discoveryOf(path, flags, new Session(flags))
      const { processes, families } = discovery
      await writeOut(
        flags.format === 'json'
          ? json({ processes, families })
          : flags.format === 'csv'
            ? processesCsv(discovery)
            : processesTable(discovery)
      )
    })
  withOutputOptions(command, ['table', 'json', 'csv'])
  withLogOptions(command)
  withDiscoverOptions(command)
}
