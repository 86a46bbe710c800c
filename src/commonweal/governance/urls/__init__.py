from django.urls import URLPattern

from commonweal.governance.urls import conflicts, promises, risks

app_name = "governance"
urlpatterns: list[URLPattern] = [*conflicts.urlpatterns, *risks.urlpatterns, *promises.urlpatterns]
