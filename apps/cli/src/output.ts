import { once } from 'node:events'
import { systemWords } from './failure.js'

/** Data goes to stdout; resolves when it was handed over, so that a slow reader is waited for. */
export async function writeOut(text: string): Promise<void> {
  if (text === '') return
  const wanted = process.stdout.write(text)
  if (!wanted) await once(process.stdout, 'drain')
}

/** Writes many pieces without joining them to one string first. */
export async function writeAll(pieces: Iterable<string>): Promise<void> {
  let pending = ''
  for (const piece of pieces) {
    pending += piece
    if (pending.length < 1 << 16) continue
    await writeOut(pending)
    pending = ''
  }
  await writeOut(pending)
}

/** Pretty JSON with a line break at the end. */
export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** A reader that has seen enough (`| head`) closes the pipe: that is not an error. */
export function endQuietlyOnClosedPipe(clean: () => void): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    clean()
    if (error.code === 'EPIPE') process.exit(0)
    process.stderr.write(`Error: The output could not be written: ${systemWords(error.code) ?? error.message}.\n`)
    process.exit(1)
  })
  process.stderr.on('error', () => {
    // Nobody reads the messages any more; the data may still be wanted.
  })
}
