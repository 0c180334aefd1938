import { failureOf } from './failure.js'
import { removeUnfinished } from './files.js'
import { endQuietlyOnClosedPipe } from './output.js'
import { styled } from './print.js'
import { asCommandLineOptions, buildProgram } from './program.js'

const WRONG_USAGE = 2
const STOPPED: Record<string, number> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }

/** Runs the command line and leaves the exit code: 0 done, 1 the run failed, 2 wrong usage, 130 stopped by Ctrl-C. */
export async function run(argv: readonly string[]): Promise<void> {
  for (const [signal, exitCode] of Object.entries(STOPPED)) {
    process.on(signal, () => {
      removeUnfinished()
      if (process.stderr.isTTY) process.stderr.write('\r\x1b[2K')
      process.exit(exitCode)
    })
  }
  endQuietlyOnClosedPipe(removeUnfinished)
  let failed = false
  process.on('uncaughtException', (error) => {
    // Work that a failure cut off may fail in turn: one failure is told.
    process.exit(failed ? process.exitCode : report(error))
  })
  const program = buildProgram()
  try {
    await program.parseAsync(argv, { from: 'user' })
  } catch (error) {
    failed = true
    process.exitCode = isCommanderError(error)
      ? error.exitCode === 0
        ? 0
        : WRONG_USAGE
      : report(error, (text) => asCommandLineOptions(program, text))
  }
}

/** Commander has printed its message already. */
const isCommanderError = (error: unknown): error is { exitCode: number } =>
  error instanceof Error && String((error as { code?: unknown }).code).startsWith('commander.')

/** A name in a log may be as long as it likes; a message shows its beginning. */
const shortWords = (text: string): string =>
  text.replace(/\S{400,}/g, (word) => `${word.slice(0, 60)}... (${word.length.toLocaleString('en-US')} characters)`)

/** Tells a person what went wrong, without a stack trace, and returns the exit code. */
function report(error: unknown, asOption?: (text: string) => string): number {
  removeUnfinished()
  const { exitCode, lines } = failureOf(error, asOption)
  const [message, ...hints] = lines.filter((line) => line !== '').map(shortWords)
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[2K')
  process.stderr.write(
    `${styled('red', 'Error:', process.stderr)} ${message}\n${hints.map((hint) => `${hint}\n`).join('')}`
  )
  if (process.env.DESIREPATH_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  return exitCode
}
