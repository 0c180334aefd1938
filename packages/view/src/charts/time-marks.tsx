import { type Colours, formatDurationShort, formatShort } from '../journey/shared.js'

/** Where the drawing begins, right of what the axes say. */
export const LEFT = 48
/** The three parts of the drawing, one above the other. */
export const PARTS = {
  volume: { top: 8, height: 64 },
  errors: { top: 86, height: 34 },
  waits: { top: 138, height: 56 }
}

interface Part {
  x: (bucket: number) => number
  step: number
  width: number
  c: Colours
}

/** Counts as bars from a line, with the largest of them named. */
export function Counts({
  label,
  values,
  part: { top, height },
  fill,
  x,
  step,
  width,
  c
}: Part & { label: string; values: readonly number[]; part: { top: number; height: number }; fill: string }) {
  const most = Math.max(1, ...values)
  const base = top + height
  const bar = Math.max(0.8, step - Math.min(2, step * 0.2))
  return (
    <g>
      <text x={LEFT - 6} y={top + 8} text-anchor="end">
        {formatShort(most)}
      </text>
      <text x={LEFT - 6} y={base} text-anchor="end">
        {label}
      </text>
      {values.map(
        (count, k) =>
          count > 0 && (
            <rect
              key={k}
              x={x(k)}
              y={base - Math.max(1, (count / most) * height)}
              width={bar}
              height={Math.max(1, (count / most) * height)}
              fill={fill}
            />
          )
      )}
      <line x1={LEFT} x2={width - 8} y1={base + 0.5} y2={base + 0.5} stroke={c.line2} />
    </g>
  )
}

/** A line that is broken where nothing is known. */
function lineOf(values: readonly (number | null)[], x: (k: number) => number, y: (ms: number) => number): string {
  let path = ''
  let open = false
  values.forEach((ms, k) => {
    if (ms === null) {
      open = false
      return
    }
    path += `${open ? 'L' : 'M'}${x(k).toFixed(1)} ${y(ms).toFixed(1)}${open || values[k + 1] != null ? '' : 'h0.01'}`
    open = true
  })
  return path
}

/** Median and 95th percentile of the waits, on a scale of logarithms. */
export function Waits({
  median,
  p95,
  x,
  step,
  width,
  c
}: Part & { median: readonly (number | null)[]; p95: readonly (number | null)[] }) {
  const { top, height } = PARTS.waits
  const known = [...median, ...p95].filter((ms): ms is number => ms !== null && ms > 0)
  const low = Math.log(Math.min(...known))
  const high = Math.log(Math.max(...known))
  const y = (ms: number) => top + height - ((Math.log(Math.max(1, ms)) - low) / (high - low || 1)) * height
  const middle = (k: number) => x(k) + step / 2
  const end = (values: readonly (number | null)[]) => values.findLastIndex((ms) => ms !== null)
  return (
    <g fill="none" stroke-linecap="round" stroke-linejoin="round">
      <text x={LEFT - 6} y={top + 4} text-anchor="end">
        {formatDurationShort(Math.exp(high))}
      </text>
      {high - low > 0.3 && (
        <text x={LEFT - 6} y={top + height} text-anchor="end">
          {formatDurationShort(Math.exp(low))}
        </text>
      )}
      <path d={lineOf(p95, middle, y)} stroke={c.warn} stroke-width="1.5" />
      <path d={lineOf(median, middle, y)} stroke={c.ink} stroke-width="1.75" />
      {(
        [
          ['p95', p95, -5],
          ['median', median, 12]
        ] as const
      ).map(([label, values, off]) => {
        const at = end(values)
        return (
          at >= 0 && (
            <text
              key={label}
              class="halo"
              x={Math.min(width - 8, middle(at))}
              y={Math.min(top + height + 8, y(values[at] ?? 1) + off)}
              text-anchor="end"
            >
              {label}
            </text>
          )
        )
      })}
    </g>
  )
}

/** As many dates as have room. */
export function Axis({
  size,
  x,
  name,
  y,
  width
}: {
  size: number
  x: (bucket: number) => number
  name: (bucket: number) => string
  y: number
  width: number
}) {
  const most = Math.max(1, Math.floor((width - LEFT) / 120))
  const every = Math.max(1, Math.ceil(size / most))
  return (
    <g>
      {Array.from({ length: Math.ceil(size / every) }, (_, k) => k * every)
        .filter((bucket) => x(bucket) < width - 70 || bucket === 0)
        .map((bucket) => (
          <text key={bucket} x={x(bucket)} y={y}>
            {name(bucket)}
          </text>
        ))}
    </g>
  )
}
