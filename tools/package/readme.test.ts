import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const readme = readFileSync(join(root, 'README.md'), 'utf8')

describe('the README', () => {
  const folder = mkdtempSync(join(tmpdir(), 'desirepath-readme-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const commands = [...readme.matchAll(/^desirepath (.+)$/gm)].map((match) => match[1])

  test('shows commands that work, in their order', () => {
    expect(commands.length).toBeGreaterThan(5)
    for (const command of commands) {
      const args = [join(root, 'apps', 'cli', 'bin', 'desirepath.js'), ...command.split(' ')]
      const output = execFileSync(process.execPath, args, {
        cwd: folder,
        encoding: 'utf8',
        stdio: 'pipe',
        maxBuffer: 2 ** 28
      })
      if (!command.startsWith('sample')) expect(output.length, command).toBeGreaterThan(40)
    }
    expect(existsSync(join(folder, 'result', 'report.html'))).toBe(true)
  })

  test('names files that are there', () => {
    const links = [...readme.matchAll(/\]\(((?!https?:)[^)#]+)\)/g)].map((match) => match[1])
    expect(links.length).toBeGreaterThan(3)
    expect(links.filter((link) => !existsSync(join(root, link)))).toEqual([])
  })

  test('says in its first 30 lines what it is and how to start', () => {
    const start = readme.split('\n').slice(0, 30).join('\n')
    expect(start).toContain('npm run demo')
    expect(start).toContain('npm test')
    expect(start).toContain("from '@desirepath/core'")
  })
})
