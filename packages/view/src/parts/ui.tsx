import type { ComponentChildren } from 'preact'
import { useStore } from '../context.js'
import { channelName } from '../names.js'
import { Swatch } from './marks.js'

/** A name from the log, isolated from the direction of the text around it. Long ones are cut at the left by the layout. */
export function ActivityName({ activity, cut = true }: { activity: number; cut?: boolean }) {
  const { model } = useStore()
  const name = model.activityNames[activity]
  return (
    <span class={cut ? `mono ${model.cutSide === 'left' ? 'cut-left' : 'cut'}` : 'mono'} title={name}>
      <bdi>{name}</bdi>
    </span>
  )
}

export function ProcessName({
  process,
  swatch = true,
  label = false
}: {
  process: number
  swatch?: boolean
  label?: boolean
}) {
  const { model } = useStore()
  const name = label ? model.processLabels[process] : model.processNames[process]
  return (
    <span class="process-name">
      {swatch && <Swatch process={process} size={11} />}
      <span class="cut" title={model.processLabels[process]}>
        <bdi>{name}</bdi>
      </span>
    </span>
  )
}

/** A process name that selects it. */
export function ProcessLink({ process, label = false }: { process: number; label?: boolean }) {
  const store = useStore()
  return (
    <button
      type="button"
      class="link-row"
      onClick={() => (store.view.value === 'process' ? store.open(process) : store.select([process]))}
    >
      <ProcessName process={process} label={label} />
    </button>
  )
}

export function Channel({ channel }: { channel: string | null }) {
  return channel === null ? null : (
    <span class="channel">
      <bdi>{channelName(channel)}</bdi>
    </span>
  )
}

/** One figure with what it counts. */
export function Figure({ value, label }: { value: ComponentChildren; label: ComponentChildren }) {
  return (
    <div class="figure">
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  )
}

export interface Choice<T extends string> {
  value: T
  label: string
}

/** A row of alternatives of which one is chosen: a radio group with arrow keys. */
export function Segmented<T extends string>({
  label,
  choices,
  value,
  onChange
}: {
  label: string
  choices: readonly Choice<T>[]
  value: T
  onChange: (value: T) => void
}) {
  const move = (event: KeyboardEvent, by: number) => {
    event.preventDefault()
    event.stopPropagation()
    const index = choices.findIndex((choice) => choice.value === value)
    const next = choices[(index + by + choices.length) % choices.length]
    onChange(next.value)
    const group = (event.currentTarget as HTMLElement).parentElement
    group?.querySelector<HTMLElement>(`[data-value="${next.value}"]`)?.focus()
  }
  return (
    <div class="segmented no-print" role="radiogroup" aria-label={label}>
      {choices.map((choice) => (
        // biome-ignore lint/a11y/useSemanticElements: looks like a button, acts and is named as one of a radio group
        <button
          type="button"
          role="radio"
          key={choice.value}
          data-value={choice.value}
          aria-checked={choice.value === value}
          tabIndex={choice.value === value ? 0 : -1}
          onClick={() => onChange(choice.value)}
          onKeyDown={(event) => {
            if (event.key === 'ArrowRight' || event.key === 'ArrowDown') move(event, 1)
            else if (event.key === 'ArrowLeft' || event.key === 'ArrowUp') move(event, -1)
          }}
        >
          {choice.label}
        </button>
      ))}
    </div>
  )
}

/** A titled card. `heading` 1 where it is the whole page. */
export function Card({
  title,
  note,
  tools,
  children,
  className = '',
  heading = 2
}: {
  title: string
  note?: ComponentChildren
  tools?: ComponentChildren
  children: ComponentChildren
  className?: string
  heading?: 1 | 2
}) {
  return (
    <section class={`card ${className}`} aria-label={title}>
      <div class="card-head">
        {heading === 1 ? <h1>{title}</h1> : <h2>{title}</h2>}
        <span class="note">{note}</span>
        {tools}
      </div>
      {children}
    </section>
  )
}

/** Text for screen readers only. */
export function Hidden({ children }: { children: ComponentChildren }) {
  return <span class="hidden-text">{children}</span>
}

/** Content that scrolls within the page: reachable by keyboard, named, but no landmark. */
export function ScrollArea({
  name,
  className,
  children
}: {
  name: string
  className: string
  children: ComponentChildren
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be read as a form
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div class={className} tabIndex={0} role="group" aria-label={name}>
      {children}
    </div>
  )
}
