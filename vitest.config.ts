import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/support/global.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
    // Three on two cores: the tests of whole processes wait more than they work.
    maxWorkers: 3,
    execArgv: ['--import', './src/preload.ts'],
  },
});
