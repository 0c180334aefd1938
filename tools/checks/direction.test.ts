import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** What each room may import besides its own files. */
const rooms: { room: string; allowed: RegExp[] }[] = [
  {
    room: 'packages/core/src',
    allowed: [/^@assemblyscript\/loader$/, /^hyparquet(-compressors)?$/, /^#(spawn|unpack)$/]
  },
  {
    room: 'packages/view/src',
    // Of core also what computes from the data that is shown: differences of shares, sentences, clocks.
    allowed: [/^preact(\/.*)?$/, /^@preact\/signals$/, /^d3-/, /^@desirepath\/core$/]
  },
  {
    room: 'apps/web/src',
    allowed: [/^preact(\/.*)?$/, /^@preact\/signals$/, /^@desirepath\/(core|view)(\/.*)?$/, /^virtual:/]
  },
  { room: 'apps/cli/src', allowed: [/^node:/, /^commander$/, /^@desirepath\/(core|view)(\/.*)?$/] }
]

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sourceFiles(path)
    return /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name) ? [path] : []
  })
}

/** Imports of a source text that break the rules of its room. */
function violations(path: string, text: string, rule: (typeof rooms)[number]): string[] {
  const found: string[] = []
  const nodeOnly = path.endsWith('.node.ts')
  for (const match of text.matchAll(importPattern)) {
    const target = match[2] ?? match[3]
    if (target.startsWith('.')) {
      const inside = !relative(join(root, rule.room), join(path, '..', target)).startsWith('..')
      if (!inside) found.push(`${target} leaves the room`)
      continue
    }
    if (nodeOnly && target.startsWith('node:')) continue
    if (rule.allowed.some((pattern) => pattern.test(target))) continue
    found.push(target)
  }
  return found
}

describe('dependency direction: kernels <- core <- view <- apps', () => {
  for (const rule of rooms) {
    test(`${rule.room} imports only what it may`, () => {
      const files = sourceFiles(join(root, rule.room))
      expect(files.length).toBeGreaterThan(0)
      const broken = files.flatMap((path) =>
        violations(path, readFileSync(path, 'utf8'), rule).map((what) => `${relative(root, path)}: ${what}`)
      )
      expect(broken).toEqual([])
    })
  }

  test('a forbidden import is noticed', () => {
    const path = join(root, 'packages/core/src/example.ts')
    expect(violations(path, "import { readFileSync } from 'node:fs'\n", rooms[0])).toEqual(['node:fs'])
    expect(violations(path, "import { h } from 'preact'\n", rooms[0])).toEqual(['preact'])
    expect(violations(path, "import { Map } from '../../view/src/map.js'\n", rooms[0])).toEqual([
      '../../view/src/map.js leaves the room'
    ])
    const view = join(root, 'packages/view/src/example.ts')
    expect(violations(view, "import type { Discovery } from '@desirepath/core'\n", rooms[1])).toEqual([])
    expect(violations(view, "import { openLog } from '@desirepath/cli'\n", rooms[1])).toEqual(['@desirepath/cli'])
  })
})
