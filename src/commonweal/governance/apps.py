from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "commonweal.governance"
    label = "governance"
    verbose_name = "Boundaries"

    def ready(self) -> None:
        """Acts of the rooms below ask here whether they need a decision. What decisions ask for is a promise.

        Alignment stands below and tells of pairs what may be told; reviews above hear of conflicts and decisions.
        """
        from commonweal.access import held
        from commonweal.alignment import pair
        from commonweal.components import reviewing
        from commonweal.governance import grounds, reviewed
        from commonweal.governance.enforcement import keep
        from commonweal.governance.promised import because_of_decisions
        from commonweal.governance.queries import promises
        from commonweal.governance.thresholds import CONFLICT
        from commonweal.partners import thresholds

        held.register(keep)
        thresholds.register(CONFLICT)
        grounds.register("indicator", grounds.indicators, grounds.indicators_now)
        grounds.register("statement", grounds.statements, grounds.statements_now)
        promises.register("decisions", because_of_decisions)
        promises.know_assessments(pair.assessed)
        promises.register_health("alignment", pair.health)
        reviewing.register("conflicts", reviewed.conflicts)
        reviewing.register("decisions", reviewed.decisions)
