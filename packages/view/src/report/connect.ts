import { effect } from '@preact/signals'
import { followForcedColours } from '../colours.js'
import { setLocale } from '../format.js'
import type { Store } from '../state.js'
import { keepTheme } from './theme.js'

/**
 * Theme and print of a page that is one store: they follow it, and it follows the system. Numbers and dates are from now
 * on those of the reader's locale.
 *
 * @returns ends that
 */
export function connectPage(store: Store): () => void {
  setLocale(navigator.language)
  const ends: (() => void)[] = []
  const on = (target: EventTarget, type: string, listener: () => void) => {
    target.addEventListener(type, listener)
    ends.push(() => target.removeEventListener(type, listener))
  }
  const scheme = matchMedia('(prefers-color-scheme: dark)')
  on(scheme, 'change', () => {
    store.systemDark.value = scheme.matches
  })
  const endTheme = effect(() => {
    document.documentElement.dataset.theme = store.isDark.value ? 'dark' : 'light'
    keepTheme(store.theme.value)
  })
  ends.push(followForcedColours(store))
  const print = matchMedia('print')
  const printed = (on: boolean) => {
    store.printing.value = on
  }
  on(print, 'change', () => printed(print.matches))
  on(window, 'beforeprint', () => printed(true))
  on(window, 'afterprint', () => printed(false))
  ends.push(endTheme)
  return () => {
    for (const end of ends) end()
  }
}
