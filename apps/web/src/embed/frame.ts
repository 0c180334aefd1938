import type { Discovery, DiscoveryModel } from '@desirepath/core'
import type { DesirePathElement } from '@desirepath/view'

// The page that other pages show in an <iframe>. Its address says what to show (?src=, theme=, pane=, selected=, and the
// columns of a log), or the page around it sends { type: 'desirepath-data', discovery }. What is selected is told to the
// page around it: only to one of the same origin, or to the one that sent the data.
const element = document.querySelector('desire-path') as DesirePathElement
let listener = location.origin

for (const [name, value] of new URLSearchParams(location.search)) {
  if (name === 'src' && new URL(value, location.href).origin !== location.origin) continue
  if (/^(src|name|theme|pane|selected|case|activity|timestamp|session)$/.test(name)) element.setAttribute(name, value)
}

window.addEventListener(
  'message',
  (event: MessageEvent<{ type?: string; discovery?: Discovery | DiscoveryModel } | null>) => {
    if (event.source !== window.parent || event.data?.type !== 'desirepath-data') return
    listener = event.origin
    element.data = event.data.discovery ?? null
  }
)

for (const type of ['ready', 'failed', 'process-select', 'activity-select']) {
  element.addEventListener(type, (event) => {
    if (window.parent === window) return
    const message = { type: `desirepath-${type}`, detail: (event as CustomEvent).detail }
    // A page without an origin of its own (a file, a sandbox) can only be told where it asked.
    window.parent.postMessage(message, listener === 'null' ? '*' : listener)
  })
}
