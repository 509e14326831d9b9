import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Where `cascade dev` or `cascade demo` listens; `npm run dev` passes questions on to it. */
const server = process.env.CASCADE_SERVER ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  // The gateway puts each answer's own nonce here: see src/routes/page/answer.rs.
  html: { cspNonce: 'CASCADE_NONCE' },
  // The gateway's policy lets nothing inline in, so no file may become a data address.
  build: { manifest: true, assetsInlineLimit: 0, modulePreload: { polyfill: false }, target: 'es2022' },
  server: {
    // The organisation's holidays lie with the schedule, which plans by them.
    fs: { allow: ['.', '../../schedule/data'] },
    proxy: { '/api': server, '/openapi.json': server, '/.well-known': server },
  },
  test: { environment: 'jsdom', setupFiles: ['src/testing/setup.ts'], include: ['src/**/*.test.{ts,tsx}'] },
});
