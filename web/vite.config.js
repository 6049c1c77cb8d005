import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { defineConfig } from 'vite';

const compress = {
  br: text =>
    promisify(brotliCompress)(text, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
      },
    }),
  gz: text => promisify(gzip)(text, { level: constants.Z_BEST_COMPRESSION }),
};

/**
 * Writes NAME.br and NAME.gz beside every asset, so that the binary need not compress anything.
 * Both, because browsers accept Brotli over HTTPS and on localhost only: a plain http:// address
 * on an internal network is served gzip.
 */
function precompress() {
  return {
    name: 'precompress',
    apply: 'build',
    async writeBundle({ dir }, bundle) {
      const assets = Object.keys(bundle).filter(name => name.startsWith('assets/'));
      await Promise.all(
        assets.map(async name => {
          const text = await readFile(join(dir, name));
          for (const [ending, encode] of Object.entries(compress)) {
            await writeFile(join(dir, `${name}.${ending}`), await encode(text));
          }
        }),
      );
    },
  };
}

export default defineConfig({
  // The service may stand behind a prefix: the page says what its links are relative to.
  base: './',
  plugins: [precompress()],
  build: {
    outDir: process.env.PANORAMA_WEB_OUT || 'dist',
    // A stale asset would be embedded into the binary with the new ones.
    emptyOutDir: true,
    reportCompressedSize: false,
    license: { fileName: 'assets/licenses.md' },
    // Monaco is 2.8 MB in one piece; a warning on every build would hide the others.
    chunkSizeWarningLimit: 3000,
    rolldownOptions: {
      // "use client" in React packages means nothing without a server that renders.
      checks: { moduleLevelDirective: false, pluginTimings: false },
    },
  },
  // Workers load their parts on demand, which the classic format cannot.
  worker: { format: 'es' },
  server: {
    proxy: { '^/graphql$': { target: 'http://127.0.0.1:8000', ws: true } },
  },
});
