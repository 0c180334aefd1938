import type { Theme } from '../state.js'

const themeKey = 'desirepath-theme'

/** The theme that the person chose on this page before. */
export function storedTheme(): Theme {
  try {
    const value = localStorage.getItem(themeKey)
    return value === 'light' || value === 'dark' ? value : 'system'
  } catch {
    return 'system' // storage is not allowed here
  }
}

/** Keeps the theme for the next visit. */
export function keepTheme(theme: Theme): void {
  try {
    if (theme === 'system') localStorage.removeItem(themeKey)
    else localStorage.setItem(themeKey, theme)
  } catch {
    // Kept in memory only.
  }
}
