// Makes the scripts that the served page fetches until the map shorter than the bundler leaves them.
import { minify } from 'terser'

/**
 * A second pass over what the bundler has minified: constants are evaluated across modules, and what falls away then is
 * dropped. Three passes, because the third still finds 280 bytes of the engine; only what keeps the meaning of any code. So
 * no `pure_getters`: reading a signal's value is how an effect subscribes to it.
 */
const again = { module: true, ecma: 2020, compress: { passes: 3, hoist_props: true }, mangle: true }

/** The first scripts of a bundle, and the one that is fetched for the map; the others gain next to nothing by it. */
const isEarly = (file) => file.type === 'chunk' && (file.isEntry || file.name === 'result')

/** What the bundler gives, with shorter code. */
export function shorten(output) {
  return Promise.all(
    output.map(async (file) => (isEarly(file) ? { ...file, code: (await minify(file.code, again)).code } : file))
  )
}
