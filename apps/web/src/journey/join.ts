import { type CustomerLink, InputError } from '@desirepath/core'
import type { JourneyTools } from '@desirepath/view/journey'
import { namesOf } from '../engine/source-names.js'
import * as page from '../page-state.js'

/** Logs that were added to the page's own, and the lists that say whose ids are whose. */
export interface Joined {
  logs: { file: File; offsetMs: number }[]
  links: { name: string; links: CustomerLink[] }[]
}

export const noneJoined = (): Joined => ({ logs: [], links: [] })

/** How the logs are called in the joined log: the page's own first. */
const joinedNames = (joined: Joined): string[] =>
  namesOf([page.file.value?.name ?? 'log', ...joined.logs.map(({ file }) => file.name)])

/** What the list of systems can do. A change that cannot be made is taken back, and its error told. */
export function joinTools(
  joined: Joined,
  reopen: (change: () => () => void) => Promise<void>
): NonNullable<JourneyTools['join']> {
  const changed = (make: () => void) =>
    reopen(() => {
      const before = { logs: [...joined.logs], links: [...joined.links] }
      make()
      return () => Object.assign(joined, before)
    })
  const at = (name: string) => joinedNames(joined).indexOf(name) - 1
  return {
    list: () => [
      ...joinedNames(joined)
        .slice(1)
        .map((name, l) => ({ name, offsetMs: joined.logs[l].offsetMs, links: false })),
      ...joined.links.map(({ name }) => ({ name, offsetMs: 0, links: true }))
    ],
    async add(files) {
      const lists = await Promise.all(files.map(linksOf))
      await changed(() => {
        files.forEach((file, k) => {
          const links = lists[k]
          if (links === null) joined.logs = [...joined.logs, { file, offsetMs: 0 }]
          else joined.links = [...joined.links.filter(({ name }) => name !== file.name), { name: file.name, links }]
        })
      })
    },
    remove: (name) =>
      changed(() => {
        const place = at(name)
        if (place >= 0) joined.logs = joined.logs.filter((_, l) => l !== place)
        else joined.links = joined.links.filter((one) => one.name !== name)
      }),
    move: (name, offsetMs) =>
      changed(() => {
        const place = at(name)
        joined.logs = joined.logs.map((one, l) => (l === place ? { ...one, offsetMs } : one))
      })
  }
}

/** The links of a JSON list; null for a file that is a log. */
async function linksOf(file: File): Promise<CustomerLink[] | null> {
  if (!/\.json$/i.test(file.name)) return null
  const hint = 'Give a JSON list such as [{"source": "web", "id": "w-77", "customer": "C2041", "to": "2024-03-05"}].'
  let list: unknown
  try {
    list = JSON.parse(await file.text())
  } catch {
    return null // JSON lines, perhaps
  }
  if (!Array.isArray(list)) throw new InputError('BAD_OPTION', `${file.name} holds no list.`, hint)
  return list.map((link: Record<string, unknown> | null, place) => {
    const wrong = ['id', 'customer'].find((key) => !['string', 'number'].includes(typeof link?.[key]))
    if (link === null || wrong !== undefined) {
      throw new InputError('BAD_OPTION', `Link ${place + 1} in ${file.name} has no ${wrong ?? 'id'}.`, hint)
    }
    return { ...link, id: String(link.id), customer: String(link.customer) } as CustomerLink
  })
}
