"""Every read of the directory."""

from commonweal.directory.queries.export import whole_directory
from commonweal.directory.queries.keeping import imports, providers_to_link, terms_to_map
from commonweal.directory.queries.search import PAGE, Found, Results, Wish, search
from commonweal.directory.queries.service import ServicePage, service_page
from commonweal.directory.queries.whereabouts import Point, find_point

__all__ = [
    "PAGE",
    "Found",
    "Point",
    "Results",
    "ServicePage",
    "Wish",
    "find_point",
    "imports",
    "providers_to_link",
    "search",
    "service_page",
    "terms_to_map",
    "whole_directory",
]
