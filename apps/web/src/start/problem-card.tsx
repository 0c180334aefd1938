import { copyText, Icon } from '@desirepath/view/page'
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { openFile } from '../actions.js'
import * as page from '../page-state.js'
import { ordinal, type Problem } from '../problem.js'

/** An error, or a log that is too large: where, got, expected, count, and a button that mends it. */
export function ProblemCard({ problem, children }: { problem: Problem; children?: ComponentChildren }) {
  const [copied, setCopied] = useState(false)
  return (
    <section class="card problem" role="alert">
      <h2>
        <Icon
          name={problem.kind === 'large' ? 'warn' : 'bad'}
          tone={problem.kind === 'large' ? 'warn' : 'bad'}
          size={16}
        />
        <bdi>{problem.title}</bdi>
      </h2>
      {problem.text !== '' && (
        <p>
          <bdi>{problem.text}</bdi>
        </p>
      )}
      {problem.lines.length > 0 && (
        <pre class="lines">
          {problem.lines.map((line) => (
            <div key={`${line.number} ${line.text}`} class={line.bad ? 'bad' : undefined}>
              {line.number !== null && <span class="soft">{line.number} </span>}
              <bdi>{line.text}</bdi>
            </div>
          ))}
        </pre>
      )}
      <div class="buttons">
        {problem.kind === 'large' && (
          <button
            type="button"
            class="button primary"
            onClick={async () => setCopied(await copyText(problem.lines[0].text))}
          >
            {copied ? 'Copied' : 'Copy the command'}
          </button>
        )}
        {problem.everyNth !== undefined && <UsePart everyNth={problem.everyNth} />}
        {children}
      </div>
    </section>
  )
}

/** The second way on with a log that is too large: a part of its customers, the same ones each time. */
function UsePart({ everyNth }: { everyNth: number }) {
  return (
    <button
      type="button"
      class="button"
      title="Chosen by a hash of their names: the same ones each time"
      onClick={() => {
        const open = page.file.value
        if (open !== null) void openFile(open.blob, open.name, everyNth)
      }}
    >
      Use every {ordinal(everyNth)} customer
    </button>
  )
}
