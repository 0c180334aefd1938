import { type Why, why } from '@desirepath/core'
import type { Command } from 'commander'
import { count, plural, shareOf } from '../format.js'
import { openLog, positionals } from '../input.js'
import { type LogFlags, withLogOptions, withOutputOptions } from '../options.js'
import { json, writeOut } from '../output.js'
import { figures, heading, styled } from '../print.js'
import { splitArguments } from '../result.js'
import { Session } from '../session.js'

/** `desirepath why A B LOG` */
export function addWhy(program: Command): void {
  const command = program
    .command('why')
    .usage('[options] <activity> <activity> <log>')
    .summary('the evidence for and against two activities belonging to one process')
    .description('Weigh the evidence that two activities belong to one process, as the method auto does.')
    .argument('[a]', 'name of an activity')
    .argument('[b]', 'name of another')
    .argument('[log]', 'a log; - for stdin')
    .addHelpText(
      'after',
      `
Examples:
  $ desirepath why cart payment_details ecom.csv --session session_id
  $ desirepath why /login /accounts clicks.csv --session-timeout 30m --json`
    )
    .action(async (a: string | undefined, b: string | undefined, log: string | undefined, flags: LogFlags) => {
      const given = positionals([a, b, log], ['ACTIVITY', 'ACTIVITY', 'LOG'])
      const { path, rest } = splitArguments(given, 'two activities')
      const session = new Session(flags)
      const opened = await openLog(path, flags, session)
      const found = await why(opened, rest[0], rest[1], { onProgress: session.progress.report })
      session.progress.clear()
      await writeOut(flags.format === 'json' ? json(found) : asText(found))
    })
  withLogOptions(withOutputOptions(command, ['table', 'json']))
}

function asText({ names: [a, b], counts, verdict, ...found }: Why): string {
  const list = (title: string, sentences: string[]) =>
    sentences.length === 0 ? '' : heading(title) + sentences.map((sentence) => `- ${sentence}\n`).join('')
  return (
    `${styled('bold', `${a}  and  ${b}`)}\n${verdict}\n\n` +
    figures([
      ['sessions with both', shareOf({ count: counts.sessions, of: counts.ofRarer }) + ' that have the rarer one'],
      ['by chance', plural(Math.round(counts.expected), 'session')],
      [`${a}, then directly ${b}`, count(counts.follows)],
      [`${b}, then directly ${a}`, count(counts.precedes)]
    ]) +
    list('For one process', found.for) +
    list('Against', found.against)
  )
}
