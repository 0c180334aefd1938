/** `#rrggbb` as a pixel of a Uint32Array in the order of the machine, opaque. All of them that run browsers are little-endian. */
export function pixelOf(hex: string): number {
  const value = Number.parseInt(hex.slice(1, 7), 16)
  return (0xff000000 | ((value & 0xff) << 16) | (value & 0xff00) | (value >>> 16)) >>> 0
}

/** A colour over an opaque pixel; `share` from 0 to 256. */
function over(under: number, colour: number, share: number): number {
  const rest = 256 - share
  const redBlue = (Math.imul(under & 0xff00ff, rest) + Math.imul(colour & 0xff00ff, share)) >>> 8
  const green = (Math.imul(under & 0xff00, rest) + Math.imul(colour & 0xff00, share)) >>> 8
  return (0xff000000 | (redBlue & 0xff00ff) | (green & 0xff00)) >>> 0
}

/** How far (dx, dy) lies outside of a point's outline (inside: negative): the shapes of `trace`. */
function outside(shape: number, dx: number, dy: number, r: number): number {
  const ax = Math.abs(dx)
  const ay = Math.abs(dy)
  if (shape === 0) return Math.sqrt(dx * dx + dy * dy) - r
  if (shape === 1) return Math.max(ax, ay) - r * 0.9
  // The base of the triangle, and its sides: from (0, -1.15) to (1.12, 0.85).
  if (shape === 2) return Math.max(dy - 0.85 * r, (2 * ax - 1.12 * (dy + 1.15 * r)) / 2.2923)
  return (ax + ay - 1.2 * r) / Math.SQRT2
}

/**
 * A picture in memory for thousands of small things, which a context without a graphics card takes far longer to draw.
 * Opaque; lengths are pixels of the picture.
 */
export class Pixels {
  readonly image: ImageData
  private readonly data: Uint32Array
  private readonly width: number
  private readonly height: number

  constructor(width: number, height: number) {
    this.image = new ImageData(width, height)
    this.data = new Uint32Array(this.image.data.buffer)
    this.width = width
    this.height = height
  }

  fill(colour: number): void {
    this.data.fill(colour)
  }

  /** A line with round ends. */
  line(x0: number, y0: number, x1: number, y1: number, r: number, colour: number): void {
    const { data, width, height } = this
    const top = Math.max(0, Math.ceil(Math.min(y0, y1) - r - 0.5))
    const bottom = Math.min(height - 1, Math.floor(Math.max(y0, y1) + r - 0.5))
    const length = Math.hypot(x1 - x0, y1 - y0)
    const nx = length > 0 ? (-(y1 - y0) / length) * r : 0
    const ny = length > 0 ? ((x1 - x0) / length) * r : 0
    for (let row = top; row <= bottom; row++) {
      const y = row + 0.5
      let left = Number.POSITIVE_INFINITY
      let right = Number.NEGATIVE_INFINITY
      // The outline is convex: its stretch of this row reaches from the leftmost to the rightmost of its parts.
      const a = r * r - (y - y0) * (y - y0)
      if (a >= 0) {
        left = x0 - Math.sqrt(a)
        right = x0 + Math.sqrt(a)
      }
      const b = r * r - (y - y1) * (y - y1)
      if (b >= 0) {
        left = Math.min(left, x1 - Math.sqrt(b))
        right = Math.max(right, x1 + Math.sqrt(b))
      }
      if (y1 !== y0) {
        for (let side = -1; side <= 1; side += 2) {
          const along = (y - y0 - side * ny) / (y1 - y0)
          if (along < 0 || along > 1) continue
          const x = x0 + side * nx + along * (x1 - x0)
          left = Math.min(left, x)
          right = Math.max(right, x)
        }
      }
      if (!(left < right) || right <= 0 || left >= width) continue
      // Pixels at its ends are covered in part.
      const start = row * width
      const first = Math.max(0, Math.ceil(left))
      const end = Math.min(width, Math.floor(right))
      // A loop is quicker than a call for a few.
      for (let at = start + first; at < start + end; at++) data[at] = colour
      if (first > left && first > 0)
        data[start + first - 1] = over(
          data[start + first - 1],
          colour,
          Math.round((Math.min(first, right) - left) * 256)
        )
      if (right > end && end < width && end >= first)
        data[start + end] = over(data[start + end], colour, Math.round((right - end) * 256))
    }
  }

  /** A point with its edge; `edge` -1: none. */
  point(shape: number, x: number, y: number, r: number, fill: number, edge: number, edgeWidth: number): void {
    const { data, width, height } = this
    const reach = r * 1.2 + edgeWidth / 2 + 0.5
    const left = Math.max(0, Math.floor(x - reach))
    const right = Math.min(width - 1, Math.floor(x + reach))
    const top = Math.max(0, Math.floor(y - reach))
    const bottom = Math.min(height - 1, Math.floor(y + reach))
    const half = edge < 0 ? -1 : edgeWidth / 2
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) {
        const far = outside(shape, column + 0.5 - x, row + 0.5 - y, r)
        if (far > half + 0.5 && far > 0.5) continue
        const at = row * width + column
        let pixel = data[at]
        if (far < 0.5) pixel = far <= -0.5 ? fill : over(pixel, fill, Math.round((0.5 - far) * 256))
        const cover = Math.min(1, half + 0.5 - Math.abs(far), edgeWidth)
        if (cover > 0) pixel = over(pixel, edge, Math.round(cover * 256))
        data[at] = pixel
      }
    }
  }
}
