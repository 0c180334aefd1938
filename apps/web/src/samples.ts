declare const __SINGLE__: boolean

export interface Sample {
  name: 'ecom' | 'bank'
  file: string
  label: string
}

export const samples: readonly Sample[] = [
  { name: 'bank', file: 'bank.csv.gz', label: 'Try the bank sample' },
  { name: 'ecom', file: 'ecom.csv.gz', label: 'Try the shop sample' }
]

/** The bytes of a sample: from beside the page, or from the single-file page itself. */
export async function openSample({ name, file }: Sample): Promise<Blob> {
  if (__SINGLE__) {
    const text = document.getElementById(`desirepath-sample-${name}`)?.textContent ?? ''
    const binary = atob(text.trim())
    return new Blob([Uint8Array.from(binary, (character) => character.charCodeAt(0))])
  }
  const response = await fetch(`samples/${file}`)
  if (!response.ok) throw new Error(`The server answered ${response.status}.`)
  return response.blob()
}
