import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))

// Spelled in parts, so that this file does not find itself.
const forbidden = [
  ['/', 'work/'],
  ['/tmp/', 'bash_jobs'],
  ['registry.', 'npmjs'],
  ['deb.', 'debian.org'],
  ['/', 'root/'],
  ['tarball', ': http']
].map((parts) => parts.join(''))

test('nothing tracked names a machine path or a registry host', () => {
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean)
  expect(files.length).toBeGreaterThan(20)
  const found: string[] = []
  for (const file of files) {
    if (/\.(gz|png|wasm|parquet)$/.test(file)) continue
    let text: string
    try {
      text = readFileSync(join(root, file), 'utf8')
    } catch {
      continue // removed in the work tree, not yet in the index
    }
    for (const word of forbidden) if (text.includes(word)) found.push(`${file}: ${word}`)
  }
  expect(found).toEqual([])
})
