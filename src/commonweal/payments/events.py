"""Acts about money, each with its sentence."""

from commonweal.audit import Event

DRAFTED = Event("contract-year.drafted", "drafted the contract year “{year}”")
CHANGED = Event("contract-year.changed", "changed the draft of the contract year “{year}”")
OFFERED = Event("contract-year.offered", "put the contract year “{year}” out for signature")
TAKEN_BACK = Event("contract-year.taken-back", "took the contract year “{year}” back to a draft")
SIGNED = Event("contract-year.signed", "signed the contract year “{year}” as {signed_name}")
ENTERED = Event("figures.entered", "entered {count} figures for “{year}” ({source})")
WITHDRAWN = Event("figure.taken-out", "took the figure {figure} out of “{year}”")
DECLARED = Event("figures.complete", "declared the figures of “{year}” complete")
REOPENED = Event("figures.reopened", "opened the figures of “{year}” again")
SETTLED = Event("contract-year.settled", "settled “{year}” (settlement {number}, fingerprint {fingerprint})")
DISPUTED = Event("settlement.disputed", "disputed settlement {number} of “{year}”")
ANSWERED = Event("settlement.answered", "answered {organisation}'s dispute about “{year}”: {outcome}")
CLOSED = Event("contract-year.closed", "closed the contract year “{year}”")
POOL_OPENED = Event("pool.opened", "opened the pool “{pool}”")
POSTED = Event("pool.posted", "made entry {number} in the ledger of “{pool}”: {text}")
CORRECTED = Event("pool.corrected", "took entry {number} of “{pool}” back: {text}")
PAYMENT_ASKED = Event("pool.payment-asked", "asked “{pool}” to pay {amount} to {to}")
PAYMENT_APPROVED = Event("pool.payment-approved", "approved that “{pool}” pays {amount} to {to}")
PAYMENT_DECLINED = Event("pool.payment-declined", "declined that “{pool}” pays {amount} to {to}")
PAID = Event("pool.paid", "paid {amount} from “{pool}” to {to}")
BUDGET_SET = Event(
    "pool.budget-set", "set the budget of “{pool}” for {purpose} from {starts} to {ends} to {amount}"
)
RATE_SET = Event("pool.rate-set", "set what “{pool}” pays for each {delivered} to {amount}")
TAKEN_FROM_INDICATOR = Event(
    "figures.from-indicator", "took the figure {figure} of “{year}” from {indicator} in version {version}"
)
