import { countOf } from '../format.js'
import type { Model } from '../model.js'
import type { Store } from '../state.js'
import { takeChoice } from './draw.js'
import { choiceDrawing } from './draw-choice.js'
import type { Point } from './geometry.js'
import { attachGestures } from './gestures.js'
import { cameraOf, nearestTowards, within } from './moves.js'
import type { MapPainter } from './painter.js'

/** What the pane shows because of pointer and keys. */
export interface MapSigns {
  phone: boolean
  drawing(): boolean
  setDrawing(on: boolean): void
  setLine(line: readonly Point[]): void
  setCard(card: { activity: number; x: number; y: number } | null): void
}

const directions: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1]
}

/** All that answers to pointer, touch and keys on a map; fetched once its picture stands. */
export function giveHands(holder: HTMLElement, map: MapPainter, store: Store, signs: MapSigns) {
  takeChoice(choiceDrawing)
  map.forget()
  map.schedule()
  const camera = cameraOf(map)
  let timer = 0
  const showCard = (activity: number, delay: number) => {
    clearTimeout(timer)
    if (activity < 0) return signs.setCard(null)
    timer = window.setTimeout(() => signs.setCard({ activity, ...map.screen(store.model.activities[activity]) }), delay)
  }
  const stopGestures = attachGestures(holder, camera, {
    hover(place) {
      const activity = place ? map.at(place.x, place.y) : -1
      holder.style.cursor = activity >= 0 ? 'pointer' : ''
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
      else if (signs.phone) showCard(activity, 0)
    },
    open(place) {
      const activity = map.at(place.x, place.y, 9)
      const process = activity < 0 ? -1 : store.model.activities[activity].process
      if (process >= 0) store.open(process)
      else camera.zoomBy(2, place.x, place.y)
    },
    drawing: signs.drawing,
    lasso(drawn, done) {
      signs.setLine(done ? [] : [...drawn])
      if (!done || drawn.length < 3) return
      signs.setDrawing(false)
      const found = within(map, store.model.activities, drawn)
      if (found.length > 0) store.mark(found)
      else store.announcement.value = 'No activity within the line'
    }
  })

  const focusPoint = (activity: number) => {
    if (activity < 0) return
    const { model } = store
    const point = model.activities[activity]
    map.focused = activity
    store.hoveredActivity.value = activity
    camera.reveal(point)
    map.schedule()
    signs.setCard({ activity, ...map.screen(point) })
    store.announcement.value = pointSentence(model, activity)
  }
  return {
    ...camera,
    onKeyDown(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      const { model, matches, selected } = store
      const direction = directions[event.key]
      if (direction) {
        const from = map.focused >= 0 ? map.focused : (model.members[selected.value[0] ?? 0]?.[0] ?? 0)
        const eligible = (index: number) => matches.value === null || matches.value.activities.has(index)
        if (event.shiftKey) camera.panBy(-direction[0] * 60, -direction[1] * 60)
        else
          focusPoint(
            map.focused < 0 ? from : nearestTowards(model.activities, from, direction[0], direction[1], eligible)
          )
      } else if (event.key === ' ') {
        if (map.focused >= 0) store.mark([map.focused], true)
      } else if (event.key === 'l') signs.setDrawing(!signs.drawing())
      else if (event.key === 'Escape' && signs.drawing()) signs.setDrawing(false)
      else if (event.key === 'Enter') {
        const process = map.focused < 0 ? -1 : model.activities[map.focused].process
        if (process < 0) return
        if (selected.value.length === 1 && selected.value[0] === process) store.open(process)
        else store.select([process], event.shiftKey)
      } else if (event.key === '+' || event.key === '=') camera.zoomFlight(1.6)
      else if (event.key === '-') camera.zoomFlight(1 / 1.6)
      else if (event.key === '0') camera.fitAll()
      else return
      event.preventDefault()
      event.stopPropagation()
    },
    end() {
      clearTimeout(timer)
      camera.stop()
      stopGestures()
    }
  }
}

export type MapHands = ReturnType<typeof giveHands>

function pointSentence(model: Model, activity: number): string {
  const { process, hub, cases } = model.activities[activity]
  const step = model.stepOf[activity]
  const place =
    process >= 0
      ? `${model.processLabels[process]}${step >= 0 ? `, step ${step + 1} of ${model.processes[process].steps.length}` : ''}`
      : hub
        ? 'hub'
        : 'no process'
  return `${model.activityNames[activity]}: ${place}, ${countOf(cases, model.who.one, model.who.many)}`
}
