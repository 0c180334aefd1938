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
  copy: 'M5 5h7v7H5zM9.5 5V2H2v7.5h3',
  download: 'M7 2v7M4 6.5L7 9.500l3-3M2.5 12h9',
  print: 'M4 5V2h6v3M4 10H2V5h10v5h-2M4 8.500h6V12H4z',
  help: 'M5.2 5.200a1.9 1.9 0 1 1 2.6 1.800c-.6.2-.8.6-.8 1.200M7 10.200v.2M12.3 7A5.3 5.3 0 1 1 1.7 7a5.3 5.3 0 0 1 10.6 0z',
  map: 'M5.5 4a2 2 0 1 1-4 0a2 2 0 0 1 4 0zM12.5 5a1.8 1.8 0 1 1-3.6 0a1.8 1.8 0 0 1 3.6 0zM8.5 10.500a1.8 1.8 0 1 1-3.6 0a1.8 1.8 0 0 1 3.6 0z',
  list: 'M2 3.500h10M4 7h8M2 10.500h6',
  table: 'M2 2.500h10v9H2zM2 5.500h10M2 8.500h10M6 2.500v9',
  page: 'M3.5 1.500h5l2.5 2.500v8.500h-7.500zM5.5 7h3.500M5.5 9.500h3.5',
  undo: 'M5 2.5L2 5.5l3 3M2.5 5.500h6a3 3 0 0 1 0 6H6',
  redo: 'M9 2.5l3 3l-3 3M11.5 5.500h-6a3 3 0 0 0 0 6H8',
  palette:
    'M7 1.500a5.500 5.500 0 1 0 0 11c1.200 0 1.300-.9.9-1.700s.1-1.600 1.100-1.600h1.600c1.200 0 1.900-.9 1.900-2.200A5.500 5.500 0 0 0 7 1.500zM4.200 7.600v.1M5.300 4.700v.1M8.700 4.700v.1',
  lasso:
    'M7 9.500c-3 0-5.300-1.500-5.300-3.700S4 2 7 2s5.300 1.600 5.300 3.800S10 9.500 7 9.500zM4.500 9c-1 .8-1 2.200.3 2.400s1.200 1 .4 1.600',
  eye: 'M1.500 7S3.500 3.300 7 3.300S12.500 7 12.500 7S10.500 10.700 7 10.700S1.500 7 1.500 7zM2.500 12L11.500 2',
  keep: 'M2 2.500h10L8.200 7.200V12L5.800 10.700V7.200z',
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
