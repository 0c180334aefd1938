import {
  type Claim,
  claimCheck,
  InputError,
  type Journey,
  journey,
  type LogIndex,
  maskText,
  othersAtTheTime,
  pseudonymise,
  similarJourneys
} from '@desirepath/core'
import type { Command } from 'commander'
import { positionals } from '../input.js'
import { type JourneyFlags, openIndex, withJourneyOptions } from '../journey-input.js'
import { journeyText } from '../journey-text.js'
import { withLogOptions, withOutputOptions } from '../options.js'
import { json, writeOut } from '../output.js'
import { heading } from '../print.js'
import { Session } from '../session.js'

interface Flags extends JourneyFlags {
  at?: string
  all?: boolean
  claim?: string
  claimStep?: string
  others?: boolean
  pseudonyms?: boolean
}

/** `desirepath journey LOG CUSTOMER` */
export function addJourney(program: Command): void {
  const command = program
    .command('journey')
    .usage('[options] <log> <customer>')
    .summary('what one customer did, with what went wrong in three sentences')
    .description(
      'Show what one customer did, in order, across channels and systems: errors, waits, loops, contacts,\n' +
        'summed up in three sentences (cause, waits, effort). --from and --to say the part to show.'
    )
    .argument('[log]', 'a log; - for stdin')
    .argument('[customer]', 'id or name')
    .addHelpText(
      'after',
      `
Examples:
  $ desirepath journey clicks.csv C101099 --at 2024-03-03T15:41
  $ desirepath journey clicks.csv C101099 --at 2024-03-03T15:41 --claim 20min --claim-step flow:transfer:start
  $ desirepath journey web.csv --with chat.csv --id-map ids.json C2041 --pseudonyms -f html > journey.html`
    )
    .action(async (log: string | undefined, customer: string | undefined, flags: Flags) => {
      const [path, who] = positionals([log, customer], ['LOG', 'CUSTOMER'])
      const session = new Session(flags)
      const index = await openIndex(path, flags, session)
      const { at, from, to, timeZone } = flags
      const found = journey(index, who, {
        ...(at !== undefined && { at }),
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
        ...(timeZone !== undefined && { timeZone })
      })
      const claim = flags.claim === undefined ? null : checkClaim(index, found, flags)
      const shown = flags.pseudonyms === true ? pseudonymise(found) : found
      const failed = flags.others === true ? lookAtOthers(index, found, flags) : null
      if (flags.format === 'json') {
        await writeOut(
          json({ ...shown, ...(claim && { claim }), ...(failed && { others: failed.others, similar: failed.similar }) })
        )
        return
      }
      if (flags.format === 'html') {
        const { journeyHtml } = await import('@desirepath/view/journey-file')
        const file = {
          journey: shown,
          processes: processesIn(index, found),
          claim,
          side: failed && { others: failed.others, similar: failed.similar }
        }
        await writeOut(journeyHtml(file, flags.pseudonyms === true))
        return
      }
      const more = [
        claim === null ? '' : `${heading(`Claim: ${claim.activity}`)}${claim.verdict}\n`,
        failed === null ? '' : `${heading('Others')}${failed.others.text}\n${failed.similar.text}\n`
      ]
      await writeOut(`${journeyText(shown, flags.all === true)}${more.join('')}`)
    })
  withJourneyOptions(command)
  withOutputOptions(command, ['text', 'json', 'html'])
  withLogOptions(command)
  command
    .optionsGroup('What to show:')
    .option('--at <moment>', 'the visits within a day of this moment: 2024-03-03T15:41')
    .option('--all', 'no visit in one line, no repeat folded')
    .option('--claim <time>', 'what the customer says a step took: 20min')
    .option('--claim-step <activity>', 'which step; its slowest is taken (default: the slowest step shown)')
    .option('--others', 'how others fared at the step that failed, then and at other times')
    .option('--pseudonyms', "without the customer's id, name and free columns")
}

/** The processes that the journey has a stretch of, as the model names them. */
function processesIn({ processes }: LogIndex, { stretches }: Journey) {
  const ids = [...new Set(stretches.map(({ process }) => process))].sort((a, b) => a - b)
  return ids.map((id) => {
    const { name, family } = processes!.processes[id]
    return { id, name, family, channel: null }
  })
}

/** @throws InputError UNKNOWN_ACTIVITY where the step is not in what is shown */
function checkClaim(index: LogIndex, found: Journey, { claim, claimStep, timeZone }: Flags): Claim {
  const wanted = claimStep === undefined ? found.steps : found.steps.filter(({ name }) => name === claimStep)
  if (wanted.length === 0) {
    const names = [...new Set(found.steps.map(({ name }) => name))]
    throw new InputError(
      'UNKNOWN_ACTIVITY',
      `The step '${claimStep}' is not in what is shown.`,
      `Shown are ${names
        .slice(0, 12)
        .map((name) => `'${name}'`)
        .join(', ')}.`
    )
  }
  const slowest = wanted.reduce((most, step) => ((step.durationMs ?? -1) > (most.durationMs ?? -1) ? step : most))
  return claimCheck(index, slowest.event, {
    ...(claim !== undefined && { claimed: claim }),
    ...(timeZone !== undefined && { timeZone })
  })
}

/** Of the failure that the cause speaks of, else of the last event shown. */
function lookAtOthers(index: LogIndex, found: Journey, { pseudonyms }: Flags) {
  const spoken = found.summary.cause.events.filter((event) => index.details.outcome(event) === 1)
  const event = spoken[0] ?? found.steps[found.steps.length - 1].event
  const others = othersAtTheTime(index, event)
  const similar = similarJourneys(index, event)
  if (pseudonyms === true) {
    similar.journeys = similar.journeys.map((one, k) => ({ ...one, customer: `Customer ${k + 2}` }))
    similar.text = maskText(similar.text)
  }
  return { others, similar }
}
