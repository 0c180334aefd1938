import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { VERSION } from '../../packages/core/src/version.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
/** By name, in the folder that it is packed from. */
const PUBLISHED = { '@desirepath/core': 'packages/core', '@desirepath/view': 'packages/view', desirepath: 'apps/cli' }

/** The code of the README's fenced blocks in one language. */
function readmeSnippets(language: string): string[] {
  const text = readFileSync(join(root, 'README.md'), 'utf8')
  return [...text.matchAll(/```(\w+)\n([\s\S]*?)```/g)]
    .filter((block) => block[1] === language)
    .map((block) => block[2])
}

describe('the packed tarballs in an empty folder', () => {
  let folder: string

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'desirepath-packed-'))
    for (const path of Object.values(PUBLISHED)) {
      execFileSync('pnpm', ['pack', '--pack-destination', folder], { cwd: join(root, path), stdio: 'pipe' })
    }
    const tarballs = readdirSync(folder).filter((name) => name.endsWith('.tgz'))
    expect(tarballs).toHaveLength(Object.keys(PUBLISHED).length)
    writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }')
    execFileSync(
      'npm',
      ['install', '--no-audit', '--no-fund', '--prefer-offline', ...tarballs.map((name) => `./${name}`)],
      {
        cwd: folder,
        stdio: 'pipe'
      }
    )
  })

  /** What a strict TypeScript user is told of some files. */
  function typeCheck(files: string[]): string {
    const options = {
      strict: true,
      noEmit: true,
      target: 'es2022',
      module: 'nodenext',
      lib: ['es2023', 'dom'],
      types: []
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files }))
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
    return spawnSync(process.execPath, [tsc, '-p', 'tsconfig.json'], { cwd: folder, encoding: 'utf8' }).stdout
  }

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test.each(Object.keys(PUBLISHED))('%s carries what a user needs and nothing of the workshop', (name) => {
    const installed = join(folder, 'node_modules', name)
    expect(readdirSync(installed)).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'dist', 'package.json']))
    const files = readdirSync(installed, { recursive: true }).map(String)
    expect(files.filter((file) => /\.test\.|tsbuildinfo|\.map$|^src|^test/.test(file))).toEqual([])
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
    expect(manifest).toMatchObject({ version: VERSION, license: 'MIT', engines: { node: '>=20' } })
    expect(JSON.stringify(manifest.dependencies ?? {})).not.toContain('workspace:')
  })

  test('the command finds processes and writes the report', () => {
    const run = (...args: string[]) =>
      execFileSync(join(folder, 'node_modules', '.bin', 'desirepath'), args, { cwd: folder, encoding: 'utf8' })
    run('sample', 'ecom', '--out', 'ecom.csv', '--quiet')
    run('discover', 'ecom.csv', '--session', 'session_id', '--stability', '0', '--out', 'result', '--quiet')
    expect(readFileSync(join(folder, 'result', 'report.html'), 'utf8')).toMatch(/^<!doctype html>/)
  })

  test("runs the README's example from JavaScript", () => {
    const [snippet] = readmeSnippets('js')
    expect(snippet).toContain("from '@desirepath/core'")
    writeFileSync(join(folder, 'example.js'), `${snippet}\nconsole.log(JSON.stringify(discovery.log))\n`)
    const lines = execFileSync(process.execPath, ['example.js'], { cwd: folder, encoding: 'utf8' }).trim().split('\n')
    expect(JSON.parse(lines[lines.length - 1])).toMatchObject({ events: 6, cases: 2, activities: 4 })
  })

  test("type-checks the README's example from TypeScript, strictly, and refuses a wrong use", () => {
    const [snippet] = readmeSnippets('js')
    const more = [
      'export const first: string | null = discovery.log.first',
      'export const html: string = reportHtml(discovery)',
      "import { reportHtml } from '@desirepath/view/report-bundle'"
    ]
    writeFileSync(join(folder, 'example.ts'), `${snippet}\n${more.join('\n')}\n`)
    writeFileSync(
      join(folder, 'wrong.ts'),
      "import { discover, readLog } from '@desirepath/core'\nawait discover(await readLog('a'), { method: 'magic' })\n"
    )
    const told = typeCheck(['example.ts', 'wrong.ts'])
    expect(told).toContain('wrong.ts(2,')
    expect(told).toContain('\'"magic"\' is not assignable')
    expect(told).not.toContain('example.ts')
  })
})
