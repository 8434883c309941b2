import type { Shell } from './shells.ts';

// Each asks the `rolekit` that is typed what may come next, and falls back on files where that knows nothing.

const BASH = `# Completion of rolekit for bash 3.2 and later.
_rolekit() {
  local word description
  COMPREPLY=()
  while IFS=$'\\t' read -r word description; do
    COMPREPLY+=("$(printf '%q' "$word")")
  done < <("\${COMP_WORDS[0]}" completion -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _rolekit rolekit
`;

const ZSH = `#compdef rolekit
# Completion of rolekit for zsh.
_rolekit() {
  local line
  local -a candidates
  for line in "\${(@f)$("\${words[1]}" completion -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -n $line ]] && candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  if (( $#candidates )); then _describe 'rolekit' candidates; else _files; fi
}
if [[ $funcstack[1] == _rolekit ]]; then
  _rolekit "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
  compdef _rolekit rolekit
fi
`;

const FISH = `# Completion of rolekit for fish.
function __rolekit_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    set -l found (command $words[1] completion -- $words[2..-1] "$typed" 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\\n' $found
    else
        __fish_complete_path "$typed"
    end
end
complete -c rolekit -f -a '(__rolekit_complete)'
`;

/** What a shell reads to complete the words of `rolekit`. */
export const SCRIPTS: Record<Shell, string> = { bash: BASH, zsh: ZSH, fish: FISH };
