"""From partners' files to figures that can be defended. A library: no Django."""
