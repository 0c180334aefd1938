import { VERSION } from '@desirepath/core'
import { Command } from 'commander'
import { addCount } from './commands/count.js'
import { addDescribe } from './commands/describe.js'
import { addDiscover } from './commands/discover.js'
import { addFind } from './commands/find.js'
import { addFlow } from './commands/flow.js'
import { addJourney } from './commands/journey.js'
import { addMix } from './commands/mix.js'
import { addProcess } from './commands/process.js'
import { addProcesses } from './commands/processes.js'
import { addSample } from './commands/sample.js'
import { addScore } from './commands/score.js'
import { addSessions } from './commands/sessions.js'
import { addWhy } from './commands/why.js'
import { styled } from './print.js'

/** All commands, their options and examples. */
export function buildProgram(): Command {
  const program = new Command('desirepath')
    .description('From a log of who did what, when, to the processes that people really follow.')
    .version(VERSION, '-V, --version')
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => write(`${styled('red', 'Error:', process.stderr)} ${asSaidHere(text)}`)
    })
    .showHelpAfterError('(add --help for the options and examples)')
    .configureHelp({ sortSubcommands: false, showGlobalOptions: false, subcommandTerm: (command) => command.name() })
    .addHelpText(
      'after',
      `
Examples:
  $ desirepath sample ecom --out ecom.csv
  $ desirepath describe ecom.csv
  $ desirepath discover ecom.csv --session session_id --out result
  $ desirepath process 0 result/

Data goes to stdout, everything else to stderr. Exit codes: 0 done, 1 the run failed, 2 wrong usage, 130 stopped.
Nothing leaves this machine.`
    )
  for (const add of [
    addDescribe,
    addDiscover,
    addProcesses,
    addProcess,
    addFlow,
    addSessions,
    addFind,
    addJourney,
    addMix,
    addWhy,
    addScore,
    addCount,
    addSample
  ])
    add(program)
  return program
}

/** Commander's messages without their beginning. More arguments than wanted are mostly values of the option before. */
const asSaidHere = (text: string): string =>
  text
    .replace(/^error: /, '')
    .replace(/^too many arguments.*/, '$& An option takes one value: write the option again for each further one.')

/** Names of the core package in its messages, and what they are on the command line. */
const SAID: [inCore: RegExp, here: string][] = [
  [/^splitSessions start\b/, '--session-start'],
  [/^splitSessions end\b/, '--session-end'],
  [/^dropActivities\b/, '--drop'],
  [/^mixBy\b/, '--by'],
  [/^timeout is\b/, '--session-timeout is'],
  [/^(from|to|at|last|encoding|delimiter) is\b/, '--$1 is'],
  [/^at (?=')/, '--at '],
  [/^why names the activity ('.*'), which the log does not have/, 'The log has no activity $1'],
  [/^(--from is not before) to\b/, '$1 --to'],
  // One role, or several, by the name of the option of readLog and of the command line.
  [/ by the options? [a-zA-Z, ]+ \(on the command line (--[^)]+)\)/, ' by $1'],
  [/^Say which by the option \w+ \(on the command line (--[^)]+)\)/, 'Say which by $1'],
  [/ with the option ([a-z]+) naming\b/, ' with --$1 naming'],
  [/^(Say which: )dateOrder (.+) \(on the command line (--date-order)\)/, '$1$3 $2']
]

/** Messages of the core package name its options; on the command line `minSteps` is `--min-steps`. */
export function asCommandLineOptions(program: Command, text: string): string {
  const flags = new Map<string, string>()
  for (const command of program.commands) {
    for (const option of command.options) {
      if (option.long !== undefined && !option.negate) flags.set(option.attributeName(), option.long)
    }
  }
  const named = SAID.reduce((said, [inCore, here]) => said.replace(inCore, here), text)
  return named
    .replace(/\b[a-z]+(?:[A-Z][a-z]+)+\b/g, (word) => flags.get(word) ?? word)
    .replace(/^The option '(\w+)'/, (whole, name) => (flags.has(name) ? `The option '${flags.get(name)}'` : whole))
}
