import { effect, useSignalEffect } from '@preact/signals'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { useStore } from '../context.js'
import { countOf } from '../format.js'
import { channelName } from '../names.js'
import { fetchHands, type Hands } from '../parts/hands.js'
import { Icon } from '../parts/icon.js'
import { Segmented } from '../parts/ui.js'
import type { Low } from '../state.js'
import type { MapHands } from './hands.js'
import { HoverCard } from './hover-card.js'
import { MapLegend } from './legend.js'
import { MapColours } from './map-colours.js'
import { MapPainter } from './painter.js'

/** Fits the map between what lies over it. */
function fitIn(map: MapPainter, low: Low, phone: boolean): void {
  // Beside the tools at the foot of a low map there is room for what is not in its middle.
  map.padding = low
    ? { top: 56, right: 44, bottom: phone ? 68 : map.canvas.clientWidth < 480 ? 52 : 24, left: 20 }
    : phone
      ? { top: 128, right: 16, bottom: 24, left: 16 }
      : { top: 70, right: 24, bottom: 52, left: 24 }
  map.resize()
}

/** The map of all activities: a canvas with pointer and keyboard, its hover card, legend and zoom buttons. */
export function MapPane() {
  const store = useStore()
  const { model } = store
  const canvas = useRef<HTMLCanvasElement>(null)
  const holder = useRef<HTMLDivElement>(null)
  const painter = useRef<MapPainter | null>(null)
  const hands = useRef<MapHands | null>(null)
  const [card, setCard] = useState<{ activity: number; x: number; y: number } | null>(null)
  const [part, setPart] = useState<string | null>(null)
  const [zoomed, setZoomed] = useState(false)
  const [drawing, setDrawing] = useState(false)
  const [line, setLine] = useState<readonly { x: number; y: number }[]>([])
  const isDrawing = useRef(drawing)
  isDrawing.current = drawing
  const phone = store.width.value === 'phone'
  const { value: low } = store.low
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
    let gone = false
    const takeHands = ({ giveHands }: Hands) => {
      if (gone || !holder.current) return
      const signs = { phone, drawing: () => isDrawing.current, setDrawing, setLine, setCard }
      hands.current = giveHands(holder.current, map, store, signs)
    }
    const tellFailure = () => {
      store.announcement.value = 'The map does not answer: a part of the page could not be loaded. Reload it.'
    }
    // The picture comes first.
    const frame = requestAnimationFrame(() => void fetchHands().then(takeHands, tellFailure))
    const observer = new ResizeObserver(() => fitIn(map, low, phone))
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
      gone = true
      cancelAnimationFrame(frame)
      hands.current?.end()
      hands.current = null
      stopDrawing()
      stopHover()
      observer.disconnect()
      map.destroy()
      store.hoveredActivity.value = -1
    }
  }, [store, phone, low])

  useLayoutEffect(() => {
    const map = painter.current
    if (!map) return
    map.part = phone ? (part ?? model.channels[0] ?? null) : null
    fitIn(map, low, phone)
  }, [phone, low, part, model])

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
        onKeyDown={(event) => hands.current?.onKeyDown(event)}
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
        <button type="button" aria-label="Zoom in" onClick={() => hands.current?.zoomFlight(1.6)}>
          <Icon name="plus" />
        </button>
        <button
          type="button"
          aria-label="Zoom out"
          disabled={!zoomed}
          onClick={() => hands.current?.zoomFlight(1 / 1.6)}
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
        <button type="button" aria-label="Fit the whole map" disabled={!zoomed} onClick={() => hands.current?.fitAll()}>
          <Icon name="fit" />
        </button>
      </div>
    </div>
  )
}
