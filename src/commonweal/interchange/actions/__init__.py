"""Every write of packages that come in, and the one that goes out."""

from commonweal.interchange.actions.packages import export_directory, import_directory
from commonweal.interchange.actions.uploads import carry_out, start_again, upload

__all__ = ["carry_out", "export_directory", "import_directory", "start_again", "upload"]
