import type { Discovery } from '@desirepath/core'
import { createElement as h, useCallback, useEffect, useState } from 'react'
// @ts-expect-error: react-dom brings no types of its own
import { createRoot } from 'react-dom/client'
import { DesirePath } from './desire-path.js'

/** Two results in turn, the theme, and what is selected in React's own state. */
function App() {
  const [name, setName] = useState('one')
  const [data, setData] = useState<Discovery | null>(null)
  const [dark, setDark] = useState(false)
  const [selected, setSelected] = useState('nothing')
  const onProcessSelect = useCallback(
    ({ processes }: { processes: { name: string }[] }) =>
      setSelected(processes.map((process) => process.name).join(', ') || 'nothing'),
    []
  )
  useEffect(() => {
    void fetch(`${name}.json`)
      .then((response) => response.json())
      .then(setData)
  }, [name])
  return h(
    'main',
    null,
    h('p', { id: 'selected' }, selected),
    h('button', { type: 'button', id: 'other', onClick: () => setName(name === 'one' ? 'two' : 'one') }, 'Other log'),
    h('button', { type: 'button', id: 'dark', onClick: () => setDark(!dark) }, 'Theme'),
    h('button', { type: 'button', id: 'close', onClick: () => setData(null) }, 'Close'),
    data && h(DesirePath, { data, theme: dark ? 'dark' : 'light', onProcessSelect })
  )
}

createRoot(document.getElementById('root')).render(h(App))
