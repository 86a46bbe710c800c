"""One module a room: what its addresses are filled with when every address is asked for."""
