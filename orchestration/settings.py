"""The settings of one installation: STI_* of the environment over HOME/config/settings.yml.

`home`: STI_HOME, default ./data. `region`: STI_REGION, the bureau's own city by its official name; there is no default,
since nothing in the product names a city.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from sources.catalogue import Catalogue, load_catalogue
from sources.problems import refuse
from warehouse.home import Home


class Settings(BaseSettings):
    """What an installation can set. Values given in code go before the environment, that before settings.yml."""

    model_config = SettingsConfigDict(env_prefix="STI_", extra="ignore")

    home: Path = Path("data")
    region: str = ""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then STI_*; settings.yml is read by `settings_of`, which must know the home first."""
        return init_settings, env_settings


def settings_of(home: Path | None = None) -> Settings:
    """The settings of the installation at `home` (else STI_HOME, else ./data)."""
    settings = Settings(home=home) if home else Settings()
    root = settings.home.expanduser().resolve()
    stated = _settings_file(root / "config" / "settings.yml")
    return settings.model_copy(update={"home": root, "region": settings.region or str(stated.get("region", ""))})


def home_of(settings: Settings) -> Home:
    """The folders of the installation."""
    return Home(settings.home)


def catalogue_of(settings: Settings) -> Catalogue:
    """The catalogue with the city's own regions."""
    return load_catalogue(home_of(settings).regions)


def home_region(settings: Settings, catalogue: Catalogue) -> str:
    """The code of the installation's region. Raises Refused if it is not set, or no region has that name."""
    if not settings.region:
        raise refuse("orchestration.region_not_set", file=settings.home / "config" / "settings.yml")
    region = catalogue.regions.find(settings.region) or catalogue.regions.by_code.get(settings.region)
    if region is None:
        raise refuse("orchestration.region_unknown", region=settings.region)
    return region.region_code


def _settings_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        stated = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise refuse("orchestration.settings_unreadable", file=path, reason=str(error).replace("\n", " ")) from None
    return stated if isinstance(stated, dict) else {}
