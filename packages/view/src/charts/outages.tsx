import { useState } from 'preact/hooks'
import { useJourneys } from '../journey/context.js'
import { fieldTime } from '../journey/form.js'
import {
  Card,
  type Column,
  countOf,
  formatNumber,
  formatRate,
  Icon,
  inLocale,
  plainName,
  SaveTools
} from '../journey/shared.js'
import type { JourneyFacts, OutageNote } from '../journey/source.js'
import { type Told, tellOf } from '../journey/told.js'

const columns: Column<OutageNote>[] = [
  { label: 'What', value: ({ name }) => name },
  { label: 'From', value: ({ from }) => new Date(from).toISOString() },
  { label: 'To', value: ({ to }) => new Date(to).toISOString() },
  { label: 'By', value: ({ by }) => by },
  { label: 'Events', value: ({ events }) => events, number: true },
  { label: 'Errors', value: ({ errors }) => errors, number: true },
  { label: 'Rate', value: ({ rate }) => rate?.value ?? null, number: true },
  { label: 'Usual rate', value: ({ usualRate }) => usualRate, number: true },
  { label: 'p anywhere', value: ({ pAnywhere }) => pAnywhere, number: true },
  { label: 'Customers', value: ({ customers }) => customers.join(' ') }
]

/** Times in which something failed or was slow more than chance allows. Looked for when asked: it reads the whole log. */
export function OutagesCard({ known }: { known: JourneyFacts }) {
  const state = useJourneys()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Told | null>(null)
  const { value: found } = state.outages
  if (!known.has.status && !known.has.duration) return null
  const look = async () => {
    setBusy(true)
    try {
      state.outages.value = await state.source.outages()
    } catch (error) {
      setProblem(tellOf(error))
    } finally {
      setBusy(false)
    }
  }
  const customers = (outage: OutageNote) => {
    state.pane.value = 'find'
    state.look({
      time: 'own',
      from: fieldTime(outage.from, known),
      to: fieldTime(outage.to + 1000, known),
      errors: outage.by === 'errors',
      process: outage.process ?? -1,
      activity: outage.activity === null ? '' : outage.name,
      sort: outage.by === 'errors' ? 'errors' : 'slowest'
    })
  }
  return (
    <Card
      title="Outages"
      note="times in which something failed or was slow far more than chance allows; over all of the log"
      tools={
        found !== null &&
        found.length > 0 && <SaveTools file="outages" columns={columns} rows={found} json={() => found} />
      }
    >
      {problem !== null ? (
        <p class="empty" role="alert">
          {problem.text} {problem.hint}
        </p>
      ) : found === null ? (
        <div class="empty">
          <button type="button" class="button" disabled={busy} onClick={() => void look()}>
            {busy ? 'Looking ...' : 'Look for outages'}
          </button>
        </div>
      ) : found.length === 0 ? (
        <p class="empty">No time in which anything failed or was slow more than chance allows.</p>
      ) : (
        <ul class="outages">
          {found.map((outage) => (
            <li key={`${outage.from} ${outage.name}`}>
              <Icon name={outage.by === 'errors' ? 'bad' : 'wait'} tone={outage.by === 'errors' ? 'bad' : 'warn'} />
              <div>
                <p>
                  <bdi>{inLocale(plainName(outage.text, 600), [outage.name])}</bdi>
                </p>
                <p class="note">
                  {outage.rate !== null &&
                    outage.usualRate !== null &&
                    `Failed: ${formatRate(outage.rate.value)} (${formatRate(outage.rate.low)} to ${formatRate(outage.rate.high)}, 95%), usually ${formatRate(outage.usualRate)}. `}
                  Chance of any such time in this log:{' '}
                  {outage.pAnywhere < 0.001 ? 'below 0.001' : formatNumber(outage.pAnywhere, 3)}.{' '}
                  <button type="button" class="link" onClick={() => customers(outage)}>
                    {countOf(outage.customers.length, 'customer')}
                  </button>
                </p>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
