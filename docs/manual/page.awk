# SPDX-License-Identifier: Apache-2.0
#
# A man page (mdoc) from what `entente [COMMAND] --help` prints, on standard input.
# Variables: name (entente, entente-run, ...), date, version, commands (words) and, for entente itself,
# more: a file with sections that are written by hand.

# Text: what begins a sentence begins a line, and nothing is taken for markup.
function text(line) {
    gsub(/\\/, "\\e", line)
    gsub(/'/, "\\(aq", line)
    gsub(/`/, "\\(ga", line)
    gsub(/-/, "\\-", line)
    gsub(/\\-\\-\\-/, "---", line)
    while (match(line, /[a-z0-9)][a-z0-9)][.:;?] +[A-Z(]/)) {  # not after "e.g."
        end = RSTART + 2
        rest = substr(line, end + 1)
        sub(/^ +/, "", rest)
        line = substr(line, 1, end) "\n" rest
    }
    if (line ~ /^\./) line = "\\&" line
    return line
}

# An option's names and value, or a positional: "-o,--output FILE" as .It Fl o , Fl \-output Ar FILE
function item(head,    parts, names, i, out, value) {
    sub(/ REQUIRED/, "", head)
    if (head !~ /^-/) return head ~ /^[A-Z]/ ? ".It Ar " argument(head) : ".It Cm " head
    i = index(head, " ")
    value = i ? substr(head, i + 1) : ""
    if (i) head = substr(head, 1, i - 1)
    parts = split(head, names, ",")
    out = ".It"
    for (i = 1; i <= parts; ++i) {
        sub(/^-/, "", names[i])
        sub(/^-/, "\\-", names[i])
        out = out (i > 1 ? " ," : "") " Fl " names[i]
    }
    return value == "" ? out : out " Ar " argument(value)
}

# "NAME=VALUE ..." says that the option may be repeated, which its text says too.
function argument(value) {
    sub(/ \.\.\.$/, "", value)
    return value
}

function open_list() {
    if (!listing) options = options ".Bl -tag -width Ds\n"
    listing = 1
}
function close_list() {
    if (listing) options = options ".El\n"
    listing = 0
}

# Where a line belongs: the summary, the usage, a list of options, or the footer.
/^Usage: / { usage = $0; sub(/^Usage: /, "", usage); state = "lists"; next }
state == "" { summary = summary (summary == "" ? "" : " ") $0; next }
state == "lists" && /^[A-Z].*:$/ && !/^Examples?:$/ {
    close_list()
    heading = $0
    sub(/:$/, "", heading)
    if (heading == "Subcommands") state = "commands"
    else if (heading != "Options" && heading != "Positionals") options = options ".Ss " heading "\n"
    next
}
state == "commands" && /^  [a-z]/ {
    subcommands = subcommands ".It Xr entente-" $1 " 1\n" text(substr($0, 27)) "\n"
    next
}
state == "lists" && /^  [^ ]/ {
    open_list()
    head = substr($0, 3)
    body = ""
    if (match(head, /   *[^ ]/)) {
        body = substr(head, RSTART + RLENGTH - 1)
        head = substr(head, 1, RSTART - 1)
    }
    options = options item(head) "\n" (body == "" ? "" : text(body) "\n")
    next
}
state == "lists" && /^   / {
    sub(/^ +/, "")
    options = options text($0) "\n"
    next
}
/^$/ {
    pending = 1
    if (state == "commands") state = "footer"
    next
}
{
    if (state == "lists") state = "footer"
    if (/^Examples?:$/) { state = "examples"; next }
    if (/^Exit status/) { status = text($0); next }
    if (state == "examples" || /^  /) {
        line = $0
        sub(/^  /, "", line)
        gsub(/\\/, "\\e", line)
        gsub(/'/, "\\(aq", line)
        gsub(/-/, "\\-", line)
        examples = examples line "\n"
        next
    }
    if (/To begin:$/) next
    description = description (pending && description != "" ? ".Pp\n" : "") text($0) "\n"
    pending = 0
}
END {
    close_list()
    title = name
    print ".\\\" Made of what the program prints with --help."
    print ".Dd " date
    print ".Dt " toupper(name) " 1"
    print ".Os Entente " version
    print ".Sh NAME"
    print ".Nm " name
    sub(/\.$/, "", summary)
    sub(/^Entente e/, "e", summary)
    print ".Nd " (summary ~ /^[A-Z][a-z]/ ? tolower(substr(summary, 1, 1)) substr(summary, 2) : summary)
    print ".Sh SYNOPSIS"
    words = split(usage, word, " ")
    print ".Nm entente"
    for (i = 2; i <= words; ++i) {
        if (word[i] == "[OPTIONS]") print ".Op Ar options"
        else if (word[i] == "SUBCOMMAND") print ".Ar command"
        else if (word[i] ~ /^[a-z]/) print ".Cm " word[i]
        else if (word[i] ~ /^\[.*\]$/) print ".Op Ar " substr(word[i], 2, length(word[i]) - 2)
        else print ".Ar " word[i]
    }
    if (subcommands != "") {
        while ((getline line < more) > 0) {
            if (line == "@commands@") printf ".Bl -tag -width Ds\n%s.El\n", subcommands
            else if (line == "@options@") printf "%s", options
            else if (line == "@examples@") printf ".Bd -literal -offset indent\n%s.Ed\n", examples
            else print line
        }
        exit
    }
    print ".Sh DESCRIPTION"
    if (description == "") description = text(summary ".") "\n"
    printf "%s", description
    if (options != "") {
        print ".Pp"
        print "The options are:"
        printf "%s", options
    }
    print ".Sh EXIT STATUS"
    print "0 done, 1 the machine failed, 2 wrong input, 130 interrupted."
    if (status != "") print status
    if (examples != "") {
        print ".Sh EXAMPLES"
        print ".Bd -literal -offset indent"
        printf "%s", examples
        print ".Ed"
    }
    print ".Sh SEE ALSO"
    print ".Xr entente 1"
}
