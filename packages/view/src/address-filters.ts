import type { Discovery } from '@desirepath/core'
import type { Filter } from './filters.js'

const letters = { processes: 'p', activities: 'a', hide: 'h' } as const

/** Filters as a part of an address: numbers of processes, activities and days; values of columns are data and stay out. */
export function addressOfFilters(filters: readonly Filter[]): string {
  return filters
    .flatMap((filter) => {
      if (filter.kind === 'value') return []
      if (filter.kind === 'days') return [`d${filter.from}-${filter.to}`]
      const ids = filter.kind === 'activities' ? filter.activities : filter.processes
      return ids.length <= 20 ? [`${letters[filter.kind]}${ids.join(',')}`] : []
    })
    .join(';')
}

/** The filters of {@link addressOfFilters}; what this discovery does not have is left out. */
export function filtersOfAddress(text: string, { processes, activities, timeline }: Discovery): Filter[] {
  const below = (most: number) => (id: number) => id < most
  return text.split(';').flatMap((part): Filter[] => {
    const letter = /^(?:d\d+-|[pah](?:\d+,)*)\d+$/.test(part) ? part[0] : ''
    const ids = part.slice(1).split(/[,-]/).map(Number)
    if (letter === 'd') {
      const [from, to] = ids
      return timeline !== null && ids.every(below(timeline.starts.length)) && from <= to
        ? [{ kind: 'days', from, to }]
        : []
    }
    const kind = (Object.keys(letters) as (keyof typeof letters)[]).find((one) => letters[one] === letter)
    if (kind === undefined || !ids.every(below((kind === 'activities' ? activities : processes).length))) return []
    return [kind === 'activities' ? { kind, activities: ids } : { kind, processes: ids }]
  })
}
