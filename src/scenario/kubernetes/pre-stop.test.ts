import { describe, expect, it } from 'vitest';
import { hookMs } from './pre-stop.ts';

describe('hookMs', () => {
  it('knows sleeps', () => {
    expect(hookMs({ sleep: { seconds: 5 } })).toBe(5000);
  });

  it.each([
    [['sleep', '5'], 5000],
    [['/bin/sleep', '0.5'], 500],
    [['sleep', '1m'], 60_000],
    [['sh', '-c', 'sleep 5'], 5000],
    [['/bin/bash', '-c', ' sleep 10s; '], 10_000],
  ])('%j takes %d ms', (command, ms) => {
    expect(hookMs({ exec: { command } })).toBe(ms);
  });

  it.each([
    [['/usr/sbin/nginx', '-s', 'quit']],
    [['sh', '-c', 'sleep 5 && nginx -s quit']],
    [['sleep', '$DELAY']],
    [['sleep']],
    [['sh', '-c', 'echo sleep 5']],
  ])('%j is anybody’s guess', (command) => {
    expect(hookMs({ exec: { command } })).toBeNull();
  });

  it('cannot know how long a call takes', () => {
    expect(hookMs({ httpGet: { port: 80 } })).toBeNull();
  });
});
