import { InputError } from './errors.js'

/** The known names nearest to `got` (edit distance), best first; for "did you mean" hints. */
export function nearest(got: string, known: readonly string[], most = 3): string[] {
  const wanted = got.toLowerCase()
  return known
    .map((name) => ({ name, distance: editDistance(wanted, name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(2, Math.floor(name.length / 3)))
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, most)
    .map(({ name }) => name)
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const replace = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)
      current.push(Math.min(previous[j] + 1, current[j - 1] + 1, replace))
    }
    previous = current
  }
  return previous[b.length]
}

/**
 * Throws `UNKNOWN_OPTION` for a key of `options` that is not in `known`, listing the valid ones.
 * `where` names the verb, as in `discover`.
 */
export function checkOptionNames(options: object, known: readonly string[], where: string): void {
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue
    throw unknownOption(name, known, where)
  }
}

/** The error for an option of such a name. */
export function unknownOption(name: string, known: readonly string[], where: string): InputError {
  const near = nearest(name, known)
  return new InputError(
    'UNKNOWN_OPTION',
    `${where} got the unknown option '${name}'.`,
    `${near.length > 0 ? `Did you mean ${near.map((n) => `'${n}'`).join(' or ')}? ` : ''}Valid options: ${known.join(', ')}.`
  )
}
