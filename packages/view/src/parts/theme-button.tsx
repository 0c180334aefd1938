import type { Signal } from '@preact/signals'
import type { Theme } from '../state.js'
import { Icon, type IconName } from './icon.js'

const themes: Record<Theme, { next: Theme; icon: IconName; label: string }> = {
  system: { next: 'light', icon: 'system', label: 'Theme: as the system' },
  light: { next: 'dark', icon: 'sun', label: 'Theme: light' },
  dark: { next: 'system', icon: 'moon', label: 'Theme: dark' }
}

/** From the system's theme to light, to dark, and back. */
export function ThemeButton({ theme }: { theme: Signal<Theme> }) {
  const { next, icon, label } = themes[theme.value]
  return (
    <button
      type="button"
      class="button ghost icon-only"
      aria-label={`${label}. Change`}
      title={label}
      onClick={() => {
        theme.value = next
      }}
    >
      <Icon name={icon} />
    </button>
  )
}
