const number = (value: number) => String(Math.round(value * 100) / 100)
const escaped = (text: string) =>
  text.replace(/[<>&"\u0000-\u001f]/g, (character) => `&#${Math.max(32, character.charCodeAt(0))};`)

/** So much of a canvas' context as the map needs; what is drawn becomes SVG. */
export class SvgContext {
  fillStyle = '#000'
  strokeStyle = '#000'
  lineWidth = 1
  lineCap = 'round'
  lineJoin = 'round'
  globalAlpha = 1
  font = ''
  textAlign = 'center'
  textBaseline = 'middle'
  private path: string[] = []
  private dash = ''
  private readonly parts: string[]

  constructor(width: number, height: number, paper: string) {
    this.parts = [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" stroke-linecap="round" stroke-linejoin="round" text-anchor="middle" dominant-baseline="central">`,
      `<rect width="${width}" height="${height}" fill="${paper}"/>`
    ]
  }

  text(): string {
    return `${this.parts.join('\n')}\n</svg>\n`
  }

  beginPath(): void {
    this.path = []
  }
  moveTo(x: number, y: number): void {
    this.path.push(`M${number(x)} ${number(y)}`)
  }
  lineTo(x: number, y: number): void {
    this.path.push(`L${number(x)} ${number(y)}`)
  }
  closePath(): void {
    this.path.push('Z')
  }
  quadraticCurveTo(cx: number, cy: number, x: number, y: number): void {
    this.path.push(`Q${number(cx)} ${number(cy)} ${number(x)} ${number(y)}`)
  }
  rect(x: number, y: number, width: number, height: number): void {
    this.path.push(`M${number(x)} ${number(y)}h${number(width)}v${number(height)}h${number(-width)}Z`)
  }
  /** Whole circles only. */
  arc(x: number, y: number, r: number): void {
    const round = `a${number(r)} ${number(r)} 0 1 0`
    this.path.push(`M${number(x - r)} ${number(y)}${round} ${number(2 * r)} 0${round} ${number(-2 * r)} 0Z`)
  }
  setLineDash(dash: readonly number[]): void {
    this.dash = dash.length > 0 ? ` stroke-dasharray="${dash.join(' ')}"` : ''
  }
  fill(): void {
    this.add(`fill="${this.fillStyle}"`)
  }
  stroke(): void {
    this.add(`fill="none" stroke="${this.strokeStyle}" stroke-width="${number(this.lineWidth)}"${this.dash}`)
  }
  fillText(text: string, x: number, y: number): void {
    this.write(text, x, y, `fill="${this.fillStyle}"`)
  }
  strokeText(text: string, x: number, y: number): void {
    this.write(text, x, y, `fill="none" stroke="${this.strokeStyle}" stroke-width="${number(this.lineWidth)}"`)
  }

  private add(style: string): void {
    if (this.path.length === 0) return
    const alpha = this.globalAlpha < 1 ? ` opacity="${this.globalAlpha}"` : ''
    this.parts.push(`<path d="${this.path.join('')}" ${style}${alpha}/>`)
  }
  private write(text: string, x: number, y: number, style: string): void {
    this.parts.push(
      `<text x="${number(x)}" y="${number(y)}" style="font:${escaped(this.font)}" ${style}>${escaped(text)}</text>`
    )
  }
}
