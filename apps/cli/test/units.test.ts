import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '@desirepath/core'
import { jsonPieces } from '@desirepath/core/text'
import { describe, expect, it } from 'vitest'
import { diskRuns } from '../src/disk-runs.js'
import { failureOf, RunError, UsageError } from '../src/failure.js'
import { NewFiles, removeUnfinished, writeFiles } from '../src/files.js'
import { duration, percent, shareOf } from '../src/format.js'
import { pageOf, utf8 } from '../src/json-bytes.js'
import { table, width } from '../src/print.js'
import { asCommandLineOptions, buildProgram } from '../src/program.js'
import { scratchFolder } from './run.js'

const SECOND = 1000
const HOUR = 3600 * SECOND

describe('numbers for people', () => {
  it.each([
    [null, '-'],
    [66.4, '66 ms'],
    [260, '0.26 s'],
    [30_700, '30.7 s'],
    [59_960, '1 min'],
    [137 * SECOND, '2 min 17 s'],
    [18 * HOUR + 31 * 60 * SECOND, '18 h 31 min'],
    [HOUR - 1, '1 h'],
    [24 * HOUR - 1, '1 d'],
    [51 * HOUR, '2 d 3 h']
  ])('%s ms is %s', (ms, text) => {
    expect(duration(ms)).toBe(text)
  })

  it('gives shares with their denominator, and no false 0% or 100%', () => {
    expect(shareOf({ count: 55, of: 114 })).toBe('48% (55 of 114)')
    expect(percent({ count: 1, of: 1000 })).toBe('<1%')
    expect(percent({ count: 999, of: 1000 })).toBe('>99%')
    expect(percent({ count: 0, of: 10 })).toBe('0%')
    expect(percent({ count: 10, of: 10 })).toBe('100%')
    expect(percent({ count: 0, of: 0 })).toBe('-')
  })
})

describe('tables', () => {
  it('align wide characters, and show control characters as marks', () => {
    const text = table(
      [{ header: 'name' }, { header: 'n', right: true }],
      [
        ['支払い', '1'],
        ['e\u0301tape', '22'],
        ['a\nb\x1b[31m', '3']
      ]
    )
    expect(text).toBe('name       n\n支払い     1\ne\u0301tape     22\na␣b␣[31m   3\n')
    expect(text.trimEnd().split('\n').map(width)).toEqual([12, 12, 12, 12])
  })
})

describe('files', () => {
  const folder = scratchFolder()

  it('appear together, replacing older ones', async () => {
    const made = join(folder, 'new', 'deep')
    await writeFiles([
      { path: join(made, 'a'), content: '1' },
      { path: join(made, 'b'), content: Uint8Array.of(50) }
    ])
    await writeFiles([{ path: join(made, 'a'), content: '3' }])
    expect(readdirSync(made)).toEqual(['a', 'b'])
    expect([readFileSync(join(made, 'a'), 'utf8'), readFileSync(join(made, 'b'), 'utf8')]).toEqual(['3', '2'])
  })

  it('leave older ones as they were, and no folder, where one cannot be written', async () => {
    const old = join(folder, 'old')
    mkdirSync(old)
    writeFileSync(join(old, 'a'), 'before')
    await expect(
      writeFiles([
        { path: join(old, 'a'), content: 'after' },
        { path: join(old, 'made', 'b'), content: '' },
        { path: join(old, 'a', 'impossible'), content: '' }
      ])
    ).rejects.toThrow(/Nothing was written/)
    expect(readdirSync(old)).toEqual(['a'])
    expect(readFileSync(join(old, 'a'), 'utf8')).toBe('before')
    expect(existsSync(join(old, 'made'))).toBe(false)
  })

  it('are none where one cannot be written to its end', async () => {
    const path = join(folder, 'half', 'a')
    const files = new NewFiles()
    files.add(
      path,
      (function* () {
        yield new Uint8Array(10)
        throw new Error('out of pieces')
      })()
    )
    files.add(join(folder, 'half', 'b'), 'whole')
    await expect(files.finish()).rejects.toThrow(/out of pieces. Nothing was written/)
    expect(existsSync(join(folder, 'half'))).toBe(false)
  })

  it('that were begun are none, nor their folder, where the run is stopped before its end', () => {
    new NewFiles().add(join(folder, 'stopped', 'deep', 'a'), 'whole')
    expect(readdirSync(join(folder, 'stopped', 'deep'))).toHaveLength(1)
    removeUnfinished()
    expect(existsSync(join(folder, 'stopped'))).toBe(false)
  })
})

describe('contents in pieces', () => {
  it('are written in their order, as text and as bytes', async () => {
    const path = join(scratchFolder(), 'large.txt')
    const texts = Array.from({ length: 40_000 }, (_, i) => `é${i} and more of it\n`)
    const content = texts.map((text, i) => (i % 10_000 === 7 ? new TextEncoder().encode(text) : text))
    await writeFiles([{ path, content }])
    expect(readFileSync(path, 'utf8')).toBe(texts.join(''))
  })
})

