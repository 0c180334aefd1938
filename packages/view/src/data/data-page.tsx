import { useStore } from '../context.js'
import { LeftOut, MethodCard, Settings } from './method.js'
import { Quality, Sessions } from './quality.js'
import { Reading } from './reading.js'

/** What the result rests on: rows read and refused, what was left out, quality, the method and its settings. */
export function DataPage() {
  const { model } = useStore()
  return (
    <main class="page" id="main" tabIndex={-1}>
      <div class="page-title">
        <h1>Data and method</h1>
      </div>
      <div class="data-grid">
        <Reading />
        <Quality />
        <Sessions />
        <MethodCard />
        <Settings />
        {model.discovery.dropped.length > 0 && <LeftOut />}
      </div>
    </main>
  )
}
