import { useStore } from '../context.js'
import { countOf, formatDurationShort, formatNumber, formatShare } from '../format.js'
import { Icon } from '../parts/icon.js'
import { FamilySwatch, Sparkline, Swatch } from '../parts/marks.js'
import { Channel, Hidden } from '../parts/ui.js'
import type { Store } from '../state.js'
import { sumGroups } from '../weeks.js'
import type { ListItem } from './list-items.js'

interface RowProps {
  item: ListItem
  index: number
  of: number
  top: number
  active: boolean
  onChoose: (add: boolean, again: boolean) => void
  onToggle: (family: number, open: boolean) => void
}

/** Runs by about a week; of chosen days, day by day. */
function trendOf({ model, filters }: Store, runs: readonly number[]): readonly number[] {
  const days = filters.value.find((filter) => filter.kind === 'days')
  return days?.kind === 'days' && days.to > days.from
    ? runs.slice(days.from, days.to + 1)
    : sumGroups(runs, model.weeks.groups)
}

export function Row({ item, index, of, top, active, onChoose, onToggle }: RowProps) {
  const store = useStore()
  const { model, selected, collapsed } = store
  const shared = {
    id: `row-${index}`,
    role: 'option',
    'aria-posinset': index + 1,
    'aria-setsize': of,
    style: { top: `${top}px` }
  } as const
  if (item.kind === 'family') {
    const { family } = item
    const open = !collapsed.value.has(family.id)
    const on = family.processes.every((id) => selected.value.includes(id))
    return (
      // biome-ignore lint/a11y: an option of the list box, which has the focus and the keys
      <div
        {...shared}
        class={`list-grid family-row${active ? ' active' : ''}`}
        aria-selected={on}
        onClick={(event) => onChoose(event.shiftKey, false)}
      >
        <FamilySwatch slot={family.slot} />
        <span class="cut">
          <bdi>{family.name}</bdi> <span class="note">{countOf(family.processes.length, 'process', 'processes')}</span>
        </span>
        <span
          class={`fold${open ? ' open' : ''}`}
          onClick={(event) => {
            event.stopPropagation()
            onToggle(family.id, !open)
          }}
          aria-hidden="true"
        >
          <Icon name="right" size={12} />
        </span>
        <span class="number">
          {formatNumber(family.runs)}
          <Hidden> runs</Hidden>
        </span>
        <span class="number soft">
          {formatShare(family.completed, family.runs)}
          <Hidden> done, {open ? 'open' : 'closed'}</Hidden>
        </span>
      </div>
    )
  }
  const process = model.processes[item.process]
  const on = selected.value.includes(process.id)
  const extra =
    store.sort.value === 'duration' && process.medianMs !== null
      ? formatDurationShort(process.medianMs)
      : store.sort.value === 'errors' && process.errors !== null
        ? formatNumber(process.errors)
        : store.sort.value === 'stability' && process.stability !== null
          ? formatNumber(process.stability, 2)
          : null
  return (
    // biome-ignore lint/a11y: an option of the list box, which has the focus and the keys
    <div
      {...shared}
      class={`list-grid process-row${on ? ' on' : ''}${active ? ' active' : ''}`}
      aria-selected={on}
      title={process.name.length > 24 ? model.processNames[process.id] : undefined}
      onClick={(event) => onChoose(event.shiftKey, false)}
      onDblClick={() => store.open(process.id)}
      onPointerEnter={() => {
        store.hoveredProcess.value = process.id
      }}
      onPointerLeave={() => {
        store.hoveredProcess.value = -1
      }}
    >
      <Swatch process={process.id} />
      <span class="cut">
        <bdi>{model.processNames[process.id]}</bdi>
        {process.tentative && <span class="tag">tentative</span>}
        {process.subroutine && <span class="tag">shared</span>}
      </span>
      {model.hasChannels && (
        <span class="channel-cell">
          <Channel channel={process.channel} />
        </span>
      )}
      <span class="only-wide soft">
        {extra ?? (model.weeks.groups.length > 1 && <Sparkline values={trendOf(store, process.runsOverTime)} />)}
      </span>
      <span class="number">
        {formatNumber(process.runs)}
        <Hidden> runs</Hidden>
      </span>
      <span class="number soft">
        {formatShare(process.completed.count, process.completed.of)}
        <Hidden> done</Hidden>
      </span>
    </div>
  )
}