describe('failures', () => {
  it.each([
    [new UsageError('no', 'do'), 2],
    [new RunError('no', 'do'), 1],
    [new InputError('BAD_OPTION', 'no', 'do'), 2],
    [new InputError('UNKNOWN_OPTION', 'no', 'do'), 2],
    [new InputError('EMPTY_LOG', 'no', 'do'), 1],
    [new InputError('ABORTED', 'no', 'do'), 130]
  ])('%s ends with %i', (error, exitCode) => {
    expect(failureOf(error)).toEqual({ exitCode, lines: ['no', 'do'] })
  })

  it('name the path of a file that failed, and how to report a fault of ours', () => {
    const missing = Object.assign(new Error('ENOENT: x'), { code: 'ENOENT', path: '/a/b' })
    expect(failureOf(missing)).toEqual({ exitCode: 1, lines: ['/a/b: there is no such file or folder.'] })
    const { exitCode, lines } = failureOf(new TypeError('x is not a function\n    at y'))
    expect(exitCode).toBe(1)
    expect(lines[0]).toBe('Unexpected error: x is not a function')
    expect(lines[1]).toContain('DESIREPATH_DEBUG=1')
    expect(failureOf(null).exitCode).toBe(1)
  })

  it('say what to do where memory does not suffice, and which side failed', () => {
    const memory = failureOf(new RangeError('WebAssembly.Memory(): could not allocate memory'))
    expect(memory).toMatchObject({ exitCode: 1, lines: [expect.anything(), expect.stringContaining('--threads 1')] })
    const read = Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO', syscall: 'read' })
    expect(failureOf(read)).toEqual({
      exitCode: 1,
      lines: ['The log: the disk or device failed (input/output error).']
    })
  })

  it('name options as the command line has them', () => {
    const program = buildProgram()
    expect(asCommandLineOptions(program, 'Lower minSteps or dateOrder, not someWord.')).toBe(
      'Lower --min-steps or --date-order, not someWord.'
    )
  })
})

describe('every command', () => {
  it.each(buildProgram().commands.map((command) => [command.name(), command] as const))(
    '%s has examples',
    (name, command) => {
      let help = ''
      command.configureOutput({
        writeOut: (text) => {
          help += text
        }
      })
      command.outputHelp()
      expect(help).toContain(`$ desirepath`)
      expect(help).toMatch(new RegExp(`Examples:\\n(.*\\n)*.*desirepath (\\w+ .*\\| desirepath )?${name}`))
    }
  )
})

describe('runs on disk', () => {
  it('gives back what was written, wherever it is asked for, and removes it', () => {
    const parent = scratchFolder()
    const runs = diskRuns(parent)
    runs.close()
    expect(readdirSync(parent)).toEqual([])
    const blocks = [Uint8Array.of(1, 2, 3, 4, 5), new Uint8Array(100_000).fill(7), Uint8Array.of(9)]
    for (const block of blocks) runs.append(block)
    const all = Uint8Array.from(blocks.flatMap((block) => [...block]))
    for (const [from, length] of [
      [0, 5],
      [3, 10],
      [4, 100_002],
      [100_005, 1]
    ]) {
      const into = new Uint8Array(length)
      runs.read(from, into)
      expect(Buffer.compare(into, all.subarray(from, from + length))).toBe(0)
    }
    expect(() => runs.read(100_000, new Uint8Array(10))).toThrow(/cut short/)
    runs.close()
    expect(readdirSync(parent)).toEqual([])
  })

  it('are removed when the run is stopped', () => {
    const parent = scratchFolder()
    const runs = diskRuns(parent)
    runs.append(Uint8Array.of(1))
    removeUnfinished()
    expect(readdirSync(parent)).toEqual([])
    expect(() => runs.read(0, new Uint8Array(1))).toThrow()
  })

  it('say what to do where none can be made', () => {
    expect(() => diskRuns(join(scratchFolder(), 'gone')).append(Uint8Array.of(1))).toThrow(/No temporary file/)
  })
})

describe('JSON in UTF-8', () => {
  const page = (json: string) => `<p>${json.replaceAll('<', '\\u003c')}</p>`
  const whole = (pieces: Iterable<string | Buffer>) => Array.from(pieces, String).join('')

  it('is what the platform writes, however many pieces there are', () => {
    const names = Array.from({ length: 90_000 }, (_, i) => `a ${i % 3 === 0 ? '→' : 'b'} "c" ${i}\n`)
    const { lined, compact } = jsonPieces({ none: [], names, plain: names.map((name) => name.length), last: { a: 1 } })
    for (const pieces of [lined, compact]) expect(utf8(pieces)).toEqual(Buffer.from(pieces.join('')))
    expect(utf8(lined).toString().split('\n').length).toBeGreaterThan(90_000)
  })

  it('stands in a page as it would as a text, and is written otherwise where it must be', () => {
    for (const json of ['{"a":"→"}', '{"a":"</script>"}', '"the data of this page"', '"\u2028"']) {
      expect(whole(pageOf(page, Buffer.from(json)))).toBe(page(json))
      expect(whole(pageOf((text) => `"the data of this page"${page(text)}`, Buffer.from(json)))).toBe(
        `"the data of this page"${page(json)}`
      )
    }
  })
})
