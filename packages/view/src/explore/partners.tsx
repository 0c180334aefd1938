import { useStore } from '../context.js'
import { countOf, formatNumber } from '../format.js'
import { partnersOf } from '../model.js'
import { Behind } from '../parts/behind.js'
import { ProcessLink } from '../parts/ui.js'

/** The processes that ran before or after this one in the same session. */
export function Partners({
  title,
  process,
  before = false,
  list,
  most = 6
}: {
  title: string
  /** Whose partners they are, and on which side. */
  process: number
  before?: boolean
  list: { process: number; count: number }[]
  most?: number
}) {
  const { model } = useStore()
  const { total, partners } = partnersOf(list)
  const shown = partners.slice(0, most)
  const rest = total - shown.reduce((sum, item) => sum + item.count, 0)
  return (
    <div>
      <h3>
        {title} <span class="note">{countOf(total, 'run')} had one</span>
      </h3>
      <ul>
        {shown.map((item) => (
          <li key={item.process} class="partner-row">
            <ProcessLink process={item.process} />
            <span class="number">
              <Behind
                figure={{
                  kind: 'handover',
                  from: before ? item.process : process,
                  to: before ? process : item.process
                }}
                title={`${model.processLabels[before ? item.process : process]} to ${model.processLabels[before ? process : item.process]}`}
                count={item.count}
              >
                {formatNumber(item.count)}
              </Behind>
            </span>
          </li>
        ))}
        {rest > 0 && (
          <li class="partner-row soft">
            <span>{countOf(partners.length - shown.length, 'other')}</span>
            <span class="number">{formatNumber(rest)}</span>
          </li>
        )}
      </ul>
    </div>
  )
}
