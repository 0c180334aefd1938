import { fetchHands } from '@desirepath/view/page'
import { useEffect, useRef } from 'preact/hooks'
import { find, openFile, stop } from './actions.js'
import { lazy } from './lazy.js'
import * as page from './page-state.js'
import { ColumnsPage } from './start/columns-page.js'
import { DropPage } from './start/drop-page.js'
import { Shell } from './start/shell.js'
import { WorkingPage } from './start/working-page.js'

const Working = () => (
  <Shell>
    <WorkingPage onStop={stop} />
  </Shell>
)
const loadExplorePage = () => import('./explore/explore-page.js').then((all) => all.ExplorePage)
const ExplorePage = lazy(loadExplorePage, {
  meanwhile: Working
})

/** The whole page: one face at a time. A file may be dropped on any of them. */
export function Page() {
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault()
    }
    const drop = (event: DragEvent) => {
      const file = event.dataTransfer?.files[0]
      if (file === undefined) return
      event.preventDefault()
      void openFile(file, file.name)
    }
    document.addEventListener('dragover', over)
    document.addEventListener('drop', drop)
    return () => {
      document.removeEventListener('dragover', over)
      document.removeEventListener('drop', drop)
    }
  }, [])
  const first = useRef(true)
  // The button that led here is gone: whoever reads on goes on at the top of what is new.
  useEffect(() => {
    if (!first.current) document.getElementById('main')?.focus({ preventScroll: true })
    first.current = false
  }, [page.face.value])
  // What shows the result, and a part of it that the address names, is fetched while it is looked for. Where that fails it is told when it is to be shown.
  useEffect(() => {
    if (page.face.value === 'working') loadExplorePage().catch(() => {})
    if (page.face.value === 'working' && location.hash !== '') fetchHands().catch(() => {})
  }, [page.face.value])
  if (page.face.value === 'explore') return <ExplorePage />
  if (page.face.value === 'working') return <Working />
  return (
    <Shell>
      {page.face.value === 'drop' && <DropPage />}
      {page.face.value === 'columns' && <ColumnsPage onFind={() => void find()} />}
    </Shell>
  )
}
