import { type Store, useStore } from '@desirepath/view/page'
import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'

const soonMs = 3000
/** What is to be fetched soon. */
const waiting: (() => void)[] = []

let onceSeen: (() => void) | undefined

/** Has `then` called when the next result is on screen. */
export function whenSeen(then: () => void): void {
  onceSeen = then
}

/** Fetches what is likely to be asked for next, now that there is something to look at. */
export function fetchSoon(): void {
  onceSeen?.()
  onceSeen = undefined
  for (const fetchOne of waiting.splice(0)) setTimeout(fetchOne, soonMs)
}

interface Options {
  soon?: boolean
  part?: boolean
  asked?: (store: Store) => boolean
  meanwhile?: ComponentType
}

/**
 * A view that is fetched when it is first shown. Until then its place is empty, and named as busy; where it cannot be
 * fetched (the server is gone, or has a newer page), that is said.
 *
 * `soon`: fetch it a little after the first view stands (`fetchSoon`) in any case, for it is likely to be asked for, or
 * shown where nothing can wait. `part`: it is a part of a view, which has nothing in its place. `asked`: of a dialog,
 * which is always part of the page, when it is shown. `meanwhile`: what stands in its place until then.
 */
export function lazy<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  { soon = false, part = false, asked, meanwhile: Meanwhile }: Options = {}
): ComponentType<Props> {
  let Loaded: ComponentType<Props> | null = null
  if (soon) {
    waiting.push(() => {
      load().then(
        (component) => {
          Loaded ??= component
        },
        () => {} // Tried again, and told, when it is shown.
      )
    })
  }
  if (asked !== undefined) {
    const Dialog = lazy(load)
    return function Asked(props: Props) {
      return asked(useStore()) ? <Dialog {...props} /> : null
    }
  }
  return function Lazy(props: Props) {
    const [state, setState] = useState<'waiting' | 'ready' | 'failed'>(Loaded === null ? 'waiting' : 'ready')
    useEffect(() => {
      if (Loaded !== null) return
      let gone = false
      load().then(
        (component) => {
          Loaded = component
          if (!gone) setState('ready')
        },
        () => {
          if (!gone) setState('failed')
        }
      )
      return () => {
        gone = true
      }
    }, [])
    // Whoever stood in the empty place goes on in the view.
    useEffect(() => {
      if (!part && state === 'ready' && document.activeElement === document.body)
        document.getElementById('main')?.focus({ preventScroll: true })
    }, [state])
    if (Loaded !== null) return <Loaded {...props} />
    if (state === 'waiting' && part) return null
    if (state === 'waiting' && Meanwhile !== undefined) return <Meanwhile />
    return (
      <section class="lazy" aria-busy={state === 'waiting'}>
        {state === 'failed' && (
          <p class="bad" role="alert">
            This view could not be loaded. Check the connection, then reload the page.
          </p>
        )}
      </section>
    )
  }
}
