import { useStore } from '../context.js'
import { countOf, formatNumber, listOf } from '../format.js'
import { inLocale } from '../format-further.js'
import { cutRight, plainName } from '../names.js'
import { Icon } from '../parts/icon.js'
import { SaveTools } from '../parts/save-tools.js'
import { Table } from '../parts/table.js'
import { Card } from '../parts/ui.js'

export function MethodCard() {
  const { model } = useStore()
  const { method, fingerprint } = model.discovery
  const names = model.discovery.activities.map(({ name }) => name)
  return (
    <Card
      title="How the processes were found"
      note={`method ${method.name}`}
      className="wide-card"
      tools={
        <SaveTools
          file="how-processes-were-found"
          columns={[
            { label: 'What', value: ([what]) => what },
            { label: 'In words', value: ([, words]) => words }
          ]}
          rows={[
            ...method.warnings.map((words) => ['warning', words]),
            ...method.chosen.map((words) => ['choice', words]),
            ['fingerprint', fingerprint]
          ]}
          json={() => ({ ...method, fingerprint })}
        />
      }
    >
      {method.warnings.length > 0 && (
        <ul class="notes">
          {method.warnings.map((warning) => (
            <li key={warning} class="warn-text">
              <Icon name="warn" tone="warn" />
              <bdi>{inLocale(cutRight(warning, 400), names)}</bdi>
            </li>
          ))}
        </ul>
      )}
      <ul class="sentences">
        {method.chosen.map((sentence) => (
          <li key={sentence}>
            <bdi>{inLocale(cutRight(sentence, 600), names)}</bdi>
          </li>
        ))}
      </ul>
      <p class="note fingerprint">
        Fingerprint <span class="mono">{fingerprint}</span>. The same log, settings and version give the same
        fingerprint and the same result.
      </p>
    </Card>
  )
}

function settingText(value: unknown): string {
  if (value === null || value === undefined) return 'none'
  if (typeof value === 'number')
    return formatNumber(value, Number.isInteger(value) ? 0 : Math.min(6, String(value).split('.')[1]?.length ?? 2))
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(settingText).join(', ')
  if (typeof value === 'object') return JSON.stringify(value)
  return String(value)
}

export function Settings() {
  const { model } = useStore()
  const rows = Object.entries(model.discovery.options)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => ({ name, value: settingText(value) }))
  return (
    <Card title="Settings" note={rows.length === 0 ? 'all by default' : undefined}>
      {rows.length > 0 && (
        <Table
          caption="Settings of this run"
          quietCaption
          file="settings"
          rows={rows}
          columns={[
            { label: 'Setting', value: (row) => row.name, show: (row) => <span class="mono">{row.name}</span> },
            {
              label: 'Value',
              value: (row) => row.value,
              show: (row) => <bdi>{plainName(row.value, 120)}</bdi>,
              className: 'wrap-cell'
            }
          ]}
        />
      )}
    </Card>
  )
}

export function LeftOut() {
  const { model } = useStore()
  const { dropped } = model.discovery
  return (
    <Card
      title="Left out before the search"
      note={`${listOf([
        countOf(
          dropped.reduce((sum, item) => sum + item.events, 0),
          'event'
        )
      ])} in all`}
    >
      <Table
        caption="Left out before the search"
        quietCaption
        file="left-out"
        rows={dropped}
        columns={[
          {
            label: 'What',
            value: (row) => row.what,
            show: (row) => <bdi>{plainName(row.what, 120)}</bdi>,
            className: 'wrap-cell'
          },
          { label: 'Events', value: (row) => row.events, number: true },
          { label: 'Sessions', value: (row) => row.sessions, number: true }
        ]}
      />
    </Card>
  )
}
