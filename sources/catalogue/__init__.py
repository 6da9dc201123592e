"""What is known before a file is read: indicators, units, regions, departments, source ranks.

Belongs here: the data files and their loader. Does not belong here: reading files with them.
"""

from sources.catalogue.loader import Catalogue, Department, Indicator, Unit, load_catalogue
from sources.catalogue.regions import NATION, Region, Regions

__all__ = ["NATION", "Catalogue", "Department", "Indicator", "Region", "Regions", "Unit", "load_catalogue"]
