/** `simulate completion`: a script for the shell. It asks this program for the words that may follow. */
import { UsageError } from '../../base/errors.ts';
import { defineCommand } from '../command.ts';
import { ExitCode } from '../exit-codes.ts';

const SCRIPTS = {
  bash: `# bash completion of simulate; add to ~/.bashrc:  source <(simulate completion bash)
_simulate() {
  local words
  words=$(simulate --get-yargs-completions "\${COMP_WORDS[@]:0:COMP_CWORD+1}" 2>/dev/null)
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}")
}
complete -o default -o bashdefault -F _simulate simulate
`,
  zsh: `#compdef simulate
# zsh completion of simulate; add to ~/.zshrc, after compinit:  source <(simulate completion zsh)
_simulate() {
  local -a words_found
  words_found=(\${(f)"$(simulate --get-yargs-completions "\${(@)words[1,CURRENT]}" 2>/dev/null)"})
  compadd -- \${words_found%%:*}
  _files
}
compdef _simulate simulate
`,
} as const;

export const completion = defineCommand({
  usage: 'completion [shell]',
  summary: 'Print a completion script for bash or zsh (default: by $SHELL)',
  options: {},
  run: async (args, { terminal }) => {
    const shell = args.shell ?? (process.env['SHELL']?.endsWith('zsh') === true ? 'zsh' : 'bash');
    if (!(shell in SCRIPTS)) throw new UsageError(`there are completions for bash and zsh, not for ${shell}`);
    terminal.out(SCRIPTS[shell as keyof typeof SCRIPTS]);
    return ExitCode.ok;
  },
});
