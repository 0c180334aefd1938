import '../styles/tokens.css'
import type { Discovery } from '@desirepath/core'
import { render } from 'preact'

const data = document.getElementById('desirepath-discovery')
const host = document.getElementById('desirepath-report')
if (data && host) {
  const discovery = JSON.parse(data.textContent ?? '') as Discovery
  render(
    <main>
      <h1>{discovery.source.name}</h1>
      <ul>
        {discovery.processes.map((process) => (
          <li key={process.id}>
            <bdi>{process.name}</bdi>, {process.runs} runs
          </li>
        ))}
      </ul>
    </main>,
    host
  )
}
