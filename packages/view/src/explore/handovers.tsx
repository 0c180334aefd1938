import { useState } from 'preact/hooks'
import { useStore } from '../context.js'
import { countOf, formatNumber, formatShare } from '../format.js'
import { inkCell } from '../ink-cell.js'
import { Behind } from '../parts/behind.js'
import { SaveTools } from '../parts/save-tools.js'
import { type Column, Table } from '../parts/table.js'
import { Card, Channel, ProcessLink, ProcessName, ScrollArea } from '../parts/ui.js'

const choices = [13, 25, 40]

interface Handover {
  from: number
  to: number
  count: number
}

/** Which process follows which in a session: rows lead to columns. A table whose cells are tinted by their number. */
export function Handovers() {
  const store = useStore()
  const { model, colours, selected } = store
  const [most, setMost] = useState(choices[0])
  // Selected processes and their partners come first, so that a small process can be looked at too.
  const wanted = new Set(selected.value)
  const partnerRuns = new Map<number, number>()
  for (const edge of model.discovery.handovers) {
    if (wanted.has(edge.from)) partnerRuns.set(edge.to, (partnerRuns.get(edge.to) ?? 0) + edge.count)
    if (wanted.has(edge.to)) partnerRuns.set(edge.from, (partnerRuns.get(edge.from) ?? 0) + edge.count)
  }
  const rank = (id: number) => (wanted.has(id) ? 1e12 : (partnerRuns.get(id) ?? 0))
  const ids = [...model.shown]
    .sort((a, b) => rank(b) - rank(a) || model.processes[b].runs - model.processes[a].runs || a - b)
    .slice(0, most)
  const counts = new Map(model.discovery.handovers.map((edge) => [`${edge.from} ${edge.to}`, edge.count]))
  const at = (from: number, to: number) => counts.get(`${from} ${to}`) ?? 0
  const top = Math.max(1, ...ids.flatMap((from) => ids.map((to) => (from === to ? 0 : at(from, to)))))
  const shown = ids.reduce((sum, from) => sum + ids.reduce((inner, to) => inner + at(from, to), 0), 0)
  const c = colours.value
  const columns: Column<Handover>[] = [
    {
      label: 'From',
      value: (row) => model.processLabels[row.from],
      show: (row) => <ProcessName process={row.from} label />
    },
    { label: 'To', value: (row) => model.processLabels[row.to], show: (row) => <ProcessName process={row.to} label /> },
    { label: 'Runs', value: (row) => row.count, number: true },
    {
      label: 'Share of the runs of the first',
      value: (row) => row.count / Math.max(1, model.processes[row.from].runs),
      show: (row) => formatShare(row.count, model.processes[row.from].runs),
      number: true
    }
  ]
  if (model.discovery.handovers.length === 0) {
    return (
      <Card title="Hand-overs" className="pane-card">
        <p class="empty">No session of this log holds more than one run.</p>
      </Card>
    )
  }
  return (
    <Card
      title="Hand-overs"
      note={`Runs of the row followed by a run of the column in the same session. ${formatShare(shown, model.totals.handovers)} of all, ${formatNumber(shown)} of ${formatNumber(model.totals.handovers)}, among the ${countOf(ids.length, 'process', 'processes')} shown.${model.partial ? ' Of all days.' : ''}`}
      className="pane-card"
      tools={
        <>
          {model.processes.length > choices[0] && (
            <label class="select small no-print">
              <span class="hidden-text">Processes shown</span>
              <select value={most} onChange={(event) => setMost(Number(event.currentTarget.value))}>
                {choices.map((choice) => (
                  <option key={choice} value={choice}>
                    {choice} {wanted.size > 0 ? 'nearest' : 'largest'}
                  </option>
                ))}
              </select>
            </label>
          )}
          <SaveTools file="hand-overs" columns={columns} rows={model.discovery.handovers} />
        </>
      }
    >
      <ScrollArea name="Hand-overs between processes" className="matrix-scroll">
        <table class="matrix">
          <caption class="hidden-text">Runs of the row followed by a run of the column in the same session</caption>
          <thead>
            <tr>
              <td />
              {ids.map((id) => (
                <th scope="col" key={id}>
                  <span class="slanted">
                    <bdi>{model.processLabels[id]}</bdi>
                  </span>
                </th>
              ))}
              <td class="matrix-end" />
            </tr>
          </thead>
          <tbody>
            {ids.map((from) => (
              <tr key={from}>
                <th scope="row">
                  <span class="matrix-name">
                    <ProcessLink process={from} />
                    <Channel channel={model.hasChannels ? model.processes[from].channel : null} />
                  </span>
                </th>
                {ids.map((to) => {
                  const count = at(from, to)
                  const style = from === to ? { background: c.sunken } : count > 0 ? inkCell(count / top, c) : undefined
                  return (
                    <td
                      key={to}
                      style={style}
                      title={`${model.processLabels[from]} to ${model.processLabels[to]}: ${countOf(count, 'run')}`}
                    >
                      {count > 0 && (
                        <Behind
                          figure={{ kind: 'handover', from, to }}
                          title={`${model.processLabels[from]} to ${model.processLabels[to]}`}
                          count={count}
                        >
                          {formatNumber(count)}
                        </Behind>
                      )}
                    </td>
                  )
                })}
                <td class="matrix-end" />
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
      <details class="twin">
        <summary>All {countOf(model.discovery.handovers.length, 'pair')} as a table</summary>
        <Table
          caption="Hand-overs"
          quietCaption
          file="hand-overs"
          columns={columns}
          rows={model.discovery.handovers}
          page={100}
        />
      </details>
    </Card>
  )
}
