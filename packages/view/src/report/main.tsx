import '../styles/index.css'
import type { Discovery } from '@desirepath/core'
import { render } from 'preact'
import { App } from '../app/app.js'
import { createStore } from '../state.js'
import { connectAddress } from './address.js'
import { connectPage } from './connect.js'
import { storedTheme } from './theme.js'

const data = document.getElementById('desirepath-discovery')
const host = document.getElementById('desirepath-report')
if (data && host) {
  const discovery = JSON.parse(data.textContent ?? '') as Discovery
  const store = createStore(discovery, {
    theme: storedTheme(),
    systemDark: matchMedia('(prefers-color-scheme: dark)').matches
  })
  connectPage(store)
  connectAddress(store)
  host.replaceChildren()
  render(<App store={store} keys="page" />, host)
}
