/** The names of files without their endings, as the command line calls them; a second one of a name is numbered. */
export function namesOf(files: readonly string[]): string[] {
  const names: string[] = []
  for (const file of files) {
    const plain = file.replace(/(\.[a-z]+\d?)+$/i, '') || file
    let name = plain
    for (let k = 2; names.includes(name); k++) name = `${plain} ${k}`
    names.push(name)
  }
  return names
}
