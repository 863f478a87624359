/** `npm run check:resume -- [kills] [replications] [words …]`: of the rolling restart, unless other words are given. */
import { killAndResume } from './kill-and-resume.ts';

const [kills = '10', replications = '200', ...words] = process.argv.slice(2);
const scenario = words.length > 0 ? words : ['scenarios/rolling-restart.json'];
const { kept, resumed, isSame } = await killAndResume({
  words: [...scenario, '--replications', replications, '--format', 'json'],
  replications: Number(replications),
  kills: Number(kills),
  random: Math.random,
  file: 'result.json',
});
console.log(
  `finished replications on disk after each kill: ${kept.join(', ')}; the last run took over ${resumed}`,
);
console.log(isSame ? 'result.json is byte-identical' : 'result.json differs');
if (!isSame || resumed !== kept.at(-1)) process.exitCode = 1;
