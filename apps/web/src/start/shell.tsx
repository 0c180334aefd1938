import { Icon, Logo, storedTheme, type Theme } from '@desirepath/view/page'
import { signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import * as page from '../page-state.js'

const theme = signal<Theme>(storedTheme())
const systemDark = signal(matchMedia('(prefers-color-scheme: dark)').matches)
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', (event) => {
  systemDark.value = event.matches
})

const next: Record<Theme, { theme: Theme; icon: 'system' | 'sun' | 'moon'; label: string }> = {
  system: { theme: 'light', icon: 'system', label: 'Theme: as the system' },
  light: { theme: 'dark', icon: 'sun', label: 'Theme: light' },
  dark: { theme: 'system', icon: 'moon', label: 'Theme: dark' }
}

/** Header and frame of the faces before the result; the theme is the one that the views keep. */
export function Shell({ children }: { children: ComponentChildren }) {
  useEffect(() => {
    theme.value = storedTheme()
  }, [])
  const dark = theme.value === 'dark' || (theme.value === 'system' && systemDark.value)
  useEffect(() => {
    document.documentElement.dataset.theme = dark ? 'dark' : 'light'
  }, [dark])
  const { icon, label } = next[theme.value]
  return (
    <div class="dp start" data-theme={dark ? 'dark' : 'light'}>
      <header class="top">
        <div class="brand">
          <Logo />
          <span>Desire Path</span>
        </div>
        <span class="spacer" />
        <span class="private">
          <LockIcon /> Your file stays in this browser. Nothing is sent.
        </span>
        <button
          type="button"
          class="button ghost icon-only"
          aria-label={`${label}. Change`}
          title={label}
          onClick={() => {
            theme.value = next[theme.value].theme
            try {
              if (theme.value === 'system') localStorage.removeItem('desirepath-theme')
              else localStorage.setItem('desirepath-theme', theme.value)
            } catch {
              // Kept in memory only.
            }
          }}
        >
          <Icon name={icon} />
        </button>
      </header>
      {children}
      <div class="hidden-text" role="status" aria-live="polite">
        {page.said.value}
      </div>
    </div>
  )
}

function LockIcon() {
  return (
    <svg class="icon" width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" focusable="false">
      <path d="M3 6.500h8v5.500H3zM4.800 6.500V4.400a2.200 2.200 0 0 1 4.400 0v2.100" />
    </svg>
  )
}
