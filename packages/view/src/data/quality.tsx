import { useStore } from '../context.js'
import { countOf, formatNumber } from '../format.js'
import { formatShareOf } from '../format-further.js'
import { Bar } from '../parts/marks.js'
import { SaveTools } from '../parts/save-tools.js'
import { Card } from '../parts/ui.js'

export function Quality() {
  const { model } = useStore()
  const { quality } = model.discovery
  const tentative = model.processes.filter((process) => process.tentative).length
  const rows: { name: string; value: string; share: number | null; note: string }[] = [
    {
      name: 'Coverage',
      value: formatShareOf(quality.coverage.count, quality.coverage.of),
      share: quality.coverage.count / (quality.coverage.of || 1),
      note: 'events whose activity belongs to a process'
    },
    {
      name: 'Hubs',
      value: formatShareOf(quality.hubs.count, quality.hubs.of),
      share: quality.hubs.count / (quality.hubs.of || 1),
      note: 'activities shared by many processes'
    },
    {
      name: 'In no process',
      value: formatShareOf(quality.noise.count, quality.noise.of),
      share: quality.noise.count / (quality.noise.of || 1),
      note: 'activities, hubs not counted'
    },
    {
      name: 'Stability',
      value: quality.stability === null ? 'not computed' : formatNumber(quality.stability, 2),
      share: quality.stability,
      note: 'mean Jaccard overlap when cases are resampled'
    },
    {
      name: 'Tentative',
      value: quality.stability === null ? 'not computed' : formatShareOf(tentative, model.processes.length),
      share: quality.stability === null ? null : tentative / (model.processes.length || 1),
      note: 'processes with a stability below 0.60'
    },
    {
      name: 'Silhouette',
      value: quality.silhouette === null ? 'not computed' : formatNumber(quality.silhouette, 2),
      share: quality.silhouette === null ? null : Math.max(0, quality.silhouette),
      note: '−1 to 1, how far apart the processes lie'
    }
  ]
  return (
    <Card
      title="Quality"
      tools={
        <SaveTools
          file="quality"
          columns={[
            { label: 'What', value: (row) => row.name },
            { label: 'Value', value: (row) => row.share },
            { label: 'In words', value: (row) => `${row.value}: ${row.note}` }
          ]}
          rows={rows}
        />
      }
    >
      <ul class="quality">
        {rows.map((row) => (
          <li key={row.name}>
            <span class="name">{row.name}</span>
            <b>{row.value}</b>
            <span class="note">{row.note}</span>
            {row.share === null ? <span /> : <Bar share={row.share} />}
          </li>
        ))}
      </ul>
    </Card>
  )
}

export function Sessions() {
  const { model } = useStore()
  const { sessionsByProcesses, log } = model.discovery
  const total = sessionsByProcesses.reduce((a, b) => a + b, 0)
  const labels = ['no process', 'one process', 'two processes', 'three or more']
  return (
    <Card
      title="Sessions by processes"
      note={`${countOf(log.sessions, 'session')} of ${countOf(log.cases, model.who.one, model.who.many)}`}
      tools={
        <SaveTools
          file="sessions-by-processes"
          columns={[
            { label: 'Sessions with', value: (i) => labels[i] },
            { label: 'Sessions', value: (i) => sessionsByProcesses[i] }
          ]}
          rows={[...sessionsByProcesses.keys()]}
        />
      }
    >
      <ul class="quality">
        {sessionsByProcesses.map((count, index) => (
          <li key={labels[index]}>
            <span class="name">{labels[index]}</span>
            <b>{total > 0 ? formatShareOf(count, total) : 'none'}</b>
            <span class="note" />
            <Bar share={total > 0 ? count / total : 0} />
          </li>
        ))}
      </ul>
    </Card>
  )
}
