// Makes the scripts that the served page fetches until the map shorter than the bundler leaves them.

import { minify } from 'terser'
import { minify as bundlersMinify } from 'vite'

/**
 * A second pass over what the bundler has minified: constants are evaluated across modules, and what falls away then is
 * dropped. Three passes, because the third still finds 280 bytes of the engine; only what keeps the meaning of any code. So
 * no `pure_getters`: reading a signal's value is how an effect subscribes to it. Constants stay where they are compared:
 * what is alike packs.
 */
const again = {
  module: true,
  ecma: 2020,
  compress: { passes: 3, hoist_props: true, lhs_constants: false },
  mangle: true
}

/** The first scripts of a bundle, and the one that is fetched for the map; the others gain next to nothing by it. */
const isEarly = (file) => file.type === 'chunk' && (file.isEntry || ['result', 'many'].includes(file.name))

/** The bundler's own way of writing, once more: it packs better. */
const written = { module: true, compress: true, mangle: false }

/** What the bundler gives, with shorter code. */
export function shorten(output) {
  return Promise.all(
    output.map(async (file) => {
      if (!isEarly(file)) return file
      const { code } = await minify(file.code, again)
      return { ...file, code: (await bundlersMinify(file.fileName, code, written)).code }
    })
  )
}
