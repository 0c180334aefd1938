import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip, gunzipSync, gzipSync } from 'node:zlib'
import { InputError } from '@desirepath/core'
import type { Command } from 'commander'
import { RunError, UsageError } from '../failure.js'
import { refuseToOverwrite, writeFiles } from '../files.js'
import { withOutputOptions } from '../options.js'
import { json, writeOut } from '../output.js'
import { table } from '../print.js'
import { SAMPLES, samplePath } from '../samples.js'
import { Session } from '../session.js'

interface Flags {
  out?: string
  force?: boolean
  quiet?: boolean
  format: string
}

/** `desirepath sample [NAME]` */
export function addSample(program: Command): void {
  const command = program
    .command('sample')
    .summary('write a bundled log to try things on')
    .description('Write a bundled log as CSV to stdout or to a file; without a name, list them.')
    .argument('[name]', SAMPLES.map(({ name }) => name).join(', '))
    .addHelpText(
      'after',
      `
Examples:
  $ desirepath sample
  $ desirepath sample ecom --out ecom.csv
  $ desirepath sample bank | desirepath discover - --session session_id`
    )
    .action(async (name: string | undefined, flags: Flags) => {
      if (name === undefined) return listSamples(flags)
      const sample = SAMPLES.find((one) => one.name === name)
      if (sample === undefined) {
        throw new InputError(
          'BAD_OPTION',
          `There is no sample '${name}'.`,
          `The samples are: ${SAMPLES.map((one) => one.name).join(', ')}.`
        )
      }
      const path = samplePath(sample.file)
      if (!existsSync(path))
        throw new RunError(`The sample ${sample.file} is not installed.`, 'Install desirepath again.')
      if (flags.format === 'json') {
        throw new UsageError('A sample is written as CSV.', 'Leave out --json; without a name it lists the samples.')
      }
      if (flags.out === undefined) return toStdout(path)
      refuseToOverwrite(flags.out, flags.force === true)
      const bytes = readFileSync(path)
      const packed = path.endsWith('.gz')
      const pack = flags.out.endsWith('.gz')
      const content = packed === pack ? bytes : pack ? gzipSync(bytes) : gunzipSync(bytes)
      await writeFiles([{ path: flags.out, content }])
      new Session(flags).note(`Wrote ${flags.out}.`)
    })
  withOutputOptions(command, ['table', 'json'])
    .option('-o, --out <file>', 'write to this file; a name ending in .gz is written gzipped')
    .option('--force', 'overwrite the file')
}

async function listSamples(flags: Flags): Promise<void> {
  if (flags.format === 'json') return writeOut(json(SAMPLES.map(({ name, what }) => ({ name, what }))))
  await writeOut(
    table(
      [{ header: 'sample' }, { header: 'what it is' }],
      SAMPLES.map(({ name, what }) => [name, what])
    )
  )
}

async function toStdout(path: string): Promise<void> {
  if (process.stdout.isTTY) {
    throw new UsageError(
      'A whole log would run over your terminal.',
      'Add --out FILE, or pipe it: | desirepath describe -'
    )
  }
  const stages = path.endsWith('.gz') ? [createReadStream(path), createGunzip()] : [createReadStream(path)]
  await pipeline([...stages, process.stdout], { end: false })
}
