import '../styles/index.css'
import type { Discovery } from '@desirepath/core'
import { effect } from '@preact/signals'
import { render } from 'preact'
import { App } from '../app/app.js'
import { createStore, type Store, type Theme, type View } from '../state.js'

const themeKey = 'desirepath-theme'

function storedTheme(): Theme {
  try {
    const value = localStorage.getItem(themeKey)
    return value === 'light' || value === 'dark' ? value : 'system'
  } catch {
    return 'system' // storage is not allowed here
  }
}

/** A system colour as `#rrggbb`, through the canvas, which knows them all. */
function systemColour(name: string): string {
  const context = document.createElement('canvas').getContext('2d')!
  context.fillStyle = name
  return context.fillStyle
}

/** Theme, print and the address follow the store; the store follows the system. */
function connect(store: Store): void {
  const scheme = matchMedia('(prefers-color-scheme: dark)')
  scheme.addEventListener('change', () => {
    store.systemDark.value = scheme.matches
  })
  effect(() => {
    document.documentElement.dataset.theme = store.isDark.value ? 'dark' : 'light'
    try {
      if (store.theme.value === 'system') localStorage.removeItem(themeKey)
      else localStorage.setItem(themeKey, store.theme.value)
    } catch {
      // Kept in memory only.
    }
  })
  const forced = matchMedia('(forced-colors: active)')
  const readForced = () => {
    store.forced.value = forced.matches ? { paper: systemColour('Canvas'), ink: systemColour('CanvasText') } : null
  }
  forced.addEventListener('change', readForced)
  readForced()
  const print = matchMedia('print')
  const printed = (on: boolean) => {
    store.printing.value = on
  }
  print.addEventListener('change', () => printed(print.matches))
  window.addEventListener('beforeprint', () => printed(true))
  window.addEventListener('afterprint', () => printed(false))

  const views: readonly View[] = ['explore', 'process', 'activities', 'data']
  const readAddress = () => {
    const [view, ids = ''] = location.hash.slice(1).split('/')
    const selected = ids
      .split(',')
      .map(Number)
      .filter((id) => Number.isInteger(id) && id >= 0 && id < store.model.processes.length)
    if (ids !== '') store.selected.value = selected
    if ((views as readonly string[]).includes(view) && (view !== 'process' || selected.length > 0))
      store.view.value = view as View
  }
  readAddress()
  let known = location.hash
  effect(() => {
    const ids = store.selected.value.length <= 20 ? store.selected.value.join(',') : ''
    const hash =
      store.view.value === 'explore' && ids === '' ? '' : `#${store.view.value}${ids === '' ? '' : `/${ids}`}`
    if (hash === known) return
    // Opening a page is a step in the history; selecting is not.
    const step = known.split('/')[0] !== hash.split('/')[0]
    known = hash
    try {
      history[step ? 'pushState' : 'replaceState'](null, '', hash === '' ? location.pathname + location.search : hash)
    } catch {
      // Some embedding contexts forbid it: the page works without an address.
    }
  })
  window.addEventListener('popstate', () => {
    known = location.hash
    if (location.hash === '') {
      store.view.value = 'explore'
      store.selected.value = []
    } else readAddress()
  })
}

const data = document.getElementById('desirepath-discovery')
const host = document.getElementById('desirepath-report')
if (data && host) {
  const discovery = JSON.parse(data.textContent ?? '') as Discovery
  const store = createStore(discovery, {
    theme: storedTheme(),
    systemDark: matchMedia('(prefers-color-scheme: dark)').matches
  })
  connect(store)
  host.replaceChildren()
  render(<App store={store} keys="page" />, host)
}
