/**
 * Takes the place of @assemblyscript/loader in the page's worker. Of the loader, core needs only that it makes an
 * instance; the rest of it is for managed objects, which the kernels have none of.
 */
export async function instantiate(
  module: WebAssembly.Module,
  imports: Record<string, Record<string, WebAssembly.ImportValue>>
): Promise<{ exports: Record<string, unknown> }> {
  const abort = (_message: number, _file: number, line: number, column: number) => {
    throw new Error(`The kernel stopped at ${line}:${column}.`)
  }
  const instance = await WebAssembly.instantiate(module, { ...imports, env: { abort, ...imports.env } })
  return { exports: instance.exports }
}

/** The loader's door for Node; no browser comes here. */
export function instantiateSync(): never {
  throw new Error('The kernels are loaded asynchronously in a browser.')
}
