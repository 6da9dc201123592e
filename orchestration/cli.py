"""The `sti` command: assembly and errors. Each group of commands is a module in `orchestration/commands/`.

Exit status: 0 done, 1 error (one sentence, no traceback), 2 wrong usage, 3 held at the release gate, 4 busy.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

from orchestration.commands import contracting, drafting, gating, reading, refreshing, releasing, submitting
from orchestration.commands.terminal import complain
from sources.problems import Refused

app = typer.Typer(
    name="sti",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The science, technology and innovation warehouse of a city. 城市科技创新数据仓库。",
)
app.command("sample")(refreshing.sample)
app.command("refresh")(refreshing.refresh)
app.command("rebuild")(refreshing.rebuild)
app.command("status")(refreshing.status)
app.command("query")(reading.query)
app.command("trace")(reading.trace)
app.command("extract")(reading.extract)
app.command("check-draft")(drafting.check_draft)
app.add_typer(submitting.app, name="submission")
app.add_typer(gating.app, name="gate")
app.add_typer(releasing.app, name="release")
app.add_typer(contracting.app, name="contract")


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command (`sys.argv` if no arguments are given) and return its exit status."""
    try:
        app(args=arguments)  # says what is wrong in its usage itself
    except Refused as refused:
        complain(refused)
        return 4 if any(problem.code == "warehouse.busy" for problem in refused.problems) else 1
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def main() -> None:
    """The console script `sti`."""
    sys.exit(run())


if __name__ == "__main__":
    main()
