/** `simulate report`: renders a stored result again, without simulating. */
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UsageError } from '../../base/errors.ts';
import { defineCommand } from '../command.ts';
import { ExitCode } from '../exit-codes.ts';
import { DISPLAY_OPTIONS, nameList, outOption, textOption, timelineOption } from '../options.ts';
import { checkOutputDirectory, listFiles, writeFiles } from '../output.ts';

const RENDERED = ['html', 'svg', 'png', 'csv', 'md'] as const;

export const report = defineCommand({
  usage: 'report <result>',
  summary: 'Render a stored result.json again, without simulating',
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
  examples: [
    ['simulate report reports/rolling-restart/result.json --format md', 'Markdown for a pull request'],
  ],
  run: async (args, { terminal, readStdin }) => {
    const file = args.result;
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

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
