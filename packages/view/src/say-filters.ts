import { type Filter, sayFilter } from './filters.js'
import type { Model } from './model.js'

/** All that is filtered, in words: `Process: Pay bill`. Empty where everything is shown. */
export function sayFilters(filters: readonly Filter[], model: Model): string[] {
  const { filtered } = model.discovery
  return [
    ...(filtered?.filters ?? []),
    ...filters.map((filter) => {
      const { what, to } = sayFilter(filter, model)
      return `${what}: ${to}`
    })
  ]
}

const mostSlug = 60

/** What is filtered as a part of a file's name: `-pay-bill-1-to-7-march`. Empty where nothing is. */
export function slugOf(said: readonly string[]): string {
  const words = said
    .map((text) => text.replace(/^(Process|Activity|Channel|Days|Family): /, ''))
    .join(' ')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
  return words === '' ? '' : `-${[...words].slice(0, mostSlug).join('').replace(/-$/, '')}`
}
