import type { Discovery, DiscoveryModel } from '@desirepath/core'

/** What a JSON file of the project holds. */
export type Result = Discovery | DiscoveryModel

/** The result in a file; null for a log, which JSON lines are, too. */
export async function resultIn(blob: Blob, name: string): Promise<Result | null> {
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

/**
 * The discovery of a result or of a model file.
 *
 * @throws Error where it is none of this version
 */
export function checked(given: Result): Discovery {
  const value: Discovery | undefined = given.format === 'desirepath/model' ? given.discovery : given
  if (value?.format === 'desirepath/discovery' && value.version === 1) return value
  const got =
    value === undefined
      ? 'This model file holds names and vectors, but no figures to draw.'
      : `The data has the format '${value?.format}', version ${value?.version}.`
  throw new Error(`${got} Give the processes.json or model.json that \`desirepath discover --out\` writes (version 1).`)
}
