/** Line icons on a 14-pixel grid. */
const paths = {
  close: 'M4 4l6 6M10 4l-6 6',
  search: 'M10 6a4 4 0 1 1-8 0a4 4 0 0 1 8 0zM9 9l3.5 3.5',
  chevron: 'M4 5.5l3 3 3-3',
  left: 'M8.5 3.5L5 7l3.5 3.5',
  right: 'M5.5 3.5L9 7l-3.5 3.5',
  warn: 'M7 2l5.5 10h-11zM7 6v3M7 10.4v.2',
  bad: 'M4.5 1.5h5l3 3v5l-3 3h-5l-3-3v-5zM7 4v3.6M7 9.7v.2',
  info: 'M12.3 7A5.3 5.3 0 1 1 1.7 7a5.3 5.3 0 0 1 10.6 0zM7 6.4V10M7 4.2v.3',
  change: 'M2 9h4V4h6M9.5 1.8L12 4 9.5 6.2',
  down: 'M2 3l4 4 2-2 4 5M12 6.5V10H8.5',
  wait: 'M12.3 7A5.3 5.3 0 1 1 1.7 7a5.3 5.3 0 0 1 10.6 0zM7 4v3.2l2.2 1.4',
  leave: 'M8 2.5H3v9h5M6 7h6M9.8 4.6L12.2 7 9.8 9.4',
  dashed:
    'M7 1.7a5.3 5.3 0 0 1 3.7 1.5M12.3 7a5.3 5.3 0 0 1-1.5 3.7M7 12.3a5.3 5.3 0 0 1-3.7-1.5M1.7 7a5.3 5.3 0 0 1 1.5-3.7',
  moon: 'M11.8 8.6A5.2 5.2 0 0 1 5.4 2.2a5.2 5.2 0 1 0 6.4 6.4z',
  sun: 'M9.6 7a2.6 2.6 0 1 1-5.2 0a2.6 2.6 0 0 1 5.2 0zM7 1v1.4M7 11.6V13M1 7h1.4M11.6 7H13M2.8 2.8l1 1M10.2 10.2l1 1M2.8 11.2l1-1M10.2 3.8l1-1',
  system: 'M2 2.5h10v7H2zM5 12h4M7 9.5V12',
  fit: 'M2 5V2h3M9 2h3v3M12 9v3H9M5 12H2V9',
  plus: 'M7 3v8M3 7h8',
  minus: 'M3 7h8',
  download: 'M7 2v7M4 6.5L7 9.5l3-3M2.5 12h9',
  help: 'M5.2 5.2a1.9 1.9 0 1 1 2.6 1.8c-.6.2-.8.6-.8 1.2M7 10.2v.2M12.3 7A5.3 5.3 0 1 1 1.7 7a5.3 5.3 0 0 1 10.6 0z',
  map: 'M5.5 4a2 2 0 1 1-4 0a2 2 0 0 1 4 0zM12.5 5a1.8 1.8 0 1 1-3.6 0a1.8 1.8 0 0 1 3.6 0zM8.5 10.5a1.8 1.8 0 1 1-3.6 0a1.8 1.8 0 0 1 3.6 0z',
  list: 'M2 3.5h10M4 7h8M2 10.5h6',
  table: 'M2 2.5h10v9H2zM2 5.5h10M2 8.5h10M6 2.5v9',
  page: 'M3.5 1.5h5l2.5 2.5v8.5h-7.5zM5.5 7h3.5M5.5 9.5h3.5',
  undo: 'M5 2.5L2 5.5l3 3M2.5 5.5h6a3 3 0 0 1 0 6H6',
  redo: 'M9 2.5l3 3l-3 3M11.5 5.5h-6a3 3 0 0 0 0 6H8',
  palette:
    'M7 1.5a5.5 5.5 0 1 0 0 11c1.2 0 1.3-.9.9-1.7s.1-1.6 1.1-1.6h1.6c1.2 0 1.9-.9 1.9-2.2A5.5 5.5 0 0 0 7 1.5zM4.2 7.6v.1M5.3 4.7v.1M8.7 4.7v.1',
  lasso: 'M7 9.5c-3 0-5.3-1.5-5.3-3.7S4 2 7 2s5.3 1.6 5.3 3.8S10 9.5 7 9.5zM4.5 9c-1 .8-1 2.2.3 2.4s1.2 1 .4 1.6',
  eye: 'M1.5 7S3.5 3.3 7 3.3S12.5 7 12.5 7S10.5 10.7 7 10.7S1.5 7 1.5 7zM2.5 12L11.5 2',
  keep: 'M2 2.5h10L8.2 7.2V12L5.8 10.7V7.2z',
  lock: 'M3 6.5h8v5.5H3zM4.8 6.5V4.4a2.2 2.2 0 0 1 4.4 0v2.1',
  check: 'M2.5 7.5l3 3 6-7',
  family: 'M2 3h10M4 7h6M6 11h2'
}

export type IconName = keyof typeof paths

export function Icon({ name, size = 14, tone }: { name: IconName; size?: number; tone?: 'bad' | 'warn' | 'quiet' }) {
  return (
    <svg
      class={`icon${tone ? ` icon-${tone}` : ''}`}
      width={size}
      height={size}
      viewBox="0 0 14 14"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  )
}

export function Logo() {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <rect
        x="1.75"
        y="1.75"
        width="16.5"
        height="16.5"
        rx="3"
        fill="none"
        stroke="currentColor"
        stroke-width="1.5"
        opacity=".32"
      />
      <path
        d="M2.5 17.500C6.2 16 6.4 11.6 10 10s3.8-6 7.5-7.5"
        fill="none"
        stroke="currentColor"
        stroke-width="2.4"
        stroke-linecap="round"
      />
    </svg>
  )
}
