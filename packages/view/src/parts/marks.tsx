import { useStore } from '../context.js'
import { shapeOf } from '../model.js'

/** The outline of a channel's shape: 0 circle, 1 square, 2 triangle, 3 diamond. */
function Shape({ shape, x, y, r }: { shape: number; x: number; y: number; r: number }) {
  if (shape === 0) return <circle cx={x} cy={y} r={r} />
  if (shape === 1) return <rect x={x - r * 0.9} y={y - r * 0.9} width={r * 1.8} height={r * 1.8} rx="1" />
  if (shape === 2)
    return <path d={`M${x} ${y - r * 1.1}L${x + r * 1.1} ${y + r * 0.85}L${x - r * 1.1} ${y + r * 0.85}Z`} />
  return <path d={`M${x} ${y - r * 1.2}L${x + r * 1.2} ${y}L${x} ${y + r * 1.2}L${x - r * 1.2} ${y}Z`} />
}

/** The colour and shape of a process, as on the map. The name always stands beside it. */
export function Swatch({ process, size = 12 }: { process: number; size?: number }) {
  const { model, paints, colours } = useStore()
  const paint = paints.value[process]
  const { channel, tentative } = model.processes[process]
  return (
    <svg
      class="swatch"
      width={size}
      height={size}
      viewBox="0 0 12 12"
      aria-hidden="true"
      focusable="false"
      fill={paint.fill}
      stroke={paint.edge}
      stroke-width="1"
    >
      <Shape shape={shapeOf(model, channel)} x={6} y={6} r={tentative ? 3 : 4.4} />
      {tentative && (
        <circle
          cx="6"
          cy="6"
          r="5.4"
          fill="none"
          stroke={colours.value.ink3}
          stroke-width="0.9"
          stroke-dasharray="1.7 1.7"
        />
      )}
    </svg>
  )
}

/** A square in the colour of a family's slot. */
export function FamilySwatch({ slot }: { slot: number }) {
  const { colours } = useStore()
  const colour = slot > 0 ? colours.value.categories[slot - 1] : colours.value.mark
  return (
    <svg class="swatch" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      <rect x="1.5" y="1.5" width="9" height="9" rx="2" fill={slot > 0 ? colour : 'none'} stroke={colour} />
    </svg>
  )
}

/** A hub: hollow, neutral. */
export function HubMark({ shape = 0 }: { shape?: number }) {
  return (
    <svg
      class="swatch"
      width="12"
      height="12"
      viewBox="0 0 12 12"
      aria-hidden="true"
      focusable="false"
      fill="none"
      stroke="currentColor"
      stroke-width="1.3"
    >
      <Shape shape={shape} x={6} y={6} r={4.2} />
    </svg>
  )
}

/** A horizontal bar of `share` (0 to 1). */
export function Bar({ share, colour, tall = false }: { share: number; colour?: string; tall?: boolean }) {
  const { colours } = useStore()
  return (
    <svg
      class={tall ? 'bar bar-tall' : 'bar'}
      viewBox="0 0 100 1"
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <rect width={Math.max(0, Math.min(100, share * 100))} height="1" fill={colour ?? colours.value.mark} />
    </svg>
  )
}

/** A line of counts over time, from zero. */
export function Sparkline({
  values,
  width = 40,
  height = 16
}: {
  values: readonly number[]
  width?: number
  height?: number
}) {
  const most = Math.max(1, ...values)
  const step = values.length > 1 ? (width - 2) / (values.length - 1) : 0
  const points = values.map(
    (value, i) => `${(1 + i * step).toFixed(1)},${(height - 2 - (value / most) * (height - 4)).toFixed(1)}`
  )
  return (
    <svg class="spark" width={width} height={height} aria-hidden="true" focusable="false">
      <polyline
        points={points.join(' ')}
        fill="none"
        stroke="currentColor"
        stroke-width="1.25"
        stroke-linejoin="round"
      />
    </svg>
  )
}
