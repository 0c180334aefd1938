/** A mistake in the command line: exit code 2, with what to do next. */
export class UsageError extends Error {
  readonly hint: string

  constructor(message: string, hint: string) {
    super(message)
    this.hint = hint
  }
}

/** Something outside the program that failed (a file, a full disk): exit code 1, with what to do next. */
export class RunError extends Error {
  readonly hint: string

  constructor(message: string, hint: string) {
    super(message)
    this.hint = hint
  }
}

/** Exit codes: 0 done, 1 the run failed, 2 wrong usage, 130 stopped by Ctrl-C. */
export interface Failure {
  exitCode: number
  lines: string[]
}

const SYSTEM: Record<string, string> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EISDIR: 'it is a folder, not a file',
  ENOTDIR: 'a part of the path is a file, not a folder',
  ENOSPC: 'the disk is full',
  EROFS: 'the file system is read-only',
  EMFILE: 'too many open files',
  EIO: 'the disk or device failed (input/output error)',
  EFBIG: 'the file is too large for its disk',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'it exists already'
}

/** What the system's code of an error says, where it is one that a person can do something about. */
export const systemWords = (code: string | undefined): string | undefined => SYSTEM[code ?? '']

/** What to do where memory does not suffice. */
const MORE_MEMORY =
  'Use a part of the log (--from, --to), --threads 1 or a machine with more memory, or count the log in pieces: desirepath count.'

/**
 * What a person is told of an error, and the exit code. `asOption` turns the name of an option of the package
 * (`minSteps`) into the one of the command line (`--min-steps`).
 */
export function failureOf(error: unknown, asOption: (text: string) => string = (text) => text): Failure {
  if (error instanceof UsageError) return { exitCode: 2, lines: [error.message, error.hint] }
  if (error instanceof RunError) return { exitCode: 1, lines: [error.message, error.hint] }
  const { name, code, hint, message, path, syscall } = Object(error) as Record<string, string | undefined>
  if (name === 'InputError') {
    const usage = code === 'UNKNOWN_OPTION' || code === 'BAD_OPTION'
    return {
      exitCode: code === 'ABORTED' ? 130 : usage ? 2 : 1,
      lines: [asOption(message ?? ''), asOption(hint ?? '')]
    }
  }
  // What V8 says where no array or memory of the asked size can be made.
  if (name === 'RangeError' && /alloc|length|size|memory/i.test(message ?? '')) {
    return { exitCode: 1, lines: [`There is not enough memory (${message}).`, MORE_MEMORY] }
  }
  const words = systemWords(code)
  if (words !== undefined) {
    const what = path ?? (syscall === 'read' ? 'The log' : 'The output')
    return { exitCode: 1, lines: [`${what}: ${words}.`] }
  }
  return {
    exitCode: 1,
    lines: [
      `Unexpected error: ${String(message ?? error).split('\n')[0]}`,
      'This is a fault of desirepath. Run it again with DESIREPATH_DEBUG=1 and report what it prints.'
    ]
  }
}
