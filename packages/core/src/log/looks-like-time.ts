const ISO_STAMP =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-](0\d|1[0-2]):?[0-5]\d)?)?$/

/**
 * What most of the non-empty texts are: dates, plain numbers, or neither (null). Numbers that are written like
 * `20240131` or `20240131235959` count as dates when all of them are.
 */
export async function looksLikeTime(texts: readonly string[]): Promise<'date' | 'number' | null> {
  if (!texts.some((text) => /\d/.test(text))) return null
  // What most logs have is told apart without the code that reads every kind of stamp.
  const plain = texts.filter((text) => ISO_STAMP.test(text.trim())).length
  if (plain > texts.length / 2) return 'date'
  return (await import('./row-path.js')).kindOfTexts(texts)
}
