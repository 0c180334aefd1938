import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const methods = readFileSync(join(root, 'docs/guide/methods.md'), 'utf8')

/** Runs every line of a text that is a command, in their order. */
function runCommands(text: string, folder: string): void {
  const commands = [...text.matchAll(/^desirepath (.+)$/gm)].map((match) => match[1])
  expect(commands.length).toBeGreaterThan(5)
  for (const command of commands) {
    const args = [join(root, 'apps', 'cli', 'bin', 'desirepath.js'), ...command.split(' ')]
    const output = execFileSync(process.execPath, args, {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
      maxBuffer: 2 ** 28
    })
    if (!/^sample|^count .*--out/.test(command)) expect(output.length, command).toBeGreaterThan(40)
  }
}

/** The files that a text links to and that are not there. */
function missingFiles(text: string, folder: string): string[] {
  const links = [...text.matchAll(/\]\(((?!https?:)[^)#]+)\)/g)].map((match) => match[1])
  expect(links.length).toBeGreaterThan(1)
  return links.filter((link) => !existsSync(join(root, folder, link)))
}

describe('the README', () => {
  const folder = mkdtempSync(join(tmpdir(), 'desirepath-readme-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('shows commands that work, in their order', () => {
    runCommands(readme, folder)
    expect(existsSync(join(folder, 'result', 'report.html'))).toBe(true)
  })

  test('names files that are there', () => {
    expect(missingFiles(readme, '.')).toEqual([])
  })

  test('says in its first 30 lines what it is and how to start', () => {
    const start = readme.split('\n').slice(0, 30).join('\n')
    expect(start).toContain('npm run demo')
    expect(start).toContain('npm test')
    expect(start).toContain("from '@desirepath/core'")
  })
})

describe('the guide to the methods', () => {
  const folder = mkdtempSync(join(tmpdir(), 'desirepath-methods-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('shows commands and programs that work', () => {
    runCommands(methods, folder)
    const programs = [...methods.matchAll(/```js\n(.+?)```/gs)].map((match) => match[1])
    expect(programs.length).toBe(3)
    const log = JSON.stringify(join(folder, 'ecom.csv'))
    for (const program of programs) {
      const whole = `import { openAsBlob } from 'node:fs'\nconst source = await openAsBlob(${log})\n${program}`
      const output = execFileSync(process.execPath, ['--input-type=module', '--eval', whole], {
        cwd: join(root, 'apps', 'cli'),
        encoding: 'utf8',
        stdio: 'pipe'
      })
      expect(output.split('\n').length).toBeGreaterThan(2)
    }
  }, 300_000) // a dozen programs one after the other

  test('names every method and files that are there', () => {
    expect(missingFiles(methods, 'docs/guide')).toEqual([])
    for (const method of ['auto', 'kmeans', 'hdbscan', 'dbscan', 'leiden']) expect(methods).toContain(`## ${method}`)
  })
})
