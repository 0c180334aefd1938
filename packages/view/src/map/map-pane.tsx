import { effect, useSignalEffect } from '@preact/signals'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { useStore } from '../context.js'
import { countOf } from '../format.js'
import { channelName } from '../names.js'
import { Icon } from '../parts/icon.js'

import { Segmented } from '../parts/ui.js'
import { nearestTowards } from './geometry.js'
import { attachGestures } from './gestures.js'
import { HoverCard } from './hover-card.js'
import { MapLegend } from './legend.js'
import { MapColours } from './map-colours.js'
import { MapPainter } from './painter.js'

const directions: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1]
}

/** The map of all activities: a canvas with pointer and keyboard, its hover card, legend and zoom buttons. */
export function MapPane() {
  const store = useStore()
  const { model } = store
  const canvas = useRef<HTMLCanvasElement>(null)
  const holder = useRef<HTMLDivElement>(null)
  const painter = useRef<MapPainter | null>(null)
  const [card, setCard] = useState<{ activity: number; x: number; y: number } | null>(null)
  const [part, setPart] = useState<string | null>(null)
  const [zoomed, setZoomed] = useState(false)
  const [drawing, setDrawing] = useState(false)
  const [line, setLine] = useState<readonly { x: number; y: number }[]>([])
  const isDrawing = useRef(drawing)
  isDrawing.current = drawing
  const phone = store.width.value === 'phone'
  // On a phone one part of the map is in sight: that of the selection.
  useSignalEffect(() => {
    const { selected } = store
    const channel = selected.value.length > 0 ? model.processes[selected.value[0]].channel : null
    if (channel !== null && model.channels.includes(channel)) setPart(channel)
  })

  // Before the first paint, so that a map that appears for printing is drawn in time.
  useLayoutEffect(() => {
    if (!canvas.current || !holder.current) return
    const map = new MapPainter(canvas.current, store)
    painter.current = map
    map.onZoom = (zoom) => setZoomed(zoom > 1)
    let timer = 0
    const showCard = (activity: number, delay: number) => {
      clearTimeout(timer)
      if (activity < 0) return setCard(null)
      timer = window.setTimeout(() => setCard({ activity, ...map.screen(store.model.activities[activity]) }), delay)
    }
    const stopGestures = attachGestures(holder.current, map, {
      hover(place) {
        const activity = place ? map.at(place.x, place.y) : -1
        if (holder.current) holder.current.style.cursor = activity >= 0 ? 'pointer' : ''
        if (activity !== store.hoveredActivity.value) {
          store.hoveredActivity.value = activity
          showCard(activity, 80)
        }
      },
      click(place, add) {
        const activity = map.at(place.x, place.y, 9)
        if (activity < 0) {
          if (!add) store.select([])
          return
        }
        map.focused = activity
        const { process } = store.model.activities[activity]
        if (process >= 0) store.select([process], add)
        else if (phone) showCard(activity, 0)
      },
      open(place) {
        const activity = map.at(place.x, place.y, 9)
        const process = activity < 0 ? -1 : store.model.activities[activity].process
        if (process >= 0) store.open(process)
        else map.zoomBy(2, place.x, place.y)
      },
      drawing: () => isDrawing.current,
      lasso(drawn, done) {
        setLine(done ? [] : [...drawn])
        if (!done || drawn.length < 3) return
        setDrawing(false)
        const found = map.within(drawn)
        if (found.length > 0) store.mark(found)
        else store.announcement.value = 'No activity within the line'
      }
    })
    const observer = new ResizeObserver(() => map.resize())
    observer.observe(canvas.current)
    // Whatever the picture shows: reading it here makes the effect run again when it changes.
    const stopDrawing = effect(() => {
      void [store.selected.value, store.matches.value, store.colours.value, store.paints.value, store.width.value]
      void [store.marked.value, store.colourBy.value]
      map.follow(store.model)
      map.forget()
      if (store.printing.value) map.paint()
      else map.schedule()
    })
    const stopHover = effect(() => {
      void [store.hoveredProcess.value, store.hoveredActivity.value]
      map.schedule()
    })
    return () => {
      clearTimeout(timer)
      stopGestures()
      stopDrawing()
      stopHover()
      observer.disconnect()
      map.destroy()
      store.hoveredActivity.value = -1
    }
  }, [store, phone])

  useLayoutEffect(() => {
    const map = painter.current
    if (!map) return
    map.part = phone ? (part ?? model.channels[0] ?? null) : null
    map.padding = phone ? { top: 128, right: 16, bottom: 24, left: 16 } : { top: 70, right: 24, bottom: 52, left: 24 }
    map.resize()
  }, [phone, part, model])

  const focusPoint = (activity: number) => {
    const map = painter.current
    if (!map || activity < 0) return
    map.focused = activity
    store.hoveredActivity.value = activity
    map.reveal(activity)
    map.schedule()
    setCard({ activity, ...map.screen(model.activities[activity]) })
    store.announcement.value = pointSentence(activity)
  }
  const pointSentence = (activity: number) => {
    const { process, hub } = model.activities[activity]
    const place =
      process >= 0
        ? `${model.processLabels[process]}${model.stepOf[activity] >= 0 ? `, step ${model.stepOf[activity] + 1} of ${model.processes[process].steps.length}` : ''}`
        : hub
          ? 'hub'
          : 'no process'
    return `${model.activityNames[activity]}: ${place}, ${countOf(model.activities[activity].cases, model.who.one, model.who.many)}`
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const map = painter.current
    if (!map || event.ctrlKey || event.metaKey || event.altKey) return
    const direction = directions[event.key]
    if (direction) {
      const { matches } = store
      const from = map.focused >= 0 ? map.focused : (model.members[store.selected.value[0] ?? 0]?.[0] ?? 0)
      const eligible = (index: number) => matches.value === null || matches.value.activities.has(index)
      if (event.shiftKey) map.panBy(-direction[0] * 60, -direction[1] * 60)
      else
        focusPoint(
          map.focused < 0 ? from : nearestTowards(model.activities, from, direction[0], direction[1], eligible)
        )
    } else if (event.key === ' ') {
      if (map.focused >= 0) store.mark([map.focused], true)
    } else if (event.key === 'l') setDrawing(!drawing)
    else if (event.key === 'Escape' && drawing) setDrawing(false)
    else if (event.key === 'Enter') {
      const process = map.focused < 0 ? -1 : model.activities[map.focused].process
      if (process < 0) return
      if (store.selected.value.length === 1 && store.selected.value[0] === process) store.open(process)
      else store.select([process], event.shiftKey)
    } else if (event.key === '+' || event.key === '=') map.zoomFlight(1.6)
    else if (event.key === '-') map.zoomFlight(1 / 1.6)
    else if (event.key === '0') map.fitAll()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const leave = () => {
    store.hoveredActivity.value = -1
    setCard(null)
  }
  const sentence = `Map of ${countOf(model.activities.length, 'activity', 'activities')} in ${countOf(model.processes.length, 'process', 'processes')}. Activities that customers use together lie together.`
  return (
    <div class="map">
      <div
        class={`map-surface${drawing ? ' drawing' : ''}`}
        ref={holder}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a map with its own keys, which its label names
        tabIndex={0}
        role="application"
        aria-roledescription="map"
        aria-label={`${sentence} Arrow keys go from point to point, Enter selects the process, Space marks the activity, plus and minus zoom; the Table view has the same content.`}
        onKeyDown={onKeyDown}
        onBlur={leave}
        onPointerLeave={leave}
      >
        <canvas ref={canvas} role="img" aria-label={sentence} />
        {line.length > 1 && (
          <svg class="lasso" aria-hidden="true">
            <path d={`M${line.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}Z`} />
          </svg>
        )}
      </div>
      {!phone && <MapColours painter={() => painter.current} />}
      {model.activities.length === 0 && <p class="empty map-empty">This log has no activities left.</p>}
      {phone && model.channels.length > 1 && (
        <div class="map-parts">
          <Segmented
            label="Part of the map"
            choices={model.channels.map((channel) => ({ value: channel, label: channelName(channel) }))}
            value={part ?? model.channels[0]}
            onChange={setPart}
          />
        </div>
      )}
      {card && store.hoveredActivity.value === card.activity && (
        <HoverCard activity={card.activity} x={card.x} y={card.y} />
      )}
      {!phone && <MapLegend />}
      {/* biome-ignore lint/a11y/useSemanticElements: three buttons, no form */}
      <div class="zoom no-print" role="group" aria-label="Zoom">
        <button type="button" aria-label="Zoom in" onClick={() => painter.current?.zoomFlight(1.6)}>
          <Icon name="plus" />
        </button>
        <button
          type="button"
          aria-label="Zoom out"
          disabled={!zoomed}
          onClick={() => painter.current?.zoomFlight(1 / 1.6)}
        >
          <Icon name="minus" />
        </button>
        <button
          type="button"
          aria-label="Lasso: mark activities by a line around them"
          title="Lasso (l, or Shift and drag)"
          aria-pressed={drawing}
          onClick={() => setDrawing(!drawing)}
        >
          <Icon name="lasso" />
        </button>
        <button
          type="button"
          aria-label="Fit the whole map"
          disabled={!zoomed}
          onClick={() => painter.current?.fitAll()}
        >
          <Icon name="fit" />
        </button>
      </div>
    </div>
  )
}
