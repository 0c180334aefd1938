import { activityName, cutRight, plainName } from '@desirepath/view/page'
import { setRole } from '../actions.js'
import { allRoles, type ColumnRole, needed, roleLabels } from '../columns.js'
import type { Preview } from '../engine/verbs.js'

const shownColumns = 60

/** The first rows as they stand in the file, under a menu of roles for each column. */
export function ColumnTable({
  table,
  roles,
  failed,
  badTimes
}: {
  table: Preview
  roles: ReadonlyMap<string, ColumnRole>
  /** Rows whose status is an error. */
  failed: readonly number[]
  /** 1-based lines of the file whose time cannot be read. */
  badTimes: readonly number[]
}) {
  const columns = table.columns.slice(0, shownColumns)
  const numeric = columns.map(
    (_, i) =>
      table.rows.every((row) => (row[i] ?? '') === '' || /^-?[\d.,]+$/.test(row[i])) && table.rows.some((row) => row[i])
  )
  const status = columns.findIndex((name) => roles.get(name) === 'status')
  return (
    <table class="column-table">
      <caption class="hidden-text">The first rows of the file, and what each column means</caption>
      <thead>
        <tr>
          {columns.map((name) => (
            <th key={name} scope="col">
              <RoleMenu name={name} role={roles.get(name) ?? 'none'} />
            </th>
          ))}
        </tr>
        <tr class="names">
          {columns.map((name, i) => (
            <th key={name} scope="col" class={numeric[i] ? 'mono number' : 'mono'} title={plainName(name)}>
              <bdi>{plainName(name, 28)}</bdi>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row, r) => (
          <tr key={r}>
            {columns.map((name, i) => {
              const cell = row[i] ?? ''
              const bad =
                (i === status && failed.includes(r)) || (roles.get(name) === 'timestamp' && badTimes.includes(r + 2))
              return (
                <td key={name} class={`mono${numeric[i] ? ' number' : ''}${bad ? ' bad' : ''}`}>
                  <bdi title={cell.length > 36 ? activityName(cell) : undefined}>
                    {cell === '' ? '' : cutRight(activityName(cell), 36)}
                  </bdi>
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function RoleMenu({ name, role }: { name: string; role: ColumnRole }) {
  const strong = (needed as readonly ColumnRole[]).includes(role)
  return (
    <span class={`role-menu${strong ? ' strong-role' : role === 'none' ? ' unused' : ''}`}>
      <select
        aria-label={`Role of ${plainName(name, 60)}`}
        value={role}
        onChange={(event) => setRole(name, event.currentTarget.value as ColumnRole)}
      >
        {allRoles.map((value) => (
          <option key={value} value={value}>
            {roleLabels[value]}
          </option>
        ))}
      </select>
    </span>
  )
}
