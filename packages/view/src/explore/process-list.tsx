import { useSignalEffect } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import { useStore } from '../context.js'
import { formatNumber } from '../format.js'
import { hands } from '../parts/hands.js'
import { SaveTools } from '../parts/save-tools.js'
import type { SortKey } from '../state.js'
import { EmptyList } from './empty-list.js'
import { type ListItem, listItems } from './list-items.js'
import { Row } from './list-row.js'

const overscan = 6

const sorts: { value: SortKey; label: string }[] = [
  { value: 'runs', label: 'By runs' },
  { value: 'name', label: 'By name' },
  { value: 'completed', label: 'Least done first' },
  { value: 'duration', label: 'Slowest first' },
  { value: 'errors', label: 'By errors' },
  { value: 'stability', label: 'Least stable first' }
]

/** All processes, grouped by family: a list box of which only the rows in sight exist. */
export function ProcessList() {
  const store = useStore()
  const { model, selected, sort, groupByFamily, width, low, matches } = store
  const items = listItems(store)
  // As the style sheet has it.
  const rowHeight = width.value === 'phone' ? 48 : low.value > 0 && matchMedia('(pointer: coarse)').matches ? 40 : 28
  const scroller = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  const [height, setHeight] = useState(800)
  const [active, setActive] = useState(0)
  const at = Math.min(active, Math.max(0, items.length - 1))
  const first = Math.max(0, Math.floor(top / rowHeight) - overscan)
  const last = Math.min(items.length, Math.ceil((top + height) / rowHeight) + overscan)

  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const observer = new ResizeObserver(() => setHeight(element.clientHeight))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  const show = (index: number) => {
    const element = scroller.current
    if (!element) return
    const from = index * rowHeight
    if (from < element.scrollTop) element.scrollTop = from
    else if (from + rowHeight > element.scrollTop + element.clientHeight)
      element.scrollTop = from + rowHeight - element.clientHeight
  }
  // A selection made elsewhere (the map) is brought into view.
  useSignalEffect(() => {
    const [process] = store.selected.value
    const index =
      process === undefined
        ? -1
        : listItems(store).findIndex((item) => item.kind === 'process' && item.process === process)
    if (index < 0) return
    setActive(index)
    queueMicrotask(() => show(index))
  })

  const choose = (item: ListItem, add: boolean, again: boolean) => {
    const processes = item.kind === 'process' ? [item.process] : item.family.processes
    const same =
      !add && processes.length === selected.value.length && processes.every((id) => selected.value.includes(id))
    if (same && again && item.kind === 'process') store.open(item.process)
    else if (same) store.select([])
    else store.select(processes, add)
  }
  const toggle = (family: number, open: boolean) => {
    const next = new Set(store.collapsed.value)
    if (open) next.delete(family)
    else next.add(family)
    store.collapsed.value = next
  }
  const onKeyDown = (event: KeyboardEvent) =>
    hands?.listKey(event, {
      store,
      items,
      at,
      pageRows: Math.max(1, Math.floor(height / rowHeight) - 1),
      setActive,
      show,
      choose,
      toggle
    })

  const { shown } = model
  const all = model.processes.length
  const heading = shown.length < all ? `${formatNumber(shown.length)} of ${formatNumber(all)}` : formatNumber(all)
  const sortButton = (key: SortKey, label: string, className: string) => (
    <button
      type="button"
      class={`column-sort ${className}`}
      aria-pressed={sort.value === key}
      title={`Sort by ${label.toLowerCase()}`}
      onClick={() => {
        sort.value = key
      }}
    >
      {label}
      {sort.value === key ? <span aria-hidden="true">{key === 'name' || key === 'completed' ? ' ↑' : ' ↓'}</span> : ''}
    </button>
  )
  return (
    <section class={`list${model.hasChannels ? '' : ' without-channel'}`} aria-label="List of processes">
      <div class="list-head">
        <h2>Processes</h2>
        <span class="note">
          {matches.value
            ? `${formatNumber(shown.filter((id) => matches.value!.processes.has(id)).length)} of ${formatNumber(all)}`
            : heading}
        </span>
        <span class="spacer" />
        {model.grouped && (
          <button
            type="button"
            class="button ghost small"
            aria-pressed={groupByFamily.value}
            title="Group by family"
            onClick={() => {
              groupByFamily.value = !groupByFamily.value
            }}
          >
            {formatNumber(model.families.length)} families
          </button>
        )}
        <label class="select small">
          <span class="hidden-text">Order</span>
          <select
            value={sort.value}
            onChange={(event) => {
              sort.value = event.currentTarget.value as SortKey
            }}
          >
            {sorts
              .filter(
                (option) =>
                  (option.value !== 'errors' || model.totals.errors !== null) &&
                  (option.value !== 'stability' || model.discovery.quality.stability !== null) &&
                  (option.value !== 'duration' || model.discovery.timeline)
              )
              .map((option) => (
                <option key={option.value} value={option.value}>
                  {option.label}
                </option>
              ))}
          </select>
        </label>
        <SaveTools
          file="process-list"
          picture={false}
          columns={[
            { label: 'Process', value: (id) => model.processLabels[id] },
            { label: 'Channel', value: (id) => model.processes[id].channel, absent: !model.hasChannels },
            { label: 'Runs', value: (id) => model.processes[id].runs },
            { label: 'Completed', value: (id) => model.processes[id].completed.count }
          ]}
          rows={items.flatMap((item) => (item.kind === 'process' ? [item.process] : []))}
        />
      </div>
      <div class="list-columns list-grid">
        <span />
        {sortButton('name', 'Name', '')}
        <span />
        <span class="only-wide">{model.weeks.groups.length > 1 ? 'Trend' : ''}</span>
        {sortButton('runs', 'Runs', 'number')}
        {sortButton('completed', 'Done', 'number')}
      </div>
      <div class="list-rows" ref={scroller} onScroll={(event) => setTop(event.currentTarget.scrollTop)}>
        {items.length === 0 ? (
          <EmptyList />
        ) : (
          <div
            class="list-box"
            role="listbox"
            tabIndex={0}
            aria-label="Processes"
            aria-multiselectable="true"
            aria-activedescendant={at >= first && at < last ? `row-${at}` : undefined}
            onKeyDown={onKeyDown}
            onBlur={() => {
              store.hoveredProcess.value = -1
            }}
            style={{ height: `${items.length * rowHeight}px` }}
          >
            {groupRows(items, first, last).map((group) => (
              // biome-ignore lint/a11y/useSemanticElements: options of a list box are grouped by role
              <div role="group" key={group.family} aria-label={group.name}>
                {group.rows.map((index) => (
                  <Row
                    key={index}
                    item={items[index]}
                    index={index}
                    of={items.length}
                    top={index * rowHeight}
                    active={index === at}
                    onChoose={(add, again) => {
                      setActive(index)
                      choose(items[index], add, again)
                    }}
                    onToggle={toggle}
                  />
                ))}
              </div>
            ))}
          </div>
        )}
      </div>
      {(model.hidden > 0 || model.unused > 0) && (
        <p class="list-foot note">
          {model.hidden > 0 && (
            <>
              {formatNumber(model.hidden)} hidden.{' '}
              <button
                type="button"
                class="link no-print"
                onClick={() => store.dropFilter(store.filters.value.findIndex((filter) => filter.kind === 'hide'))}
              >
                Show {model.hidden === 1 ? 'it' : 'them'}
              </button>{' '}
            </>
          )}
          {model.unused > 0 && `${formatNumber(model.unused)} without a run here.`}
        </p>
      )}
    </section>
  )
}

function groupRows(
  items: readonly ListItem[],
  first: number,
  last: number
): { family: number; name: string; rows: number[] }[] {
  const groups: { family: number; name: string; rows: number[] }[] = []
  for (let index = first; index < last; index++) {
    const { family, grouped } = items[index]
    const id = grouped ? family.id : -1
    if (groups[groups.length - 1]?.family !== id)
      groups.push({ family: id, name: grouped ? family.name : 'All processes', rows: [] })
    groups[groups.length - 1].rows.push(index)
  }
  return groups
}
