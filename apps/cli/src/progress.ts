import type { Progress } from '@desirepath/core'
import { duration } from './format.js'

const BAR_CELLS = 20

/** One line on stderr that is drawn over again: the stage, its share, and about how many seconds it still takes. */
export class ProgressLine {
  readonly #shown: boolean
  #stage = ''
  #since = 0
  #drawn = false

  /** Shown on a terminal only. */
  constructor(wanted: boolean) {
    this.#shown = wanted && process.stderr.isTTY === true
  }

  readonly report = ({ stage, done }: Progress): void => {
    if (!this.#shown) return
    const now = performance.now()
    if (stage !== this.#stage) {
      this.#stage = stage
      this.#since = now
    }
    if (done >= 1) {
      this.clear()
      return
    }
    const full = Math.round(done * BAR_CELLS)
    const bar = '█'.repeat(full) + '░'.repeat(BAR_CELLS - full)
    const text = `${stage}  ${bar} ${String(Math.floor(done * 100)).padStart(3)}%${timeLeft(now - this.#since, done)}`
    process.stderr.write(`\r\x1b[2K${text.slice(0, Math.max(20, (process.stderr.columns || 80) - 1))}`)
    this.#drawn = true
  }

  /** Leaves an empty line for what is printed next. */
  clear(): void {
    if (!this.#drawn) return
    process.stderr.write('\r\x1b[2K')
    this.#drawn = false
  }
}

/** Said once the stage has run for a second: before that the estimate jumps. */
function timeLeft(elapsedMs: number, done: number): string {
  if (elapsedMs < 1000 || done <= 0.01) return ''
  const left = (elapsedMs * (1 - done)) / done
  return `, about ${duration(Math.max(1000, Math.round(left / 1000) * 1000))} left`
}
