export function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57
}

export function isLetter(byte: number): boolean {
  const lower = byte | 32
  return lower >= 97 && lower <= 122
}

/** The bytes as characters, each below 128. */
export function ascii(bytes: Uint8Array, from: number, end: number): string {
  let text = ''
  for (let i = from; i < end; i++) text += String.fromCharCode(bytes[i])
  return text
}
