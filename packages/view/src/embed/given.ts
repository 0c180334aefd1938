import type { Discovery } from '@desirepath/core'

/** What a JSON file of the project holds; null for a log, which JSON lines are, too. */
export async function resultIn(blob: Blob, name: string): Promise<Partial<Discovery> | null> {
  const head = await blob.slice(0, 400).text()
  if (!/^\s*\{/.test(head) || !(/\.json$/i.test(name) || /json/.test(blob.type) || head.includes('"desirepath/')))
    return null
  try {
    const value = JSON.parse(await blob.text())
    return typeof value?.format === 'string' && value.format.startsWith('desirepath/') ? value : null
  } catch {
    return null
  }
}

/** @throws Error where it is no discovery of this version */
export function checked(value: Partial<Discovery> | null): Discovery {
  if (value?.format === 'desirepath/discovery' && value.version === 1) return value as Discovery
  const got =
    (value?.format as string | undefined) === 'desirepath/model'
      ? 'This is a model file: it holds names and vectors, nothing to draw.'
      : `The data has the format '${value?.format}', version ${value?.version}.`
  throw new Error(`${got} Give the processes.json that was written beside it (format desirepath/discovery, version 1).`)
}
