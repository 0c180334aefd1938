import type { ErrorDetails } from '@desirepath/core'
import { countOf, formatNumber, listOf, plainName } from '@desirepath/view/page'
import { prepare, setRole, setSettings } from '../actions.js'
import { allRoles, roleLabels } from '../columns.js'
import * as page from '../page-state.js'
import type { Problem } from '../problem.js'
import { ChooseFile } from './choose-file.js'
import { ProblemCard } from './problem-card.js'

/** What stops the way from columns to processes, in the words of the menus above them, with a button that mends it. */
export function ColumnProblem({ problem }: { problem: Problem }) {
  const { code, details = {} } = problem
  const { roles = [], choices = [] } = details
  const names = page.preview.value?.columns ?? []
  if (code === 'AMBIGUOUS_COLUMN') {
    const [role] = roles
    return (
      <ProblemCard
        problem={{
          ...problem,
          title: `Which column says ${roleLabels[role].toLowerCase()}?`,
          text: `${listOf(choices.map((name) => `'${plainName(name, 40)}'`))} fit equally well. Another one can be chosen in the menu above it.`
        }}
      >
        {choices.map((name, place) => (
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
  if (code === 'MISSING_COLUMN' && details.found) {
    const asked = allRoles.filter((role) => roles.some((one) => one === role)).map((role) => roleLabels[role])
    const words = listOf(asked).toLowerCase()
    const menus = listOf(asked)
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
  return (
    <ProblemCard problem={details.unreadable ? { ...problem, text: orderText(details.unreadable) } : problem}>
      {details.unreadable ? <DateOrders unreadable={details.unreadable} /> : <Fixes code={code} />}
    </ProblemCard>
  )
}

type Unreadable = NonNullable<ErrorDetails['unreadable']>

/** What follows from either order of day and month. */
function orderText(unreadable: Unreadable): string {
  const dayFirst = unreadable['day-first']
  const monthFirst = unreadable['month-first']
  return dayFirst + monthFirst === 0
    ? 'Both ways of reading them make sense.'
    : `${countOf(dayFirst, 'row')} could not be read with the day first, ${formatNumber(monthFirst)} with the month first: these are told before they are left out.`
}

function DateOrders({ unreadable }: { unreadable: Unreadable }) {
  const button = (dateOrder: keyof Unreadable, other: keyof Unreadable, text: string) => (
    <button
      type="button"
      class={
        unreadable[dateOrder] < unreadable[other] ||
        (dateOrder === 'day-first' && unreadable[dateOrder] === unreadable[other])
          ? 'button primary'
          : 'button'
      }
      onClick={() => {
        page.form.value = { ...page.form.value, dateOrder }
        void prepare()
      }}
    >
      {text}
    </button>
  )
  return (
    <>
      {button('day-first', 'month-first', 'Read 03/04 as 3 April')}
      {button('month-first', 'day-first', 'Read 03/04 as March 4')}
    </>
  )
}

/** What can be done about an error, as buttons that say it. */
function Fixes({ code }: { code: string }) {
  if (code === 'ALL_DROPPED')
    return (
      <button type="button" class="button primary" onClick={() => setSettings({ minSteps: 1, drop: '' })}>
        Leave nothing out
      </button>
    )
  if (code === 'TOO_FEW_SESSIONS' && page.settings.value.cut === 'none' && page.prepared.value?.overview.pauses !== 0)
    return (
      <button type="button" class="button primary" onClick={() => setSettings({ cut: 'pause', pause: '30m' })}>
        Cut where 30 minutes pass
      </button>
    )
  return <ChooseFile label="Choose another file" />
}
