import '../styles/index.css'
import './journey.css'
import { render } from 'preact'
import { connectPage } from '../report/connect.js'
import { storedTheme } from '../report/theme.js'
import { namesOnly } from './empty-discovery.js'
import { JourneyFile, type JourneyFileData } from './journey-file.js'
import { createStore, StoreContext } from './shared.js'

const data = document.getElementById('desirepath-journey')
const host = document.getElementById('desirepath-report')
if (data && host) {
  const file = JSON.parse(data.textContent ?? '') as JourneyFileData
  const store = createStore(namesOnly(file.processes, file.journey.timeZone), {
    theme: storedTheme(),
    systemDark: matchMedia('(prefers-color-scheme: dark)').matches,
    channels: file.channels ?? [],
    places: new Map(file.processes.flatMap(({ id, place }) => (place === undefined ? [] : [[id, place] as const])))
  })
  connectPage(store)
  host.replaceChildren()
  render(
    <StoreContext.Provider value={store}>
      <JourneyFile file={file} />
    </StoreContext.Provider>,
    host
  )
}
