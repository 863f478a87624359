/**
 * How long a hook takes, as far as the manifest says: a sleep does, and so does a command that is one.
 */
import type { Hook } from './probe.ts';

/** Milliseconds; `null` when only the application can know. */
export function hookMs(hook: Hook): number | null {
  if (hook.sleep !== undefined) return hook.sleep.seconds * 1000;
  return hook.exec === undefined ? null : sleepMs(hook.exec.command);
}

/** `["sleep", "5"]`, `["/bin/sh", "-c", "sleep 5"]`; GNU units s, m, h and fractions are understood. */
function sleepMs(command: readonly string[]): number | null {
  const words = isShell(command) ? command[2]!.trim().replace(/;$/, '').split(/\s+/) : command;
  const [program = '', amount = ''] = words;
  const match = /^(\d+(?:\.\d+)?)([smh]?)$/.exec(amount);
  if (words.length !== 2 || !/^(?:\/(?:usr\/)?bin\/)?sleep$/.test(program) || match === null) return null;
  return Number(match[1]) * (match[2] === 'h' ? 3_600_000 : match[2] === 'm' ? 60_000 : 1000);
}

function isShell(command: readonly string[]): boolean {
  const [shell = '', flag] = command;
  return (
    command.length === 3 && /^(?:\/(?:usr\/)?bin\/)?(?:ba|da|a)?sh$/.test(shell) && /^-l?c$/.test(flag ?? '')
  );
}
