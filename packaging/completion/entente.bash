# SPDX-License-Identifier: Apache-2.0
#
# Completion for bash. Commands, options and models are those that the program itself lists, so this
# serves programs with models of their own too: complete -F _entente my_entente
# shellcheck shell=bash

# The words of one section of a help text: what stands first in each line.
_entente_listed() {
    awk -v from="$1" '$0 == from { on = 1; next } /^$/ { on = 0 } on { print $1 }'
}

# Files that end in one of the suffixes, and folders.
_entente_files() {
    local word=$1 suffix
    shift
    compopt -o filenames
    for suffix in "$@"; do
        compgen -f -X "!*$suffix" -- "$word"
    done
    compgen -d -- "$word"
}

# What can follow an option; nothing where only the user knows.
_entente_values() {
    case $1 in
    --backend) echo tbb openmp serial ;;
    --isa) echo scalar sse4 avx2 avx512 ;;
    --pin) echo auto on off ;;
    --intervals) echo replicates bootstrap asymptotic none ;;
    --failures) echo drop abort ;;
    --methods) echo all pawn delta hsic rank regression shapley ;;
    --criterion) echo gain mean weighted_gain ;;
    esac
}

_entente() {
    local program=$1 word=$2 before=$3 command='' help
    COMPREPLY=()
    # '--isa=avx2' comes as three words.
    if [[ $word == '=' ]]; then word=''; fi
    if [[ $before == '=' ]]; then before=${COMP_WORDS[COMP_CWORD - 2]}; fi
    if ((COMP_CWORD > 1)) && [[ ${COMP_WORDS[1]} != -* ]]; then command=${COMP_WORDS[1]}; fi

    if [[ -z $command ]]; then
        help=$("$program" --help 2>/dev/null) || return
        mapfile -t COMPREPLY < <(
            compgen -W "$(_entente_listed Subcommands: <<<"$help") --help --version" -- "$word")
        return
    fi
    help=$("$program" "$command" --help 2>/dev/null) || return

    # After an option that takes a value, the value.
    local head
    head=$(grep -E -- "^  (-[a-z],)?${before//[^-a-z]/}(,--[a-z-]+)?( |\$)" <<<"$help" | head -n 1)
    if [[ $before == -?* && $head =~ ^\ \ [^\ ]+\ [A-Z] ]]; then
        if [[ $head =~ ^\ \ [^\ ]+\ FILE ]]; then
            mapfile -t COMPREPLY < <(_entente_files "$word" '')
        else
            mapfile -t COMPREPLY < <(compgen -W "$(_entente_values "$before")" -- "$word")
        fi
        return
    fi
    if [[ $word == -* ]]; then
        mapfile -t COMPREPLY < <(
            compgen -W "$(grep -Eo -- '^  (-[a-z],)?--?[a-z][-a-z]*' <<<"$help" | tr -s ' ,' '\n')" -- "$word")
        return
    fi
    # What the command is about, as its usage calls it.
    case $(sed -n 's/^Usage: //p' <<<"$help") in
    *STUDY*) mapfile -t COMPREPLY < <(_entente_files "$word" .toml) ;;
    *MODEL*)
        mapfile -t COMPREPLY < <(compgen -W "$("$program" models 2>/dev/null |
            awk 'NR == 1 { next } /^$/ { exit } { print $1 }')" -- "$word")
        ;;
    *FILE* | *SHARD*) mapfile -t COMPREPLY < <(_entente_files "$word" .h5 .partial) ;;
    esac
}
complete -F _entente entente entente-mpi
