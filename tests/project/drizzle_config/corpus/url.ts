import { dirname, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))

export default {
  dialect: 'postgresql',
  schema: relative(process.cwd(), fileURLToPath(new URL('./schema.ts', import.meta.url))),
  out: relative(process.cwd(), resolve(here, 'sql', '..', 'a b')),
  migrations: { schema: new URL('./a b', import.meta.url).pathname, table: dirname('x/y/') },
  dbCredentials: { url: new URL('x/../y', import.meta.url).href, host: relative('a/b', 'c') },
}
