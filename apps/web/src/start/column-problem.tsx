import type { Role } from '@desirepath/core'
import { listOf, plainName } from '@desirepath/view/page'
import { prepare, setRole, setSettings } from '../actions.js'
import { allRoles, roleLabels } from '../columns.js'
import * as page from '../page-state.js'
import type { Problem } from '../problem.js'
import { ChooseFile } from './choose-file.js'
import { ProblemCard } from './problem-card.js'

/** What stops the way from columns to processes, in the words of the menus above them, with a button that mends it. */
export function ColumnProblem({ problem }: { problem: Problem }) {
  const { code } = problem
  const names = page.preview.value?.columns ?? []
  if (code === 'AMBIGUOUS_COLUMN') {
    const role = /could be the (\w+):/.exec(problem.title)?.[1] as Role
    const fit = names.filter((name) => problem.title.includes(`'${name}'`)).slice(0, 4)
    return (
      <ProblemCard
        problem={{
          ...problem,
          title: `Which column says ${roleLabels[role].toLowerCase()}?`,
          text: `${listOf(fit.map((name) => `'${plainName(name, 40)}'`))} fit equally well. Another one can be chosen in the menu above it.`
        }}
      >
        {fit.map((name, place) => (
          <button
            type="button"
            key={name}
            class={place === 0 ? 'button primary' : 'button'}
            onClick={() => setRole(name, role)}
          >
            Use <bdi>{plainName(name, 40)}</bdi>
          </button>
        ))}
      </ProblemCard>
    )
  }
  if (code === 'MISSING_COLUMN' && problem.title.startsWith('No column could be')) {
    const found = problem.found ?? {}
    const asked = allRoles.filter((role) => new RegExp(`(as|or) ${role}\\b`).test(problem.title) && !(role in found))
    const words = listOf(asked.map((role) => roleLabels[role].toLowerCase()))
    const menus = listOf(asked.map((role) => roleLabels[role]))
    return (
      <ProblemCard
        problem={{
          ...problem,
          title: `No column was recognised that says ${words}`,
          text:
            names.length === 1
              ? 'The file has a single column: perhaps its cells are divided by something else than a comma, semicolon, tab or bar. Save it with commas.'
              : `Choose ${menus} in the menus above the columns. Where none fits, this is another kind of table: a log has one row for each event, which says who did what, and when.`
        }}
      >
        <ChooseFile label="Choose another file" />
      </ProblemCard>
    )
  }
  // Where some can only be read one way and some only the other, those of one kind are unreadable.
  const text = problem.title.includes('none that tells')
    ? 'Both ways of reading them make sense.'
    : 'Choose one; rows that cannot be read so are told before they are left out.'
  return (
    <ProblemCard problem={code === 'AMBIGUOUS_DATE' ? { ...problem, text } : problem}>
      <Fixes code={code} />
    </ProblemCard>
  )
}

/** What can be done about an error, as buttons that say it. */
function Fixes({ code }: { code: string }) {
  const order = (dateOrder: 'day-first' | 'month-first') => () => {
    page.form.value = { ...page.form.value, dateOrder }
    void prepare()
  }
  if (code === 'AMBIGUOUS_DATE')
    return (
      <>
        <button type="button" class="button primary" onClick={order('day-first')}>
          Read 03/04 as 3 April
        </button>
        <button type="button" class="button" onClick={order('month-first')}>
          Read 03/04 as March 4
        </button>
      </>
    )
  if (code === 'ALL_DROPPED')
    return (
      <button type="button" class="button primary" onClick={() => setSettings({ minSteps: 1, drop: '' })}>
        Leave nothing out
      </button>
    )
  if (code === 'TOO_FEW_SESSIONS' && page.settings.value.cut === 'none')
    return (
      <button type="button" class="button primary" onClick={() => setSettings({ cut: 'pause', pause: '30m' })}>
        Cut where 30 minutes pass
      </button>
    )
  return <ChooseFile label="Choose another file" />
}
