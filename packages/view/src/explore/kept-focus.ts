import type { RefObject } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

/**
 * Of the element that gets the ref: where the focus went with what was replaced (the list by the details of what is
 * `chosen`, or the other way round), it goes on in what came.
 */
export function useKeptFocus<E extends HTMLElement>(chosen: boolean): RefObject<E | null> {
  const root = useRef<E>(null)
  const had = root.current?.matches(':focus-within')
  useLayoutEffect(() => {
    const element = root.current
    if (!had || element?.matches(':focus-within')) return
    const next = chosen ? '.details' : '[role=listbox]'
    ;(element?.querySelector<HTMLElement>(next) ?? element)?.focus({ preventScroll: true })
  })
  return root
}
