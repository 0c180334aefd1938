import { useRef } from 'preact/hooks'
import { openFile } from '../actions.js'

const accepted = '.csv,.tsv,.txt,.log,.jsonl,.ndjson,.json,.xes,.xml,.parquet,.gz'

/** A button that opens the system's own file dialog. */
export function ChooseFile({ label, primary = false }: { label: string; primary?: boolean }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <button type="button" class={`button${primary ? ' primary' : ''}`} onClick={() => input.current?.click()}>
        {label}
      </button>
      <input
        ref={input}
        type="file"
        accept={accepted}
        hidden
        aria-label={label}
        onChange={(event) => {
          const { currentTarget } = event
          const file = currentTarget.files?.[0]
          // The same file may be chosen again, after it was mended.
          currentTarget.value = ''

          if (file !== undefined) void openFile(file, file.name)
        }}
      />
    </>
  )
}
