import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The licenses of packages that are bundled and of all that they depend on, without those of this workspace. */
export function licensesOf(folder, names) {
  const found = new Map()
  const take = (from, name) => {
    const at = folderOf(from, name)
    const { version, license, dependencies } = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8'))
    if (found.has(at)) return
    const file = readdirSync(at).find((path) => /^licen[cs]e/i.test(path))
    const text = file === undefined ? `${license}\n` : readFileSync(join(at, file), 'utf8')
    found.set(at, name.startsWith('@desirepath/') ? '' : `${name} ${version}\n\n${text.trim()}\n`)
    for (const needed of Object.keys(dependencies ?? {})) take(at, needed)
  }
  for (const name of names) take(folder, name)
  return [...found.values()].filter((text) => text !== '').join(`\n${'-'.repeat(80)}\n\n`)
}

/** Where a package lies that one in a folder needs. */
function folderOf(from, name) {
  for (let at = from; ; at = dirname(at)) {
    const path = join(at, 'node_modules', name)
    if (existsSync(path)) return realpathSync(path)
    if (dirname(at) === at) throw new Error(`${name} is not installed.`)
  }
}
