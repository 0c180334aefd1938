import { countOf, formatNumber } from '../format.js'
import { partnersOf } from '../model.js'
import { ProcessLink } from '../parts/ui.js'

/** The processes that ran before or after this one in the same session. */
export function Partners({
  title,
  list,
  most = 6
}: {
  title: string
  list: { process: number; count: number }[]
  most?: number
}) {
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
            <span class="number">{formatNumber(item.count)}</span>
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
