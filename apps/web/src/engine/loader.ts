/**
 * Takes the place of @assemblyscript/loader in the page's worker. Of the loader, core needs only that it makes an
 * instance; the rest of it is for managed objects, which the kernels have none of.
 */
export async function instantiate(
  module: WebAssembly.Module,
  imports: Record<string, Record<string, WebAssembly.ImportValue>>
): Promise<{ exports: Record<string, unknown> }> {
  return { exports: (await WebAssembly.instantiate(module, imports)).exports }
}

export function instantiateSync(
  module: WebAssembly.Module,
  imports: Record<string, Record<string, WebAssembly.ImportValue>>
): { exports: Record<string, unknown> } {
  return { exports: new WebAssembly.Instance(module, imports).exports }
}
