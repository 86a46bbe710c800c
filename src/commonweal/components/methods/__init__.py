"""The method pages inside the product: how each figure, sum and suggestion is worked out, for whoever asks.

The pages are docs/methods/*.md of the source; an installed package carries them beside this file (`pages/`, put
there by the build). Other rooms link with `<c-method page="no-show" />`.
"""
