/** Buckets for sparklines and mixes: about weeks. `whole`: the last one is not cut short by the end of the log. */
export interface Weeks {
  starts: string[]
  groups: [from: number, to: number][]
  size: number
  name: string
  title: string
  whole: boolean
  labelUnit: Unit
}

type Unit = 'hour' | 'day' | 'week' | 'month'

/** How many buckets of the timeline make one of the coarser ones used for small graphics, and what that is called. */
function coarser(unit: Unit, buckets: number): { size: number; name: string; title: string } {
  if (unit === 'hour' && buckets > 14 * 24) return { size: 168, name: 'week', title: 'Week by week' }
  if (unit === 'hour' && buckets > 48) return { size: 24, name: 'day', title: 'Day by day' }
  if (unit === 'day' && buckets > 21) return { size: 7, name: 'week', title: 'Week by week' }
  if (unit === 'week' && buckets > 39) return { size: 4, name: 'four weeks', title: 'By four weeks' }
  if (unit === 'month' && buckets > 48) return { size: 12, name: 'twelve months', title: 'By twelve months' }
  const title = { hour: 'Hour by hour', day: 'Day by day', week: 'Week by week', month: 'Month by month' }[unit]
  return { size: 1, name: unit, title }
}

/** The timeline in about as many parts as a small graphic can show. */
export function weeklyGroups(unit: Unit, starts: readonly string[]): Weeks {
  const { size, name, title } = coarser(unit, starts.length)
  const groups: [number, number][] = []
  for (let from = 0; from < starts.length; from += size) groups.push([from, Math.min(starts.length, from + size)])
  const last = groups[groups.length - 1]
  return {
    groups,
    name,
    title,
    size,
    whole: last === undefined || last[1] - last[0] === size,
    starts: groups.map(([from]) => starts[from]),
    labelUnit: unit === 'hour' && size > 1 ? 'day' : unit
  }
}

/** Sums of consecutive buckets. */
export function sumGroups(values: readonly number[], groups: readonly [number, number][]): number[] {
  return groups.map(([from, to]) => {
    let sum = 0
    for (let i = from; i < to; i++) sum += values[i] ?? 0
    return sum
  })
}
