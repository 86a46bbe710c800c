from django.urls import URLPattern, path

from commonweal.governance.views import conflicts

urlpatterns: list[URLPattern] = [
    path("conflicts/", conflicts.conflict_list, name="conflicts"),
    path("conflicts/raise/", conflicts.raise_one, name="raise-conflict"),
    path("conflicts/ladder/", conflicts.ladder, name="ladder"),
    path("conflicts/<uuid:pk>/", conflicts.show, name="conflict"),
    path("conflicts/<uuid:pk>/up/", conflicts.move_up, name="conflict-up"),
    path("conflicts/<uuid:pk>/note/", conflicts.note, name="conflict-note"),
    path("conflicts/<uuid:pk>/commit/", conflicts.commit, name="conflict-commit"),
    path("conflicts/<uuid:pk>/kept/<uuid:commitment_pk>/", conflicts.keep, name="conflict-kept"),
    path("conflicts/<uuid:pk>/let-in/", conflicts.let_in, name="conflict-let-in"),
    path("conflicts/<uuid:pk>/close/", conflicts.close, name="conflict-close"),
    path("conflicts/<uuid:pk>/reopen/", conflicts.reopen, name="conflict-reopen"),
]
