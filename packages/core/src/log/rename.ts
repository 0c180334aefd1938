import { InputError } from '../errors.js'
import { checkOptionNames } from '../suggest.js'
import { EventLog } from './event-log.js'
import { gatherU32 } from './order.js'
import { withParts } from './subset.js'
import type { LogData } from './types.js'

/** What to tidy in activity names that are URLs or paths. All on by default. */
export interface UrlRules {
  /** Cut `?...` and `#...`. */
  query?: boolean
  /** Numbers, uuids, hexadecimal and random-looking ids become `{id}`, `{uuid}`, `{hex}`. */
  ids?: boolean
  lowerCase?: boolean
  /** Cut a `/` at the end. */
  trailingSlash?: boolean
}

export type Renaming = ReadonlyMap<string, string> | ((name: string) => string) | { urls: true | UrlRules }

/** Renames activities; those that get the same name become one. Names a map does not have stay as they are. */
export function renameActivities(log: LogData, renaming: Renaming): EventLog {
  const rename = renamer(renaming)
  const codes = new Map<string, number>()
  const newCode = new Uint32Array(log.activityNames.length)
  log.activityNames.forEach((name, id) => {
    const renamed = rename(name)
    if (typeof renamed !== 'string' || renamed === '') {
      throw new InputError(
        'BAD_OPTION',
        `renameActivities gave '${name}' the name ${JSON.stringify(renamed)}.`,
        'Return a name of at least one character; use dropActivities to leave an activity out.'
      )
    }
    const code = codes.get(renamed) ?? codes.size
    codes.set(renamed, code)
    newCode[id] = code
  })
  const merged = codes.size < log.activityNames.length
  return new EventLog(
    withParts(log, {
      activity: merged ? gatherU32(newCode, log.activity) : log.activity,
      activityNames: [...codes.keys()],
      casesBeforeShort: merged ? undefined : log.casesBeforeShort
    })
  )
}

function renamer(renaming: Renaming): (name: string) => string {
  if (typeof renaming === 'function') return renaming
  if (renaming instanceof Map) return (name) => renaming.get(name) ?? name
  const { urls } = renaming as { urls: true | UrlRules }
  checkOptionNames(renaming, ['urls'], 'renameActivities')
  return (name) => tidyUrl(name, urls === true ? {} : urls)
}

/**
 * One name for all visits to one page: `https://x.org/Order/4711/?a=1#top` -> `https://x.org/order/{id}`. Names without
 * a slash are left alone.
 */
function tidyUrl(name: string, rules: UrlRules = {}): string {
  checkOptionNames(rules, ['query', 'ids', 'lowerCase', 'trailingSlash'], 'The rules for URLs')
  const { query = true, ids = true, lowerCase = true, trailingSlash = true } = rules
  if (!name.includes('/')) return name
  const cut = query ? name.replace(/[?#].*$/s, '') : name
  const origin = /^[a-z][a-z0-9+.-]*:\/\/[^/]*|^\/\/[^/]+/i.exec(cut)?.[0] ?? ''
  let path = cut.slice(origin.length)
  const [main, ...rest] = path.split(/(?=[?#])/)
  const segments = main.split('/').map((segment) => {
    const lower = lowerCase ? segment.toLowerCase() : segment
    return ids ? placeholder(lower) : lower
  })
  path = segments.join('/')
  if (trailingSlash) path = path.replace(/(?<=[^/])\/+$/, '')
  const whole = (lowerCase ? origin.toLowerCase() : origin) + path + rest.join('')
  return (trailingSlash && origin !== '' ? whole.replace(/\/$/, '') : whole) || '/'
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi

/** Ids within one segment of a path. Words and short versions (`v2`, `step3`) stay. */
function placeholder(segment: string): string {
  const known = segment.replace(UUID, '{uuid}')
  if (known !== segment) return known
  const [, stem, extension] = /^(.*?)(\.[a-z][a-z0-9]{0,4})?$/is.exec(segment) as RegExpExecArray
  if (/^\d+([.,:-]\d+)*$/.test(stem)) return `{id}${extension ?? ''}`
  if (/^[0-9a-f]{8,}$/i.test(stem) && /\d/.test(stem)) return `{hex}${extension ?? ''}`
  if (looksRandom(stem)) return `{id}${extension ?? ''}`
  return segment.replace(/(?<=^|[-_.~=;:@])\d{3,}(?=$|[-_.~=;:@])/g, '{id}')
}

// Tokens such as dQw4w9WgXcQ1aB: long, no word separators, letters and digits mixed several times.
function looksRandom(text: string): boolean {
  if (text.length < 12 || !/^[A-Za-z0-9]+$/.test(text)) return false
  return (text.match(/[0-9](?=[A-Za-z])|[A-Za-z](?=[0-9])/g)?.length ?? 0) >= 4
}
