/** What went wrong, for a person: what was got, and what to do. */
export interface Told {
  text: string
  hint: string
}

/** An error of the source as it is told: its message, and the hint that an InputError has. */
export function tellOf(error: unknown): Told {
  const { message, hint } = error as Partial<Error> & { hint?: string }
  return { text: message ?? String(error), hint: hint ?? '' }
}

/** `20 minutes`, as a person says it, in the units that core reads. */
export function plainDuration(text: string): string {
  return text
    .toLowerCase()
    .replace(/milliseconds?|msecs?/g, 'ms')
    .replace(/minutes?|mins\b/g, 'min')
    .replace(/seconds?|secs\b/g, 's')
    .replace(/hours?|hrs?\b/g, 'h')
    .replace(/days?/g, 'd')
    .replace(/\band\b|,(?=\s)/g, ' ')
    .replace(/(\d),(\d)/g, '$1.$2')
    .replace(/\s+/g, ' ')
    .trim()
}
