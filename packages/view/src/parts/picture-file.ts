/** The style sheets that apply to an element: those of its shadow tree or of its document. */
function stylesOf(element: Element): string {
  const root = element.getRootNode() as Document | ShadowRoot
  const rules: string[] = []
  for (const sheet of [...root.styleSheets, ...root.adoptedStyleSheets]) {
    try {
      for (const rule of sheet.cssRules) rules.push(rule.cssText)
    } catch {
      // A sheet of another host may not be read.
    }
  }
  // Within a picture there is no host element and no root but the SVG.
  return rules.join('\n').replaceAll(':host', '.dp')
}

/** An element as an SVG that any browser shows as it stands, its styles within; what is only for hands is left out. */
export function svgOfElement(element: Element): string {
  const page = element.closest('.dp')
  const { width, height } = element.getBoundingClientRect()
  // The shell is the page as far as the styles go, but it grows with its content. What it holds is written as it stands:
  // a copy in this document would lose its inline styles to the page's policy.
  const names = ['data-theme', 'data-width', 'data-view']
  const told = names.map((name) => ` ${name}="${page?.getAttribute(name) ?? ''}"`).join('')
  const shell = `<div xmlns="http://www.w3.org/1999/xhtml" class="dp picture"${told}>${new XMLSerializer().serializeToString(element)}</div>`
  // What scrolls on the page stands whole in the picture.
  let w = Math.ceil(width) + 24
  let h = Math.ceil(height) + 24
  for (const area of element.querySelectorAll('.matrix-scroll, .table-scroll, .graph-scroll')) {
    if (area.closest('.twin') !== null) continue
    w += Math.max(0, area.scrollWidth - area.clientWidth)
    h += Math.max(0, area.scrollHeight - area.clientHeight)
  }
  const paper = page ? getComputedStyle(page).backgroundColor : '#fff'
  const style = stylesOf(element).replace(/[<&]/g, (character) => `\\${character.charCodeAt(0).toString(16)} `)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}"><style>${style}</style><rect width="100%" height="100%" fill="${paper}"/><foreignObject width="100%" height="100%">${shell}</foreignObject></svg>\n`
}

/** A picture at twice its size; null where the browser cannot draw it. */
export async function svgToPng(svg: string): Promise<Blob | null> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  try {
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = image.width * 2
    canvas.height = image.height * 2
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height)
    return await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
  } catch {
    return null
  }
}
