"""Equip: the partnership with a supplier: plan, training, delivery, service, innovation."""
