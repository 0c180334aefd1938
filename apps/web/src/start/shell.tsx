import { Icon, keepTheme, Logo, storedTheme, type Theme, ThemeButton } from '@desirepath/view/page'
import { signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import * as page from '../page-state.js'

const theme = signal<Theme>(storedTheme())
const systemDark = signal(matchMedia('(prefers-color-scheme: dark)').matches)
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', (event) => {
  systemDark.value = event.matches
})

/** Header and frame of the faces before the result; the theme is the one that the views keep. */
export function Shell({ children }: { children: ComponentChildren }) {
  useEffect(() => {
    theme.value = storedTheme()
    return theme.subscribe(keepTheme)
  }, [])
  const dark = theme.value === 'dark' || (theme.value === 'system' && systemDark.value)
  useEffect(() => {
    document.documentElement.dataset.theme = dark ? 'dark' : 'light'
  }, [dark])
  return (
    <div class="dp start" data-theme={dark ? 'dark' : 'light'}>
      <header class="top">
        <div class="brand">
          <Logo />
          <span>Desire Path</span>
        </div>
        <span class="spacer" />
        <span class="private">
          <Icon name="lock" /> Your file stays in this browser. Nothing is sent.
        </span>
        <ThemeButton theme={theme} />
      </header>
      {children}
      <div class="hidden-text" role="status" aria-live="polite">
        {page.said.value}
      </div>
    </div>
  )
}
