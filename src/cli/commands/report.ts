/** `simulate report`: renders a stored result again, without simulating. */
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UsageError } from '../../base/errors.ts';
import { defineCommand } from '../command.ts';
import { ExitCode } from '../exit-codes.ts';
import { DISPLAY_OPTIONS, nameList, outOption, textOption, timelineOption } from '../options.ts';
import { checkOutputDirectory, listFiles, writeFiles } from '../output.ts';

const RENDERED = ['html', 'svg', 'png', 'csv', 'md', 'junit', 'openmetrics', 'trace'] as const;

export const report = defineCommand({
  usage: 'report <result>',
  summary: 'Render a stored result (file or directory) again, without simulating',
  options: {
    out: outOption('Directory to write into (default: beside the result)'),
    format: textOption(
      'Output:',
      `Comma list of ${RENDERED.join(',')} (default html,svg,png,csv)`,
      nameList('format', RENDERED),
    ),
    timeline: timelineOption,
    ...DISPLAY_OPTIONS,
  },
  examples: [['simulate report reports/rolling-restart --format md', 'Markdown for a pull request']],
  run: async (args, { terminal, readStdin }) => {
    const file = await resultIn(args.result);
    const [{ readResult }, { reportFiles }, { renderText }] = await Promise.all([
      import('../../experiment/read-result.ts'),
      import('../report-files.ts'),
      import('../../report/text.ts'),
    ]);
    const result = readResult(file === '-' ? await readStdin() : await readText(file), file);
    const directory = args.out ?? (file === '-' ? '.' : dirname(file));
    await checkOutputDirectory(directory);
    const files = await reportFiles(result, args.format ?? ['html', 'svg', 'png', 'csv']);
    const written = await writeFiles(directory, files);
    const color = terminal.outColor && args['no-color'] !== true;
    terminal.out(
      renderText(result, { color, files: listFiles(directory, written), timeline: args.timeline === true }),
    );
    return ExitCode.ok;
  },
});

/** The file itself, or the one in a directory that a run has written. */
async function resultIn(path: string): Promise<string> {
  const there = path === '-' ? null : await stat(path).catch(() => null);
  return there?.isDirectory() === true ? join(path, 'result.json') : path;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { whyUnreadable } = await import('../../scenario/loader.ts');
    throw new UsageError(`expected the result.json of a run, but ${file} ${whyUnreadable(error)}`);
  }
}
