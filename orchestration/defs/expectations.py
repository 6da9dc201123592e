"""The release gate: verdicts on the finished build, and the check that blocks the release."""

from collections.abc import Iterator

import dagster as dg

from orchestration.defs.run import RefreshRun
from orchestration.stages.release import judge
from sources.problems import language_of_locale
from warehouse.builds import current_attempt


def release_gate(last_models: list[dg.AssetKey]) -> dg.AssetsDefinition:
    """The verdicts asset, after `last_models`."""

    @dg.asset(
        name="verdicts",
        group_name="expectations",
        kinds={"greatexpectations"},
        deps=last_models,
        check_specs=[
            dg.AssetCheckSpec(
                "release_gate",
                asset="verdicts",
                blocking=True,
                description="No critical rule failed on this build, and none could not be judged. "
                "本次构建没有违反关键规则，也没有无法判定的规则。",
            ),
            dg.AssetCheckSpec(
                "warnings",
                asset="verdicts",
                description="Rules that report but do not hold. 只提示、不拦截的规则。",
            ),
        ],
        description="What every rule says of the finished build. 每条规则对本次构建的判定。",
    )
    def verdicts(refresh_run: RefreshRun) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        with refresh_run.stage("gate"):
            build = current_attempt(refresh_run.installation.home)
            verdict = judge(refresh_run.installation, build, refresh_run.record)
        key = dg.AssetKey("verdicts")
        words = "\n".join(verdict.render(language_of_locale()))
        docs = dg.MetadataValue.url((refresh_run.installation.home.data_docs / "release" / "index.html").as_uri())
        warned = [v for v in verdict.verdicts if v.severity != "critical" and v.outcome != "passed"]
        yield dg.MaterializeResult(metadata={"build": build.build_id, "rules": len(verdict.verdicts)})
        yield dg.AssetCheckResult(
            check_name="release_gate",
            asset_key=key,
            passed=verdict.passed,
            metadata={"verdict": dg.MetadataValue.md(words), "data docs": docs},
        )
        yield dg.AssetCheckResult(
            check_name="warnings",
            asset_key=key,
            passed=not warned,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"data docs": docs} | {v.rule_id: v.failing for v in warned},
        )

    return verdicts
