import { formatDuration, Icon } from '@desirepath/view/page'
import { useEffect, useState } from 'preact/hooks'
import * as page from '../page-state.js'

/** The search under way: stage, share, seconds left, what is done, and Stop. */
export function WorkingPage({ onStop }: { onStop: () => void }) {
  const { title, share, secondsLeft, steps } = page.progress.value ?? {
    title: '',
    share: 0,
    secondsLeft: null,
    steps: []
  }
  const percent = Math.floor(share * 100)
  // Told at most every two seconds: a screen reader reads each change out.
  const [told, setTold] = useState('')
  useEffect(() => {
    const timer = setInterval(() => {
      const now = page.progress.value
      if (now !== null) setTold(`${now.title}, ${Math.floor(now.share * 100)}%`)
    }, 2000)
    return () => clearInterval(timer)
  }, [])
  return (
    <main class="working-page" id="main" tabIndex={-1}>
      <section class="card working">
        <h1>{title}</h1>
        <div
          class="progress"
          role="progressbar"
          aria-label="Finding processes"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={percent}
        >
          <span style={{ width: `${share * 100}%` }} />
        </div>
        <p class="left">
          {percent}%.{secondsLeft === null ? '' : ` About ${formatSeconds(secondsLeft)} left.`}
        </p>
        <ol class="steps">
          {steps.map((step) => (
            <li
              key={step.label}
              aria-current={step.active ? 'step' : undefined}
              class={step.active || step.ms !== null ? undefined : 'soft'}
            >
              {step.ms !== null ? <Icon name="check" /> : step.active ? <span class="dot" /> : <span />}
              <span>{step.label}</span>
              <span class="soft number">{step.ms === null ? '' : formatDuration(step.ms)}</span>
            </li>
          ))}
        </ol>
        <button type="button" class="button" onClick={onStop}>
          Stop
        </button>
        <div class="hidden-text" role="status">
          {told}
        </div>
      </section>
    </main>
  )
}

export function formatSeconds(seconds: number): string {
  return seconds < 1.5 ? '1 s' : formatDuration(Math.round(seconds) * 1000)
}
