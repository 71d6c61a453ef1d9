// What `koppel completion` prints. For each command, the words that may stand behind it; the shell looks up the longest command
// that was typed.
import type { Command } from 'commander';
import type { Output } from '../frame/output.ts';
import { EXIT } from '../frame/run-command.ts';

export type Shell = 'bash' | 'zsh' | 'fish';

export function printCompletion(out: Output, program: Command, shell: Shell): number {
  const lines = entries(program, '');
  // zsh knows the completions of bash, and is told to.
  if (shell === 'zsh') out.line('autoload -U +X compinit bashcompinit && compinit && bashcompinit');
  out.line(shell === 'fish' ? fishScript(lines) : script(lines));
  return EXIT.ok;
}

/** `command|words`, and `command option|values` where an option takes one of several. */
function entries(command: Command, path: string): readonly string[] {
  const chosen = command.options.filter(({ argChoices }) => argChoices !== undefined);
  const options = command.options.map(({ long, short }) => long ?? short ?? '');
  const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
  const names = command.commands.map((below) => below.name());
  return [
    `${path}|${[...names, ...choices, ...options, '--help'].join(' ')}`,
    ...chosen.map(({ long, argChoices }) => `${path} ${long ?? ''}|${argChoices?.join(' ') ?? ''}`),
    ...command.commands.flatMap((below) => entries(below, `${path} ${below.name()}`)),
  ];
}

function script(lines: readonly string[]): string {
  return (
    String.raw`_koppel() {
  local word="\${COMP_WORDS[COMP_CWORD]}" at='' previous='' typed line
  for typed in "\${COMP_WORDS[@]:1:$((COMP_CWORD - 1))}"; do
    case "$_koppel_words" in *$'\n'"$at $typed|"*) [[ $typed == -* ]] || at="$at $typed" ;; esac
    previous="$typed"
  done
  for line in "$at $previous" "$at"; do
    case "$_koppel_words" in
      *$'\n'"$line|"*)
        line="\${_koppel_words#*$'\n'"$line|"}"
        COMPREPLY=($(compgen -W "\${line%%$'\n'*}" -- "$word"))
        return ;;
    esac
  done
}
_koppel_words='
`.replaceAll('\\$', '$') + `${lines.join('\n')}\n'\ncomplete -o default -F _koppel koppel`
  );
}

function fishScript(lines: readonly string[]): string {
  return `set -g _koppel_words ${lines.map((line) => `'${line}'`).join(' \\\n  ')}
function _koppel
  set -l at ''
  set -l previous ''
  set -l now (commandline -ct)
  for typed in (commandline -opc)[2..-1]
    if not string match -q -- '-*' $typed; and string match -q -- "$at $typed|*" $_koppel_words
      set at "$at $typed"
    end
    set previous $typed
  end
  for begin in "$at $previous" "$at"
    for line in $_koppel_words
      if string match -q -- "$begin|*" $line
        set -l words (string match -- "$now*" (string split ' ' -- (string split -m1 '|' -- $line)[2]))
        test (count $words) -gt 0; and printf '%s\\n' $words; or __fish_complete_path $now
        return
      end
    end
  end
end
complete -c koppel -f -a '(_koppel)'`;
}
