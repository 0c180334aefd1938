import { useStore } from '../context.js'
import { listOf } from '../format.js'

/** A session as a line of coloured runs; those that did not complete are paler. Its text says the same. */
export function Ribbon({
  runs,
  most = 24
}: {
  runs: readonly { process: number; completed?: boolean }[]
  most?: number
}) {
  const { whole, paints } = useStore()
  const shown = runs.slice(0, most)
  if (runs.length === 0) return <span class="note">no run of any process</span>
  const label = listOf(shown.map(({ process }) => whole.processLabels[process]))
  return (
    <span class="ribbon" role="img" aria-label={label} title={label}>
      {shown.map(({ process, completed = true }, i) => {
        const { fill, edge } = paints.value[process]
        return (
          <svg key={i} width="22" height="12" viewBox="0 0 22 12" aria-hidden="true" focusable="false">
            <path
              d="M.5 .5h17l4 5.500l-4 5.500h-17l4-5.500z"
              fill={fill}
              stroke={edge}
              opacity={completed ? 1 : 0.45}
            />
          </svg>
        )
      })}
      {runs.length > most && <span class="note">+{runs.length - most}</span>}
    </span>
  )
}
