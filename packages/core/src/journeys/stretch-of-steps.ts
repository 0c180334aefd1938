import type { Journey, Stretch } from './types.js'

/** [steps] the stretch of a process that each step of a journey belongs to; null where it belongs to none. */
export function stretchOfSteps({ steps, stretches }: Pick<Journey, 'steps' | 'stretches'>): (Stretch | null)[] {
  const of: (Stretch | null)[] = steps.map(() => null)
  for (const stretch of stretches) for (const place of stretch.steps) of[place] = stretch
  return of
}
