import { afterEach, beforeEach, expect, jest } from '@jest/globals';
import { configure } from '@testing-library/react';

// A deadline for what hangs, as in `eventually`.
configure({ asyncUtilTimeout: 120_000 });

const told: string[] = [];

beforeEach(() => {
  for (const kind of ['error', 'warn'] as const)
    jest.spyOn(console, kind).mockImplementation((...parts: unknown[]) => void told.push(parts.map(String).join(' ')));
});

// A part that logs an error or a warning fails its test, as a page does.
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
  sessionStorage.clear();
  expect(told.splice(0)).toEqual([]);
});
