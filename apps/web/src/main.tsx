import './page.css'
import { setLocale } from '@desirepath/view/page'
import { render } from 'preact'
import { continueKept } from './actions.js'
import { keptHead, wasOpen } from './kept.js'
import { registerOffline } from './offline.js'
import { Page } from './page.js'
import * as page from './page-state.js'

const host = document.getElementById('desirepath')
if (host) {
  host.replaceChildren()
  setLocale(navigator.language)
  // A reload goes on where it was; a visit is asked.
  const goOn = wasOpen()
  if (goOn) page.face.value = 'working'
  void keptHead().then((head) => {
    page.kept.value = head
    if (goOn && head !== null) void continueKept()
    else if (goOn) page.face.value = 'drop'
  })
  render(<Page />, host)
  // From here on everything on the page answers: for whoever measures it.
  performance.mark('desirepath-interactive')
  registerOffline()
}
