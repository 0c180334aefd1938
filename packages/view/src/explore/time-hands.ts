/** Buckets of the timeline, both included. */
export interface Days {
  from: number
  to: number
}

/** The window over the strip as it stands. */
export interface TimeHands {
  days: Days
  /** What is being chosen. */
  draft: Days | null
  setDraft(draft: Days | null): void
  drag: { current: { side: 'from' | 'to' | 'new'; start: number } | null }
  timer: { current: number }
  buckets: number
  width: number
  onChange(from: number, to: number): void
}

/** Chooses a stretch of time: by pointer anywhere over the strip, by arrow keys on a handle. */
export function timeHands({ days, draft, setDraft, drag, timer, buckets, width, onChange }: TimeHands) {
  const { from, to } = draft ?? days
  const at = (event: PointerEvent) => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect()
    return Math.max(0, Math.min(buckets - 1, Math.floor(((event.clientX - box.left) / width) * buckets)))
  }
  const settle = (next: Days | null) => {
    drag.current = null
    setDraft(null)
    if (next !== null && (next.from !== days.from || next.to !== days.to)) onChange(next.from, next.to)
  }
  const down = (event: PointerEvent) => {
    if (event.button !== 0) return
    ;(event.currentTarget as HTMLElement).setPointerCapture(event.pointerId)
    const side = (event.target as HTMLElement).dataset.side as 'from' | 'to' | undefined
    drag.current = { side: side ?? 'new', start: at(event) }
  }
  const move = (event: PointerEvent) => {
    if (drag.current === null) return
    const { side, start } = drag.current
    const here = at(event)
    if (side === 'new') {
      // A click is no drag.
      if (here === start && draft === null) return
      setDraft({ from: Math.min(start, here), to: Math.max(start, here) })
    } else if (side === 'from') setDraft({ from: Math.min(here, to), to })
    else setDraft({ from, to: Math.max(here, from) })
  }
  const key = (event: KeyboardEvent) => {
    const { side } = (event.target as HTMLElement).dataset
    const steps: Record<string, number> = {
      ArrowLeft: -1,
      ArrowDown: -1,
      ArrowRight: 1,
      ArrowUp: 1,
      PageDown: -7,
      PageUp: 7,
      Home: -buckets,
      End: buckets
    }
    const by = steps[event.key]
    if (by === undefined || side === undefined) return
    event.preventDefault()
    event.stopPropagation()
    const next =
      side === 'from'
        ? { from: Math.max(0, Math.min(to, from + by)), to }
        : { from, to: Math.min(buckets - 1, Math.max(from, to + by)) }
    setDraft(next)
    // Counted after a rest, not with every key.
    clearTimeout(timer.current)
    timer.current = window.setTimeout(() => settle(next), 350)
  }
  return { down, move, key, settle }
}
