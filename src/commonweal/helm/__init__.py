"""The home page: what needs somebody, the four capabilities, why partnerships fail, the brief, the first hour."""
