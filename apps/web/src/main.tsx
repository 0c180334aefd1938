import './page.css'
import { render } from 'preact'
import { registerOffline } from './offline.js'
import { Page } from './page.js'

const host = document.getElementById('desirepath')
if (host) {
  host.replaceChildren()
  render(<Page />, host)
  registerOffline()
}
